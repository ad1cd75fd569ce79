package intake

import (
	"slices"
	"strings"
)

// fits reports whether a column's values can be what key wants. A column without
// values fits everything: only its name speaks.
func fits(key, kind string, c *column) bool {
	if c.filled == 0 { // an address without a value is a house's as well
		return !c.has("addr") || c.has("ip") || key != "ip" && key != "asked_ip" && key != "last_ip"
	}
	if c.share(cAgent) { // a column of programs may be called after the client
		return key == "agent"
	}
	switch key {
	case "ip":
		if kind == "assignments" {
			return (c.share(cRange) || c.share(cHost)) && !c.within
		}
		return c.share(cHost)
	case "asked_ip":
		return c.share(cHost) && !c.within
	case "last_ip":
		return c.share(cAddress)
	case "time", "start", "end", "asked_time", "last_time", "from", "to":
		return c.forms.stampy(c.filled) || c.strange
	case "born":
		return c.forms.stampy(c.filled) || c.share(cDate)
	case "reported":
		return c.forms.stampy(c.filled) || c.share(cFlag)
	case "port_from":
		return c.share(cPort) || c.share(cPorts)
	case "port", "asked_port", "port_to":
		return c.share(cPort)
	case "email":
		return c.share(cEmail)
	case "card":
		return c.share(cCard) || c.share(cLong)
	case "iban":
		return c.share(cIBAN)
	case "amount":
		return c.share(cAmount)
	case "duration":
		return c.lengths() && !c.forms.stampy(c.filled)
	case "currency":
		return c.share(cCurrency)
	case "bytes":
		return c.share(cDigits)
	case "md5", "sha1", "sha256":
		return c.share(cHex)
	case "issuer_country":
		return c.share(cNation)
	}
	return fitsText(key, kind, c)
}

func fitsText(key, kind string, c *column) bool {
	plain := !c.share(cRange) && !c.share(cHost) && !c.share(cEmail) && !c.forms.stampy(c.filled) && !c.share(cCard) && !c.share(cClock) && !c.share(cMAC)
	switch key {
	case "country":
		return c.share(cNation) || !c.share(cCountry) && c.share(cProper) && plain && !c.some(cPlace, 5)
	case "given", "family":
		if c.has("user") && !c.share(cProper) { // a user's name is no half of one
			return false
		}
		fallthrough
	case "name", "holder", "town":
		return plain && c.longest() > 1 && (kind == "members" || !c.handles()) && c.share(cText) && !c.share(cCountry) && !c.share(cDomain) && !c.share(cPath)
	case "street":
		return plain && c.share(cText) && !c.share(cCountry) && !c.share(cDomain)
	case "house":
		return plain && !c.some(cPerson, 2)
	case "phone":
		return c.share(cPhone) || c.share(cDigits) && !c.share(cCard)
	case "site":
		return plain && c.share(cText) && !c.share(cPath) && !c.share(cPlace) && !(c.filled >= 12 && c.unique())
	case "method":
		return c.share(cMethod)
	case "path":
		return c.some(cPath, 2)
	case "status":
		if kind == "access" {
			return c.share(cDigits) && c.share(cPort)
		}
		return plain && len(c.distinct) <= 40
	case "type", "result":
		return plain && !c.marked() && !c.abbreviated() && len(c.distinct) <= 60 && !(c.filled >= 12 && c.unique())
	case "left_kind", "right_kind", "relation", "role":
		return plain && len(c.distinct) <= 60
	case "agent":
		return c.share(cText) && c.some(cAgent, 3)
	case "referer":
		return c.some(cPath, 4)
	case "account":
		return !c.share(cRange) && !c.share(cHost) && !c.forms.stampy(c.filled) && !c.share(cCard) && !c.share(cCountry) && !c.share(cClock) && !c.share(cPath) && !c.people() && !(c.share(cPlace) && c.toldTime())
	case "subscriber":
		if c.within {
			return kind == "assignments" || kind == "answers"
		}
		fallthrough
	case "id", "device", "session", "ref":
		return !c.forms.stampy(c.filled) && !c.share(cRange) && !c.share(cHost) && !c.share(cClock) && !(key == "subscriber" && c.share(cCard)) && !c.marked() && !c.mostlyNothing()
	case "descriptor":
		return plain
	}
	return true
}

