package intake

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// Day and minute as a chat of WhatsApp writes them, and the half of the day behind. Seconds stand in
// brackets alone.
const (
	chatDay  = `\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d\d`
	chatHalf = `(?:[ \x{202f}]?[AaPp]\.? ?[Mm]\.?)?`
)

// Ways out of logs that are known by name and not read.
const (
	askNAT   = "ask the provider for a table (CSV) of the translations: public address, ports or block of ports, beginning and end with the zone of the clock, and the customer's number; or for the blocks of ports as Juniper or Cisco ASA write them"
	askDHCP  = "ask the provider for a table (CSV) of the leases: address, beginning and end with the zone of the clock, and the customer's number or the line; or for the leases themselves, as ISC dhcpd and Kea keep them"
	askWeb   = "ask for the log of the server behind it in Combined Log Format, with the address that was passed on, or for a table (CSV): time with its offset, address, port, site, user, request, status"
	askLogin = "ask for a table (CSV) of who logged in: time with its offset, address, port, user, success"
	askChat  = "make lines of JSON of it in a copy, a post each (docs/formats/boardjson.md), with the order of day and month and the zone of the phone that wrote it, and seal both"
	askFlow  = "ask for a table (CSV) of what concerns the case: beginning and end with the zone of the clock, addresses and ports by name"
)

// vendor is a log that is known by the words of its lines.
type vendor struct {
	name string
	line *regexp.Regexp
	ask  string
}

