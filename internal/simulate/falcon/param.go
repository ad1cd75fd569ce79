package falcon

import "comity/internal/simulate/draw"

// Param is one number that a seed draws from a range, both ends included.
type Param struct {
	Name   string
	Lo, Hi int
	Text   string // unit and meaning
}

// params are the drawn values; docs/simulation.md lists each with its range.
type params struct {
	countries, fixed, existing, cancel, never                     int
	second, emails, cards, replaced, sessions, pages              int
	household, alsoCustomer, otherHolder                          int
	static, weekly, six, natHome, natPorts, mobile                int
	office, cafe, vpn, away, homeUse                              int
	shared, borrowed, mover, leaked, mirror, handle               int
	thieves, thiefCards, resellers, resold, webmasters, signUps   int
	neighbours, namesakes, typos, capitals, swapped               int
	portKnown, declined, chargeback, asked, retention, silent     int
	bots, six4, zipped, sharedServer, issuers, dirtRate, shoppers int
	jsonLogs, w3cLogs, zstd, rotated, copies                      int
	workbooks, encodings, frames, dumps, dhcp, natLogs, debits    int
	faulty, ntpSteps, journals                                    int
	takenOver, remote, customerCards, night                       int
	lentCard, switched, prepaid, reissued                         int
	twoNames, lodgers, flats                                      int
}

type ranged struct {
	Param
	value *int
}

// Params lists the ranges of a world, in the order in which they are drawn.
func Params(world string) []Param {
	var list []Param
	for _, r := range ranges(world, new(params)) {
		list = append(list, r.Param)
	}
	return list
}

func drawParams(seed uint64, world string) params {
	var p params
	s := draw.New(seed, "params")
	for _, r := range ranges(world, &p) {
		*r.value = s.Between(r.Lo, r.Hi)
	}
	return p
}

func ranges(world string, p *params) []ranged {
	list := append(personRanges(p), fraudRanges(p)...)
	list = append(list, sourceRanges(p)...)
	list = append(list, formatRanges(p)...)
	list = append(list, clockRanges(p)...)
	list = append(list, lifeRanges(p)...)
	list = append(list, homeRanges(p)...)
	for i := range list {
		for _, o := range worlds[world] {
			if o.Name == list[i].Name {
				list[i].Lo, list[i].Hi = o.Lo, o.Hi
			}
		}
	}
	return list
}

// worlds holds what the named worlds draw from other ranges than the standard one.
var worlds = map[string][]Param{
	"standard": nil,
	"fraud": {
		{Name: "thieves", Lo: 10, Hi: 20}, {Name: "resellers", Lo: 5, Hi: 12},
		{Name: "webmasters", Lo: 5, Hi: 12}, {Name: "chargeback", Lo: 10, Hi: 25},
	},
	"cgnat": {
		{Name: "nat_home", Lo: 350, Hi: 550}, {Name: "nat_ports", Lo: 100, Hi: 300}, {Name: "mobile", Lo: 450, Hi: 650},
	},
}

