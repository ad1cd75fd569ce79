package intake_test

import "testing"

// Fields behind those that a log's format knows are named, and asked about where they may
// be the visitor's address or the site; so is a second address in front.
func TestFurtherFields(t *testing.T) {
	const stamp, rest = `[DD/Mar/2004:10:00:00 +0100] "GET /a/NNN HTTP/1.1" 200 12`, ` "-" "Mozilla/5.0 (Windows NT 5.1; U)"`
	for _, c := range []struct {
		name, line string
		want, not  []string
	}{
		{"seconds that it took", `198.18.0.HHH - rose ` + stamp + rest + ` 0.123`, []string{`format = "combined_extra"`, `1: numbers, as "0.123"`, "0 of them not of the format"}, []string{"# ? kind"}},
		{"the server behind", `198.18.0.HHH - rose ` + stamp + rest + ` 0.123 - 10.0.0.5:8080`, []string{`format = "combined_extra"`, `3: addresses with a port, as "10.0.0.5:8080"`}, nil},
		{"named values", `198.18.0.HHH - rose ` + stamp + rest + ` "-" rt=0.1 uct="0.0 0.1"`, []string{"2: named values, as", "3: named values"}, []string{"4: "}},
		{"microseconds behind the common format", `198.18.0.HHH - rose ` + stamp + ` 4711`, []string{`format = "clf_extra"`}, nil},
		{"virtual host in front", `tulips.example 198.18.0.HHH - rose ` + stamp + rest + ` 0.1`, []string{`format = "vhost_combined_extra"`}, []string{"# ? kind", "# ? site"}},
		{"virtual host behind", `198.18.0.HHH - rose ` + stamp + rest + ` www.tulips.example`, []string{`site = "?"`, "[www.tulips.example]"}, nil},
		{"an address passed on, and more behind", `10.0.0.2 - rose ` + stamp + rest + ` "198.18.0.HHH, 10.0.0.3" 0.5`, []string{`kind = "?"`, "another address stands behind"}, nil},
		{"an address passed on, by name", `10.0.0.2 - rose ` + stamp + rest + ` xff="198.18.0.HHH"`, []string{`kind = "?"`, "another address stands behind"}, nil},
		{"an address passed on, in front", `198.18.0.HHH 10.0.0.2 - rose ` + stamp + rest, []string{`kind = "?"`, "two addresses stand in front"}, nil},
		{"a list of them in front", `198.18.0.HHH, 10.0.0.2 10.0.0.3 - rose ` + stamp + rest, nil, []string{`kind = "access"`}},
		{"a list of two in front", `198.18.0.HHH, 10.0.0.2 - rose ` + stamp + rest, []string{`kind = "?"`, "two addresses stand in front"}, nil},
		{"nobody passed on, in front", `- 198.18.0.HHH - rose ` + stamp + rest, []string{`kind = "?"`}, nil},
		{"an address passed on, before the user", `10.0.0.2 198.18.0.HHH rose ` + stamp + rest, []string{`kind = "?"`, "two addresses stand in front"}, nil},
		{"a site that is called by its address", `198.18.9.9:80 198.18.0.HHH - rose ` + stamp + rest, []string{`kind = "access"`, `format = "vhost_combined"`}, nil},
		{"nothing behind", `198.18.0.HHH - rose ` + stamp + rest, []string{`format = "combined"`}, []string{"further fields"}},
		{"names of hosts", `pcNNN.isp.example - rose ` + stamp + rest, []string{"not recognised", "names of hosts", "its fields seem to be host names, nothing, words, times, requests, numbers, numbers, nothing, programs"}, nil},
	} {
		_, draft := lookLines(t, "a.log", fill(c.line))
		says(t, c.name, draft, c.want, c.not)
	}
}
