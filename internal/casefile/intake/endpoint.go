package intake

import (
	"net/netip"
	"strings"

	"comity/internal/records/format/table"
)

// endpoint holds for 198.51.100.7:4711 and [2001:db8::7]:4711.
func endpoint(v string) bool {
	e, err := netip.ParseAddrPort(v)
	return err == nil && e.Port() > 0
}

// loosePort holds for 2001:db8::1:65000, which is no address, and one without its last
// group: the brackets are missing, and the table's reader refuses it.
func loosePort(v string) bool {
	at := strings.LastIndexByte(v, ':')
	return at > 0 && !address(v) && address(v[:at]) && strings.Contains(v[:at], ":") && len(v)-at > 1 && len(v)-at <= 6 && strings.Trim(v[at+1:], "0123456789") == ""
}

// bared looks in a column that writes ports behind addresses, by its name or in other
// rows, for addresses of IPv6 of which nobody can tell where they end.
func (c *column) bared() {
	if c.count[cHost] == 0 || !c.has("port") && c.count[cEndpoint] == 0 {
		return
	}
	for _, v := range c.samples {
		if v != "" && (table.MayEndInPort(v) || loosePort(v)) {
			c.bare = v
			return
		}
	}
}
