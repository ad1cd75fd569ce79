package intake

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// class is what a value looks like; a value may be of several.
type class uint8

const (
	cAddress  class = iota // one address
	cRange                 // an address, a prefix or a range
	cEmail                 //
	cCard                  // 12 to 19 digits with a right check digit, or masked
	cDigits                // digits only
	cLong                  // 12 to 19 digits
	cPort                  // 0 to 65535
	cAmount                // a sum of money under one of the decimal marks
	cCurrency              // three capitals or a sign
	cCountry               // two or three capitals
	cNation                // a code of a country
	cIBAN                  //
	cDomain                // a host name
	cPath                  // a path, URL or request line
	cMethod                //
	cAgent                 //
	cPhone                 //
	cText                  // holds a letter, is no e-mail, address or time
	cProper                // text that begins with a capital
	cPerson                // two or more words, letters alone
	cPlace                 // text with a number behind or before it
	cWord                  // no blank
	cDate                  // a date without a time
	cClock                 // a time of day alone
	cHex                   // 32, 40 or 64 hexadecimal digits
	cZone                  // a time zone
	cFlag                  // yes, no, 0, 1, true, false
	cInside                // an address of a private network, or of those behind a carrier's translation
	cPorts                 // first and last of a range of ports
	cEndpoint              // an address with a port behind it
	cMAC                   // a hardware address
	cHost                  // an address, perhaps with a port behind it
	classes
)

// column is what was seen of one column.
type column struct {
	name     string
	parts    []part
	filled   int
	count    [classes]int
	forms    stampTally
	amounts  amountTally
	distinct map[string]int // value → how often; full once it holds most
	full     bool
	number   int // position in the row
	samples  []string
	voids    []string            // words that stand where the others have a time or an address
	dashes   int                 // values that are a dash alone
	dashAt   map[int]bool        // which samples these are
	joined   []string            // names of the columns that a virtual column joins
	within   bool                // addresses inside a network, beside a column of others: the own ones of those who are behind a translation
	layouts  []string            // Go layouts that read times which no known form does
	numbers  bool                // called after a time, and looked at for numbers of days, seconds or less
	bare     string              // a value that may be an address of IPv6 or one with a port, where others have ports
	midnight bool                // days of a workbook that all end in midnight
	inside   map[string]int      // words for a side of an account that stood in the cells, and how often; "": none stood there
	beside   []string            // of each row
	strange  bool                // called after a time, and of values that no form reads
	below    map[string]*glanced // of times in rows that are only glanced at: by how they are written
}

const (
	mostDistinct = 5000
	mostSamples  = 4096
)

func (c *column) add(v string) {
	if v = strings.TrimSpace(v); v == "" || v == dash {
		if v == dash {
			c.dashed(len(c.samples))
		}
		c.samples = append(c.samples, "")
		return
	}
	if len(v) > 300 {
		v = v[:300]
	}
	c.filled++
	c.samples = append(c.samples, v)
	for k, ok := range classify(v) {
		if ok {
			c.count[k]++
		}
	}
	c.forms.add(v)
	c.amounts.add(v)
	if _, seen := c.distinct[v]; seen || len(c.distinct) < mostDistinct {
		c.distinct[v]++
	} else {
		c.full = true
	}
}

// dashed takes note of a sample that is a dash alone.
func (c *column) dashed(i int) {
	if c.dashAt == nil {
		c.dashAt = map[int]bool{}
	}
	c.dashAt[i] = true
	c.dashes++
}

// glance takes note of a value that is not looked at further: which words a
// column of few words holds.
func (c *column) glance(v string) {
	if v = strings.TrimSpace(v); v == "" || v == dash || len(v) > 300 {
		if v == dash {
			c.dashes++
		}
		return
	}
	if _, seen := c.distinct[v]; seen || len(c.distinct) < 60 {
		c.distinct[v]++
	}
	c.glanceTime(v)
}

// share reports whether nearly all values are of class k. A few are damaged in
// any export.
func (c *column) share(k class) bool { return c.filled > 0 && c.count[k]*100 >= c.filled*92 }

// some reports whether at least one in n values is of class k.
func (c *column) some(k class, n int) bool { return c.count[k] > 0 && c.count[k]*n >= c.filled }

// unique reports whether hardly a value repeats.
func (c *column) unique() bool { return c.full || len(c.distinct)*100 >= c.filled*95 }

