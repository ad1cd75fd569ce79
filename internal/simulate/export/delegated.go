package export

import (
	"fmt"
	"io"
	"net/netip"
	"time"
)

// Allotment is one line of a delegated-statistics file: addresses that a
// registry allotted to a country. Count is a number of addresses for IPv4 and
// a prefix length for IPv6.
type Allotment struct {
	Country string
	Start   netip.Addr
	Count   int
}

// WriteDelegated writes allotments in the exchange format of the regional
// internet registries (https://ftp.ripe.net/pub/stats/ripencc/RIR-Statistics-Exchange-Format.txt),
// as it stood at the given time.
func WriteDelegated(w io.Writer, at time.Time, list []Allotment) error {
	day := at.UTC().Format("20060102")
	four := 0
	for _, a := range list {
		if a.Start.Is4() {
			four++
		}
	}
	out := fmt.Sprintf("2|ripencc|%s|%d|19930901|%s|+0000\n", day, len(list), day)
	out += fmt.Sprintf("ripencc|*|asn|*|0|summary\nripencc|*|ipv4|*|%d|summary\nripencc|*|ipv6|*|%d|summary\n", four, len(list)-four)
	if _, err := io.WriteString(w, out); err != nil {
		return err
	}
	for _, a := range list {
		family := "ipv6"
		if a.Start.Is4() {
			family = "ipv4"
		}
		if _, err := fmt.Fprintf(w, "ripencc|%s|%s|%s|%d|20010315|allocated\n", a.Country, family, a.Start, a.Count); err != nil {
			return err
		}
	}
	return nil
}