// vendors, the narrower first.
var vendors = func() []vendor {
	var out []vendor
	for _, v := range []struct{ name, line, ask string }{
		{"translations of A10", `\bNAT-(?:TCP|UDP|ICMP)-[A-Z]\b|\bNAT-PORT-BATCH`, askNAT},
		{"translations of F5 (LSN)", `\bLSN_(?:ADD|DELETE|PB_ALLOCATED|PB_RELEASED|INBOUND)`, askNAT},
		{"a firewall of MikroTik", `\b(?:srcnat|dstnat|forward|prerouting|input|output)(?::| ).*\bproto (?:TCP|UDP|ICMP|tcp|udp|icmp)`, askNAT},
		{"Huawei or H3C (VRP, Comware)", `%%\d\d[A-Z_0-9]+/\d/`, askNAT},
		{"sessions of Juniper (RT_FLOW)", `\bRT_FLOW(?:_SESSION_\w+)?\b`, askNAT},
		{"translations of Cisco IOS", `%(?:IP)?NAT-\d-\w+`, askNAT},
		{"sessions of Fortinet", `\bdev(?:id|name)="?\S+.*\btype="?(?:traffic|event|utm)\b`, askNAT},
		{"sessions of Palo Alto", `,(?:TRAFFIC|THREAT),(?:start|end|drop|deny|url),`, askNAT},
		{"pfSense or OPNsense (filterlog)", `\bfilterlog(?:\[\d+\])?:`, askNAT},
		{"a firewall of Linux (netfilter)", `\bIN=\S* OUT=\S* .*\bSRC=`, askNAT},
		{"sessions of Linux (conntrack)", `\[(?:NEW|UPDATE|DESTROY)\]\s+(?:tcp|udp|icmp)`, askNAT},
		{"leases of dnsmasq, which say when each ends and not when it began", `^\d{9,10} (?:[0-9A-Fa-f]{2}[:-]){5,}[0-9A-Fa-f]{2} [0-9A-Fa-f.:]+ \S+ \S+\s*$`, askDHCP},
		{"a server of leases of Microsoft (DhcpSrvLog), of which each row is an event", `^\d\d,\d\d/\d\d/\d\d,\d\d:\d\d:\d\d,[^,]*,[\d.]*,[^,]*,(?:[0-9A-Fa-f]{12,})?,`, askDHCP},
		{"messages of dnsmasq", `\bdnsmasq-dhcp(?:\[\d+\])?:`, askDHCP},
		{"leases of MikroTik", `\bdhcp,info(?:,\w+)* \S+ (?:de)?assigned `, askDHCP},
		{"messages of ISC dhcpd", `\bdhcpd(?:\[\d+\])?: DHCP`, askDHCP},
		{"a load balancer, HAProxy", `\bhaproxy(?:\[\d+\])?:`, askWeb},
		{"a load balancer of Amazon", `^(?:(?:https?|h2|grpcs?|wss?) )?\d{4}-\d\d-\d\dT[\d:.]+Z \S+ [\d.]+:\d+ `, askWeb},
		{"accesses to Amazon S3", `^[0-9a-f]{64} \S+ \[\d\d/`, askWeb},
		{"a proxy, Squid", `^\d{9,10}\.\d{3} +\d+ \S+ (?:TCP|UDP|NONE|TAG|HIER)_?\w*/\d{3} `, askWeb},
		{"a mail server, Postfix", `\bpostfix/[\w/-]+\[\d+\]:`, askLogin},
		{"a mail server, Dovecot", `\bdovecot(?:\[\d+\])?: `, askLogin},
		{"a mail server, Exim", `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \w{6}-\w{6,11}-\w{2,4} (?:<=|=>|\*\*|Completed)`, askLogin},
		{"a webmail, Roundcube", `\b(?:Successful|Failed) login for \S+ (?:\(ID: \d+\) )?(?:from|against|in session) `, askLogin},
		{"log-ins over SSH", `\bsshd(?:-session)?\[\d+\]: `, askLogin},
		{"a file server, vsftpd", `\[pid \d+\] (?:\[\S+\] )?(?:OK|FAIL|CONNECT)`, askLogin},
		{"transfers of an FTP server (xferlog)", `^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} \d+ \S+ \d+ /\S* [ab] [_CUT] [io] [agr] `, askLogin},
		{"a server of access (pppd, L2TP, accel-ppp)", `\b(?:pppd|xl2tpd|accel-ppp|mpd5?)(?:\[\d+\])?: `, askDHCP},
		{"OpenVPN", `^(?:CLIENT_LIST,|ROUTING_TABLE,|OpenVPN CLIENT LIST)|\bopenvpn(?:\[\d+\])?: |\[[\w.-]+\] Peer Connection Initiated`, askLogin},
		{"a program, as Monolog writes them", `^\[\d{4}-\d\d-\d\d[^\]]*\] [\w.-]+\.[A-Z]+: `, askLogin},
		{"a chat of WhatsApp", `^[\x{200e}\x{200f}]*(?:\[` + chatDay + `(?:[:.]\d\d)?` + chatHalf + `\]|` + chatDay + chatHalf + ` -) [^:]{1,80}: `, askChat},
		{"flows of nfdump", `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\s.*\s->\s`, askFlow},
		{"packets of tcpdump", `^(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{6} IP6? \S+ > \S+:`, askFlow},
		{"Microsoft's server of policies (NPS, IAS), whose rows bear no names", `^"[^"]*","(?:IAS|RAS)",\d\d/\d\d/\d{4},`, `put a line above a copy that names the columns in the order of its documentation (ComputerName, ServiceName, Record-Date, Record-Time, Packet-Type, User-Name …), and seal both; no row names the columns here`},
	} {
		out = append(out, vendor{v.name, regexp.MustCompile(v.line), v.ask})
	}
	return out
}()

// eventTable reports whether a table is a log of events by its words: it has names of columns, and
// no row is a lease.
func eventTable(head []byte) bool {
	return strings.Contains(byVendor(head), "DhcpSrvLog")
}

// priority is what a syslog server puts before a line (RFC 3164, 4.1.1).
var priority = regexp.MustCompile(`^<\d{1,3}>`)

// byVendor names a log that is known by its words, and what to ask for; "" for others.
func byVendor(head []byte) string {
	lines := someLines(head)
	for _, v := range vendors {
		n := 0
		for _, l := range lines {
			if v.line.Match(bytes.TrimRight(l, "\r\n")) {
				n++
			}
		}
		if n > 0 && n*2 >= len(lines) {
			return fmt.Sprintf("lines of %s, in %d of the first %d, which are not read: %s%s", v.name, n, len(lines), v.ask, forPeople)
		}
	}
	return ""
}
