package access

import (
	"bytes"
	"net/netip"
	"unsafe"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// address reads the address at the start of line, up to a blank, into a, and
// returns its length; 0 where there is none. IPv4 is read digit by digit, for
// it stands on nearly every line; anything else goes to net/netip.
func address(line []byte, a *comity.Addr) int {
	var v, octet uint32
	dots, digits := 0, 0
	for i, c := range line {
		switch {
		case c-'0' <= 9:
			if digits > 0 && octet == 0 || digits == 3 {
				// A leading zero may mean octal: net/netip refuses it as well.
				return address6(line, a)
			}
			octet = octet*10 + uint32(c-'0')
			digits++
		case c == '.' && digits > 0 && dots < 3 && octet < 256:
			v, octet, digits = v<<8|octet, 0, 0
			dots++
		case c == ' ' && dots == 3 && digits > 0 && octet < 256:
			*a = comity.AddrV4(v<<8 | octet)
			return i
		default:
			return address6(line, a)
		}
	}
	return 0
}

func address6(line []byte, a *comity.Addr) int {
	n := bytes.IndexByte(line[:min(len(line), 64)], ' ')
	if n < 2 || bytes.IndexByte(line[:n], ':') < 0 {
		return 0
	}
	// The string shares the line's bytes; ParseAddr keeps no reference where
	// there is no zone, and an address with a zone is refused.
	ip, err := netip.ParseAddr(unsafe.String(&line[0], n))
	if err != nil || ip.Zone() != "" {
		return 0
	}
	*a = comity.AddrOf(ip)
	if a.IsZero() {
		return 0
	}
	return n
}

// stamp reads "[02/Jan/2006:15:04:05 -0700]" at the start of s into e.
func (p *Parser) stamp(s []byte, e *record.Event) bool {
	if len(s) < stampLength || s[12] != ':' || s[15] != ':' || s[18] != ':' || s[21] != ' ' || s[27] != ']' {
		return false
	}
	if [11]byte(s[1:12]) != p.date && !p.newDate(s[1:12]) {
		return false
	}
	h, hok := two(s[13], s[14])
	m, mok := two(s[16], s[17])
	sec, sok := two(s[19], s[20])
	if !hok || !mok || !sok || h > 23 || m > 59 || sec > 60 {
		return false
	}
	if [5]byte(s[22:27]) != p.zone && !p.newZone(s[22:27]) {
		return false
	}
	if sec == 60 && (h*3600+m*60-int64(p.offset)+day)%day != lastMinute {
		return false
	}
	e.Stamp = clock.Stamp{
		Civil: p.day + comity.Instant(h*3600+m*60+sec)*comity.Second, Sub: comity.Second,
		Said: clock.Said{Offset: p.offset, HasOffset: true},
	}
	return true
}

// A leap second is 23:59:60 in UTC, wherever the clock stands.
const (
	day        = 24 * 60 * 60
	lastMinute = day - 60
)

func two(a, b byte) (int64, bool) {
	a, b = a-'0', b-'0'
	return int64(a)*10 + int64(b), a <= 9 && b <= 9
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

func (p *Parser) newDate(s []byte) bool {
	d, dok := two(s[0], s[1])
	y1, ok1 := two(s[7], s[8])
	y2, ok2 := two(s[9], s[10])
	m := bytes.Index([]byte(months), s[3:6])
	if !dok || !ok1 || !ok2 || s[2] != '/' || s[6] != '/' || m < 0 || m%3 != 0 {
		return false
	}
	year, month := int(y1*100+y2), m/3+1
	day := clock.Civil(year, month, int(d))
	// The calendar gives 31 April the instant of 1 May: such a date is refused.
	if t := day.Time(); d == 0 || t.Day() != int(d) || int(t.Month()) != month || year < 1990 || year > 2099 {
		return false
	}
	p.date, p.day = [11]byte(s), day
	return true
}

func (p *Parser) newZone(s []byte) bool {
	h, hok := two(s[1], s[2])
	m, mok := two(s[3], s[4])
	if !hok || !mok || h > 15 || m > 59 || s[0] != '+' && s[0] != '-' {
		return false
	}
	off := int32(h*3600 + m*60)
	if s[0] == '-' {
		off = -off
	}
	p.zone, p.offset = [5]byte(s), off
	return true
}