// handles reports whether most values are words with a mark or a digit in them, as accounts
// and events are called and no people.
func (c *column) handles() bool {
	n, all := 0, 0
	for v, times := range c.distinct {
		if all += times; !strings.Contains(v, " ") && strings.ContainsAny(v, "_0123456789") {
			n += times
		}
	}
	return n*2 > all
}

// people reports whether a column that is called after customers, not after users or
// numbers, holds what they are called in life.
func (c *column) people() bool {
	return c.has("sub") && !c.has("user") && !c.has("id") && c.share(cPerson) && len(c.distinct) > 2
}

// marked reports whether the values are sums with a decimal mark.
func (c *column) marked() bool {
	t := &c.amounts
	return c.share(cAmount) && 2*(t.dot+t.comma+t.thousands) > c.filled
}

// mostlyNothing reports whether most values are zero, as of what was given back.
func (c *column) mostlyNothing() bool { return 2*c.distinct["0"] > c.filled }

// implied are the atoms that values say whatever the header says.
func implied(c *column) []string {
	var out []string
	for _, k := range []struct {
		atom string
		ok   bool
	}{
		{"ip", c.share(cRange) || c.share(cHost)}, {"inside", c.within}, {"time", c.forms.stampy(c.filled) || c.strange || c.share(cDate)}, {"email", c.share(cEmail)},
		{"card", c.share(cCard) && len(c.distinct) > 3}, {"iban", c.share(cIBAN)}, {"agent", c.share(cAgent)}, {"method", c.share(cMethod)},
	} {
		if k.ok {
			out = append(out, k.atom)
		}
	}
	return out
}

// score says how well the header c makes the key of r, 0 where it does not.
// named is whether the header itself says so, not the values alone.
func (r *rule) score(c *column, extra []string) (points int, named bool) {
	for _, p := range c.parts {
		if p.has(doer) && !slices.Contains(r.atoms, doer) {
			return 0, false
		}
		for _, never := range r.never {
			if p.has(never) && !slices.ContainsFunc(r.atoms, p.has) {
				return 0, false
			}
		}
	}
	used := make([]bool, len(c.parts))
	points = r.weight
	for _, atom := range r.atoms {
		i := slices.IndexFunc(c.parts, func(p part) bool { return p.has(atom) })
		for i >= 0 && used[i] { // one word is one atom, unless another part says it too
			next := slices.IndexFunc(c.parts[i+1:], func(p part) bool { return p.has(atom) })
			if next < 0 {
				i = -1
				break
			}
			i += 1 + next
		}
		switch {
		case i >= 0:
			used[i], named = true, true
		case slices.Contains(extra, atom):
			points -= 3
		default:
			return 0, false
		}
	}
	for i, p := range c.parts {
		if !used[i] && p == nil && r.key == "last_time" {
			points -= 30 // the last of what?
		} else if !used[i] && p.has("amount") && slices.Contains(r.atoms, "amount") {
			points -= 4 // Bruttobelopp: both words say the same
		} else if !used[i] {
			points -= burden(p, extra)
		}
	}
	if !named {
		points = min(points, 45)
	}
	return max(points, 0), named
}

// burden is what a word costs that a rule has no use for: little where it only
// says whose the value is or what the values say anyway.
func burden(p part, extra []string) int {
	switch {
	case p == nil:
		return 22
	case slices.ContainsFunc(extra, p.has):
		return 2
	case p.has("sub"), p.has("user"), p.has("txn"), p.has("id"), p.has("holder"), p.has("session"), p.has("point"):
		return 6
	case p.has("zone"):
		return 4
	case p.has("name"), p.has("time"), p.has("start"):
		return 16
	}
	return 24
}
