package run

import "testing"

// What passes from customer to customer is no equipment: addresses inside a network, of which
// some have twelve digits; nor are numbers of telephones and customers.
func TestHardwareAddresses(t *testing.T) {
	const a = "02005e1000a7"
	for s, want := range map[string]string{
		"02:00:5e:10:00:a7": a, "02-00-5E-10-00-A7": a, "0200.5e10.00a7": a, "0200-5e10-00a7": a, "02005e-1000a7": a, " 02005E1000A7 ": a,
		"02:00:50:10:00:07": "020050100007",
		"192.168.100.101":   "", "100.127.200.101": "", "2001:0db8:abcd::": "", "2001:0db8:00a7": "", "10.0.0.7": "",
		"393331234567": "", "39-333-1234567": "", "02:00:5e:10:00": "", "02:00:5e:10:00-a7": "", "02:00:5e:10:00:a7:01": "", "02:00:5e:10:00:g7": "",
		"ff:ff:ff:ff:ff:ff": "", "000000000000": "", "01:00:5e:10:00:a7": "", "": "", ":": "", "::": "", "......": "",
	} {
		if got := hardware([]byte(s)); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