// coded reports whether most values hold a digit, as numbers of customers and lines do and names
// of people do not.
func (c *column) coded() bool {
	n := 0
	for v := range c.distinct {
		if strings.ContainsAny(v, "0123456789") {
			n++
		}
	}
	return n*2 > len(c.distinct)
}

// running reports whether the values number the rows, as exports do on the left: they
// are nobody's. A column that is called after customers or users is theirs.
func (c *column) running() bool {
	return !c.has("sub") && !c.has("user") && !c.has("holder") && c.counts()
}

// counts reports whether each value is by one above that of the row before.
func (c *column) counts() bool {
	if c.filled < 3 || !c.share(cDigits) {
		return false
	}
	next, before := 0, -1
	for _, v := range c.samples {
		if v == "" || len(v) > 9 || strings.Trim(v, "0123456789") != "" {
			continue
		}
		n := atoi(v)
		if n == before+1 {
			next++
		}
		before = n
	}
	return next*100 >= (c.filled-1)*95
}

func classify(v string) (is [classes]bool) {
	is[cAddress] = address(v)
	is[cRange] = is[cAddress] || addressRange(v)
	is[cEndpoint] = endpoint(v) || loosePort(v)
	is[cMAC] = hardware.MatchString(v)
	is[cHost] = is[cAddress] || is[cEndpoint]
	is[cInside] = is[cAddress] && inside(v)
	is[cPorts] = portsLike(v)
	is[cEmail] = emailLike(v)
	is[cDigits] = strings.Trim(v, "0123456789") == ""
	is[cLong] = is[cDigits] && len(v) >= 12 && len(v) <= 19
	is[cCard] = cardLike(v)
	is[cPort] = is[cDigits] && len(v) <= 5 && atoi(v) <= 65535
	_, is[cAmount] = markOf(v)
	is[cCurrency] = len(v) == 3 && slices.Contains(currencies, strings.ToUpper(v)) || v == "€" || v == "$" || v == "£"
	is[cCountry] = (len(v) == 2 || len(v) == 3) && allUpper(v)
	is[cNation] = is[cCountry] && nation(v)
	is[cIBAN] = iban(v)
	is[cDomain] = domainLike(v)
	is[cPath] = v[0] == '/' || strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "GET ") || strings.HasPrefix(v, "POST ")
	is[cMethod] = slices.Contains([]string{"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT"}, v)
	is[cAgent] = strings.Contains(v, "Mozilla/") || strings.Contains(v, "/") && strings.ContainsAny(v, "(;") && len(v) > 20 && (v[0] < '0' || v[0] > '9') && v[0] != '/' // those are times with their zone
	is[cPhone] = phoneLike(v)
	is[cDate], is[cClock] = dateLike(v), clockLike(v)
	is[cHex] = (len(v) == 32 || len(v) == 40 || len(v) == 64) && strings.Trim(strings.ToLower(v), "0123456789abcdef") == ""
	letters := strings.IndexFunc(v, unicode.IsLetter) >= 0
	is[cText] = letters && !is[cRange] && !is[cEmail] && !is[cHex] && !stamped(v)
	first, _ := utf8.DecodeRuneInString(v)
	is[cProper] = is[cText] && (unicode.IsUpper(first) || strings.Contains(v, ". ") || strings.Contains(v, " "))
	is[cPerson] = is[cProper] && strings.Contains(v, " ") && strings.IndexFunc(v, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("/:;@_", r) }) < 0
	is[cPlace] = is[cText] && strings.Contains(v, " ") && strings.ContainsAny(v, "0123456789")
	is[cWord] = !strings.ContainsAny(v, " \t")
	is[cZone] = strings.Contains(v, "/") && strings.HasPrefix(v, "Europe/") || v == "UTC" || v == "CET" || v == "CEST" || v == "GMT"
	is[cFlag] = slices.Contains(flags, strings.ToLower(v))
	return is
}

// hardware is the address of a device, of 48 bits.
var hardware = regexp.MustCompile(`^(?i:[0-9a-f]{2}([:-][0-9a-f]{2}){5}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})$`)

// flags are words for yes and no.
var flags = strings.Fields("0 1 yes no true false y n si sì sí ja j nein oui o non sim s não nao tak t nie nee " +
	"evet hayır ναι όχι да нет так ні ano igen nem kyllä ei nej nei")