func personRanges(p *params) []ranged {
	return []ranged{
		{Param{"countries", 6, 9, "countries with customers"}, &p.countries},
		{Param{"fixed_providers", 1, 2, "fixed-line providers of a country, besides one mobile provider"}, &p.fixed},
		{Param{"existing", 350, 600, "‰ of accounts that exist when the window opens"}, &p.existing},
		{Param{"cancel", 40, 160, "‰ of accounts cancelled per month"}, &p.cancel},
		{Param{"never_returns", 50, 120, "‰ of accounts that never log in"}, &p.never},
		{Param{"more_sites", 250, 400, "‰ chance of each further site, up to four a person"}, &p.second},
		{Param{"more_emails", 200, 400, "‰ of persons with a second e-mail address"}, &p.emails},
		{Param{"more_cards", 150, 350, "‰ of persons with a second card"}, &p.cards},
		{Param{"replaced_card", 20, 60, "‰ of accounts whose card is replaced on the way"}, &p.replaced},
		{Param{"sessions", 4, 7, "log-ins a month of the median account"}, &p.sessions},
		{Param{"pages", 3, 5, "pages a log-in; each brings two or three further lines"}, &p.pages},
		{Param{"family", 400, 600, "‰ of households with more than one person"}, &p.household},
		{Param{"family_customer", 20, 80, "‰ of further family members who are customers too"}, &p.alsoCustomer},
		{Param{"other_holder", 250, 450, "‰ of families where another member holds the contract"}, &p.otherHolder},
		{Param{"static_home", 40, 90, "‰ of home lines with a fixed address"}, &p.static},
		{Param{"weekly_home", 200, 400, "‰ of home lines whose address lasts days rather than a day"}, &p.weekly},
		{Param{"ipv6_lines", 150, 350, "‰ of home lines with a delegated IPv6 prefix"}, &p.six},
		{Param{"nat_home", 30, 80, "‰ of homes behind carrier-grade NAT"}, &p.natHome},
		{Param{"nat_ports", 600, 800, "‰ of mobile providers that record port blocks"}, &p.natPorts},
		{Param{"mobile", 250, 450, "‰ of customers with a mobile line of their own"}, &p.mobile},
		{Param{"office", 250, 450, "‰ of customers who log in from work"}, &p.office},
		{Param{"cafe", 100, 250, "‰ of customers who use a café's line"}, &p.cafe},
		{Param{"vpn", 10, 40, "‰ of customers who mostly use a VPN exit"}, &p.vpn},
		{Param{"away", 20, 80, "‰ of customers with a week abroad on an unknown line"}, &p.away},
		{Param{"home_use", 600, 750, "‰ of log-ins made from home"}, &p.homeUse},
		{Param{"shared_account", 10, 40, "‰ of accounts used by a friend as well"}, &p.shared},
		{Param{"borrowed_card", 10, 40, "‰ of families where the contract holder's card pays, with consent"}, &p.borrowed},
		{Param{"mover", 10, 30, "‰ of customers who move to another line on the way"}, &p.mover},
		{Param{"leaked_account", 1, 4, "‰ of accounts whose password is passed round among strangers"}, &p.leaked},
		{Param{"mirror_account", 2, 8, "‰ of accounts that fetch a whole site in one go"}, &p.mirror},
		{Param{"same_handle", 300, 600, "‰ of persons who use one nickname everywhere"}, &p.handle},
	}
}

func fraudRanges(p *params) []ranged {
	return []ranged{
		{Param{"thieves", 1, 4, "card thieves per 1,000 customers, at least one"}, &p.thieves},
		{Param{"thief_cards", 12, 40, "cards a thief tries"}, &p.thiefCards},
		{Param{"resellers", 1, 3, "resellers per 1,000 customers, at least one"}, &p.resellers},
		{Param{"resold", 4, 10, "accounts a reseller signs up for others"}, &p.resold},
		{Param{"webmasters", 1, 3, "dishonest webmasters per 1,000 customers, at least one"}, &p.webmasters},
		{Param{"sign_ups", 8, 25, "sign-ups with victims' cards by a webmaster"}, &p.signUps},
		{Param{"shoppers", 50, 150, "other shop customers per 1,000 customers, besides victims"}, &p.shoppers},
		{Param{"chargeback", 2, 8, "‰ of honest payments charged back"}, &p.chargeback},
	}
}

func sourceRanges(p *params) []ranged {
	return []ranged{
		{Param{"neighbours", 300, 700, "‰ of further lines of people without part in this, by home lines"}, &p.neighbours},
		{Param{"namesakes", 10, 30, "‰ of customers with a namesake on a neighbouring line"}, &p.namesakes},
		{Param{"typos", 15, 40, "‰ of names with a slip of the pen at the provider"}, &p.typos},
		{Param{"capitals", 20, 60, "‰ of names in capitals at the provider"}, &p.capitals},
		{Param{"swapped", 20, 60, "‰ of names with the surname first at the provider"}, &p.swapped},
		{Param{"port_known", 400, 800, "‰ of payments with a source port"}, &p.portKnown},
		{Param{"declined", 20, 60, "‰ of payments declined at first"}, &p.declined},
		{Param{"asked", 200, 400, "‰ of log-ins put as questions to providers that answer single ones"}, &p.asked},
		{Param{"retention", 0, 12, "first days of the window that half of the providers no longer hold"}, &p.retention},
		{Param{"silent", 0, 1, "fixed-line providers that hand over nothing"}, &p.silent},
		{Param{"bots", 10, 30, "requests of robots and passers-by a site and day"}, &p.bots},
		{Param{"ipv6_servers", 250, 500, "‰ of servers reachable over IPv6"}, &p.six4},
		{Param{"zipped", 150, 400, "‰ of logs kept compressed"}, &p.zipped},
		{Param{"shared_server", 3, 6, "sites on one server with one log, where there are as many"}, &p.sharedServer},
		{Param{"issuers", 400, 700, "‰ of countries whose card issuers answered"}, &p.issuers},
		{Param{"dirt_rate", 5, 20, "damaged rows in 10,000, with standard dirt"}, &p.dirtRate},
	}
}

