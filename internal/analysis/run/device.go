package run

import (
	"bytes"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// lend is how long before the first and after the last statement of a provider on whose
// a device is it still is that subscriber's. A modem goes back to the shop before it goes
// out to another customer, and that takes weeks.
const lend = 30 * comity.Day

// device is what a table says of a piece of equipment: whose it was, and when.
type device struct {
	address    string // see hardware
	subscriber string
	from, to   comity.Instant
}

// loan is a device by its provider.
type loan struct{ provider, address string }

// devices are those that providers say to be one subscriber's, by all that they say.
// A server that leases addresses knows the equipment (its hardware address), and the
// customer's file the person: who answers a question from it names another subscriber
// than the lease, for one line.
type devices map[loan]device

// add takes in one statement. A device of two subscribers is nobody's.
func (d devices) add(provider string, v device) {
	k := loan{provider, v.address}
	have, ok := d[k]
	switch {
	case !ok:
		d[k] = v
	case have.subscriber != v.subscriber:
		have.subscriber = ""
		d[k] = have
	default:
		have.from, have.to = min(have.from, v.from), max(have.to, v.to)
		d[k] = have
	}
}

// owner is the subscriber whose device the provider says the one of that name to be at the time.
func (d devices) owner(provider string, name []byte, at comity.Instant) (string, bool) {
	address := hardware(name)
	if address == "" {
		return "", false
	}
	v := d[loan{provider, address}]
	return v.subscriber, v.subscriber != "" && at >= v.from-lend && at <= v.to+lend
}

// deviceOf is what an assignment that a table states says of a device; ok is false where
// it names none, or the device is what the subscriber is called.
func deviceOf(a *record.Assignment) (v device, ok bool) {
	if a.Device == "" || a.Reading != 0 || a.Subscriber == "" {
		return device{}, false
	}
	v = device{hardware([]byte(a.Device)), strings.Clone(a.Subscriber), a.Start.Lo, a.Start.Hi}
	return v, v.address != "" && hardware([]byte(a.Subscriber)) != v.address
}

// hardware is the 48 bits of a hardware address (EUI-48) as 12 small hexadecimal digits, in
// groups of one size, as equipment and tables write it: 02:00:5e:10:00:07, 02-00-…, 0200.5e10.0007,
// 02005e-100007, 02005e100007. It is "" where s is none, or one of no equipment (all digits alike,
// or of a group). What passes from customer to customer is none: addresses inside a provider's
// network (192.168.100.101 has 12 digits too); nor are numbers of customers and telephones:
// what is written without groups has a letter.
func hardware(s []byte) string {
	s = bytes.TrimSpace(s)
	if len(s) < 12 || len(s) > 17 {
		return ""
	}
	s = bytes.ToLower(s)
	i := bytes.IndexAny(s, ":-.")
	switch {
	case i < 0 && !bytes.ContainsAny(s, "abcdef"), i >= 0 && !grouped(s, i):
		return ""
	case i >= 0:
		s = bytes.ReplaceAll(s, s[i:i+1], nil)
	}
	hex := !bytes.ContainsFunc(s, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
	if !hex || len(s) != 12 || bytes.Count(s, s[:1]) == len(s) || strings.IndexByte("13579bdf", s[1]) >= 0 {
		return ""
	}
	return string(s)
}

// grouped reports whether s is in groups of n, parted by what follows the first as hardware
// addresses are.
func grouped(s []byte, n int) bool {
	if is := map[byte]string{':': "2", '.': "4", '-': "246"}[s[n]]; n > 6 || !strings.ContainsRune(is, rune('0'+n)) {
		return false
	}
	return !slices.ContainsFunc(bytes.Split(s, s[n:n+1]), func(g []byte) bool { return len(g) != n })
}

// nameDevices gives rows that name a device the name of the subscriber whose it is.
func (c *computation) nameDevices() {
	if len(c.devices) == 0 {
		return
	}
	for _, b := range c.batches {
		b.Rename(func(source uint16, name []byte, at comity.Instant) (string, bool) {
			return c.devices.owner(c.keepers[source], name, at)
		})
	}
}
