package nexus

import (
	"slices"
	"strings"
)

// current are the codes of ISO 3166-1 alpha-2, officially assigned, and XK, which
// is user-assigned and in common use for Kosovo.
const current = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ
VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`

// Former is a state or name that ISO 3166-3 keeps. Successors are the present
// codes of those whom its affairs concern. Until is the year in which the code was
// withdrawn. Of a code that has since been given again, as CS was, what it meant
// at a date is told by the rows' years.
type Former struct {
	Code       string
	Until      int // year of withdrawal
	Name       string
	Successors []string
}

// Formers lists the withdrawn codes (ISO 3166-3), and UK, which registries and
// domains use though ISO reserves it.
func Formers() []Former {
	return []Former{
		{"AI", 1977, "French Afars and Issas", []string{"DJ"}},
		{"AN", 2010, "Netherlands Antilles", []string{"BQ", "CW", "SX"}},
		{"BU", 1989, "Burma", []string{"MM"}},
		{"BY", 1992, "Byelorussian SSR", []string{"BY"}},
		{"CS", 1993, "Czechoslovakia", []string{"CZ", "SK"}},
		{"CS", 2006, "Serbia and Montenegro", []string{"ME", "RS"}},
		{"CT", 1984, "Canton and Enderbury Islands", []string{"KI"}},
		{"DD", 1990, "German Democratic Republic", []string{"DE"}},
		{"DY", 1977, "Dahomey", []string{"BJ"}},
		{"FQ", 1979, "French Southern and Antarctic Territories", []string{"TF"}},
		{"FX", 1997, "Metropolitan France", []string{"FR"}},
		{"GE", 1979, "Gilbert and Ellice Islands", []string{"KI", "TV"}},
		{"HV", 1984, "Upper Volta", []string{"BF"}},
		{"JT", 1986, "Johnston Island", []string{"UM"}},
		{"MI", 1986, "Midway Islands", []string{"UM"}},
		{"NH", 1980, "New Hebrides", []string{"VU"}},
		{"NQ", 1983, "Dronning Maud Land", []string{"AQ"}},
		{"NT", 1993, "Neutral Zone", []string{"IQ", "SA"}},
		{"PC", 1986, "Pacific Islands (trust territory)", []string{"FM", "MH", "MP", "PW"}},
		{"PU", 1986, "US Miscellaneous Pacific Islands", []string{"UM"}},
		{"PZ", 1980, "Panama Canal Zone", []string{"PA"}},
		{"RH", 1980, "Southern Rhodesia", []string{"ZW"}},
		{"SK", 1975, "Sikkim", []string{"IN"}},
		{"SU", 1992, "USSR", []string{"AM", "AZ", "BY", "EE", "GE", "KG", "KZ", "LT", "LV", "MD", "RU", "TJ", "TM", "UA", "UZ"}},
		{"TP", 2002, "East Timor", []string{"TL"}},
		{"VD", 1977, "Viet-Nam, Democratic Republic of", []string{"VN"}},
		{"WK", 1986, "Wake Island", []string{"UM"}},
		{"YD", 1990, "Yemen, Democratic", []string{"YE"}},
		{"YU", 2003, "Yugoslavia", []string{"ME", "RS"}},
		{"ZR", 1997, "Zaire", []string{"CD"}},
	}
}

// concerned is whom a code concerns.
type concerned struct {
	states []string // present codes, sorted; none: no state
	former string   // name of the former state; "": a present one
}

// statesOf reads a country code as it was in use in a year; year 0 is today. Codes
// that are no country's, such as EU, AP and ZZ of the registries, give no state.
func statesOf(code string, year int) concerned {
	code = strings.ToUpper(strings.TrimSpace(code))
	if code == "UK" { // reserved for the United Kingdom, and its top-level domain
		code = "GB"
	}
	for _, f := range Formers() {
		if f.Code == code && year > 0 && year <= f.Until {
			return concerned{f.Successors, f.Name}
		}
	}
	if isCurrent(code) {
		return concerned{states: []string{code}}
	}
	for _, f := range slices.Backward(Formers()) { // a file that still says so later means the last that bore it
		if f.Code == code {
			return concerned{f.Successors, f.Name}
		}
	}
	return concerned{}
}

func isCurrent(code string) bool {
	return len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z' &&
		slices.Contains(strings.Fields(current), code)
}

// IsState reports whether code is a present one of ISO 3166-1, or XK.
func IsState(code string) bool { return isCurrent(code) }

// sold are top-level domains of countries whose names are sold world-wide.
const sold = "ac ag ai bz cc cd cf co fm ga gg gl gq im in io is la li me ml ms nu pw sc sh sr st tk to tv vc vg ws"

// topDomain is whom the top-level domain of a host name or e-mail address concerns.
func topDomain(name string) (c concerned, open bool) {
	name = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i-1 != 2 {
		return c, false
	}
	top := name[i+1:]
	if top == "ac" {
		return concerned{states: []string{"SH"}}, true
	}
	return statesOf(top, 0), slices.Contains(strings.Fields(sold), top)
}