// formatRanges are drawn last, and used only where all formats are asked for.
func formatRanges(p *params) []ranged {
	return []ranged{
		{Param{"json_logs", 120, 250, "‰ of servers that log objects (`nginx_json`)"}, &p.jsonLogs},
		{Param{"w3c_logs", 100, 200, "‰ of servers that log W3C extended lines (`iis`)"}, &p.w3cLogs},
		{Param{"zstd", 100, 250, "‰ of logs kept under zstd"}, &p.zstd},
		{Param{"rotated", 150, 300, "‰ of logs in several files"}, &p.rotated},
		{Param{"copies", 80, 200, "‰ of logs and tables delivered twice"}, &p.copies},
		{Param{"workbooks", 250, 450, "‰ of tables handed over as a workbook (`xlsx`)"}, &p.workbooks},
		{Param{"encodings", 250, 450, "‰ of other tables in UTF-16, Windows-1252, or with a byte order mark"}, &p.encodings},
		{Param{"frames", 250, 450, "‰ of tables with titles, a header of two rows, or totals"}, &p.frames},
		{Param{"dumps", 300, 600, "‰ of sites' own member lists that are a database's dump (`mysqldump`)"}, &p.dumps},
		{Param{"dhcp", 400, 800, "‰ of fixed-line providers with tables that hand over their DHCP server's leases instead (`kea`, `isc`)"}, &p.dhcp},
		{Param{"nat_logs", 400, 800, "‰ of mobile providers with port blocks that hand over the translator's log (`juniper`, `asa`)"}, &p.natLogs},
		{Param{"debits", 10, 30, "‰ of subscribers who also pay by direct debit"}, &p.debits},
	}
}

// lifeRanges came with the third edition.
func lifeRanges(p *params) []ranged {
	return []ranged{
		{Param{"taken_over", 2, 6, "‰ of accounts that a stranger takes over for good"}, &p.takenOver},
		{Param{"remote", 1, 2, "fraudsters who work through somebody else's computer per 1,000 customers, at least one"}, &p.remote},
		{Param{"customer_cards", 100, 300, "‰ of cards used through such computers that are customers' own"}, &p.customerCards},
		{Param{"night_shift", 10, 40, "‰ of customers who are awake at night"}, &p.night},
		{Param{"lent_card", 5, 20, "‰ of customers for whom a relative who lives elsewhere pays"}, &p.lentCard},
		{Param{"switched_provider", 10, 40, "‰ of customers who try another provider on the way, in the same home"}, &p.switched},
		{Param{"prepaid", 10, 40, "‰ of cards whose issuer knows no holder"}, &p.prepaid},
		{Param{"reissued", 30, 120, "‰ of issuers that replace all their cards on one day"}, &p.reissued},
	}
}

// homeRanges came with the fourth edition and are drawn last.
func homeRanges(p *params) []ranged {
	return []ranged{
		{Param{"two_surnames", 100, 250, "‰ of families whose partners each keep their surname"}, &p.twoNames},
		{Param{"lodgers", 5, 15, "‰ of households that are a lodger's, on the landlord's line"}, &p.lodgers},
		{Param{"flats", 5, 20, "‰ of households that are a shared flat, of two to four names"}, &p.flats},
	}
}

// clockRanges are drawn after all of the above, and used only where clocks are faulty.
func clockRanges(p *params) []ranged {
	return []ranged{
		{Param{"faulty_clocks", 200, 400, "‰ of sources whose clock, or the statement about it, is wrong"}, &p.faulty},
		{Param{"clock_steps", 200, 500, "‰ of drifting servers whose clock is set right on the way"}, &p.ntpSteps},
		{Param{"journals", 600, 900, "‰ of sites whose log-ins the billing company keeps a journal of"}, &p.journals},
	}
}