var currencies = strings.Fields("EUR USD GBP CHF SEK NOK DKK PLN CZK HUF RON BGN JPY CNY CAD AUD RUB BRL INR TRY ITL DEM FRF ESP NLG ATS BEF PTE FIM GRD IEP LUF UAH MXN ARS ZAR HRK")

func address(v string) bool {
	_, ok := comity.ParseAddr(v)
	return ok
}

// carrier is the space that carriers give to those behind their translation (RFC
// 6598).
var carrier = netip.MustParsePrefix("100.64.0.0/10")

// inside holds for an address that means nothing outside its own network.
func inside(v string) bool {
	a, err := netip.ParseAddr(v)
	return err == nil && (a.Unmap().IsPrivate() || carrier.Contains(a.Unmap()))
}

// portsLike holds for the first and the last of a range of ports, 1024-2047.
func portsLike(v string) bool {
	a, b, ok := strings.Cut(v, "-")
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	digits := func(s string) bool { return s != "" && len(s) <= 5 && strings.Trim(s, "0123456789") == "" }
	return ok && digits(a) && digits(b) && atoi(a) <= atoi(b) && atoi(b) <= 65535
}

func addressRange(v string) bool {
	if len(v) > 90 {
		return false
	}
	if a, b, ok := strings.Cut(v, "-"); ok {
		return address(strings.TrimSpace(a)) && address(strings.TrimSpace(b))
	}
	_, err := netip.ParsePrefix(v)
	return err == nil
}

func emailLike(v string) bool {
	at := strings.IndexByte(v, '@')
	return at > 0 && strings.IndexByte(v[at+1:], '@') < 0 && strings.IndexByte(v[at+1:], '.') > 0 && !strings.ContainsAny(v, " ,;")
}

// cardGaps takes out what people write between the groups of a card's number.
var cardGaps = strings.NewReplacer(" ", "", "-", "")

// cardLike holds for a number with a right check digit (ISO/IEC 7812-1, annex
// B), and for one whose middle is masked.
func cardLike(v string) bool {
	if _, digits, ok := comity.CardEnds(v); ok {
		return luhn(digits)
	}
	s := cardGaps.Replace(v)
	if len(s) < 12 || len(s) > 19 {
		return false
	}
	return strings.Trim(s[:6], "0123456789") == "" && strings.Trim(s[6:len(s)-4], "*xX#.") == "" && strings.Trim(s[len(s)-4:], "0123456789") == ""
}

func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func atoi(v string) (n int) {
	for i := range len(v) {
		n = n*10 + int(v[i]-'0')
	}
	return n
}

func allUpper(v string) bool { return strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" }

// iban tests the check digits (ISO 13616).
func iban(v string) bool {
	v = strings.ToUpper(strings.ReplaceAll(v, " ", ""))
	if len(v) < 15 || len(v) > 34 || !allUpper(v[:2]) {
		return false
	}
	m := 0
	for _, r := range v[4:] + v[:4] {
		switch {
		case r >= '0' && r <= '9':
			m = (m*10 + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			m = (m*100 + int(r-'A') + 10) % 97
		default:
			return false
		}
	}
	return m == 1
}

func domainLike(v string) bool {
	v = strings.ToLower(v)
	dot := strings.LastIndexByte(v, '.')
	if dot <= 0 || len(v)-dot < 3 || len(v) > 253 || address(v) || strings.Contains(v, "..") {
		return false
	}
	return strings.Trim(v, "abcdefghijklmnopqrstuvwxyz0123456789.-") == "" && strings.Trim(v[dot+1:], "abcdefghijklmnopqrstuvwxyz") == ""
}

func phoneLike(v string) bool {
	if strings.HasPrefix(v, "0.") && strings.Trim(v[2:], "0123456789") == "" {
		return false // a fraction
	}
	digits := 0
	for _, r := range v {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-/() .", r):
			return false
		}
	}
	return digits >= 6 && digits <= 15 && (v[0] == '+' || v[0] == '0' || v[0] == '(')
}

func stamped(v string) bool {
	if !strings.ContainsAny(v, "0123456789") {
		return false // most texts: no layout is worth trying
	}
	if _, ok := clock.Parse(v, ""); ok {
		return true
	}
	return dateLike(v) || clockLike(v)
}
