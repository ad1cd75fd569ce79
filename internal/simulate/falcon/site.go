package falcon

import (
	"strconv"
	"strings"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// site is one subscription site: a magazine for gardeners or railway friends.
type site struct {
	domain   string
	topic    int // index of topics
	cents    int // price of a month
	server   int
	members  bool // keeps its own member list
	accounts []int32
}

// server writes one access log, for one site or several.
type server struct {
	sites  []int
	host   string
	zone   string
	cc     string
	format string
	six    bool
	zip    string // ending of the compressed log; "": plain
	crlf   bool
	custom bool  // names of its own in JSON lines
	parts  int   // files of the rotated log
	twice  bool  // neighbouring files overlap by a day
	again  bool  // the last part of the log delivered a second time, in another order
	cutTo  int64 // where the legal basis ends early; 0: it covers the window
}

// shop is an ordinary merchant whom the same company bills.
type shop struct {
	domain string
	lo, hi int // cents
}

var topics = []struct{ names, sections string }{
	{"garden orchid rose compost pond herb tulip orchard terrace moss", "beds tools seeds calendar roses ponds"},
	{"railway steam tram signal junction viaduct locomotive narrowgauge depot carriage", "engines tracks timetables models stations signals"},
}

func (w *world) createSites() {
	s := w.stream("sites")
	taken := map[string]bool{}
	for i := range w.spec.Sites {
		topic := s.N(len(topics))
		names := words(topics[topic].names)
		domain := draw.Pick(&s, names) + "-" + draw.Pick(&s, words("club gazette monthly post album journal review world")) + ".example"
		if taken[domain] {
			domain = strings.Replace(domain, ".", strconv.Itoa(i+1)+".", 1)
		}
		taken[domain] = true
		w.sites = append(w.sites, site{domain: domain, topic: topic, cents: draw.Pick(&s, []int{2000, 2195, 2295, 2450, 2495, 2595, 2695, 2795, 2895, 2995, 3000})})
	}
	w.createServers(&s)
	for _, name := range words("gardentools modeltrains seedpost stampshop toolshed") {
		lo := s.Between(600, 1500)
		w.shops = append(w.shops, shop{domain: name + ".example", lo: lo, hi: lo * s.Between(4, 9)})
	}
}

// createServers puts the last few sites together on one server.
func (w *world) createServers(s *draw.Stream) {
	shared := min(w.p.sharedServer, w.spec.Sites/2)
	zones := [][2]string{{"America/New_York", "US"}, {"Europe/Amsterdam", "NL"}, {"UTC", "US"}, {"America/Los_Angeles", "US"}, {"Europe/Berlin", "DE"}}
	for i := 0; i < w.spec.Sites; i++ {
		z := draw.Pick(s, zones)
		v := server{sites: []int{i}, zone: z[0], cc: z[1], format: export.Combined, six: s.Chance(w.p.six4) || i == 0, parts: 1}
		if s.Chance(w.p.zipped) || i == 1 {
			v.zip = ".gz"
		}
		v.crlf = w.spec.Dirt && s.N(12) == 0
		if s.N(7) == 0 || i == 2 {
			v.format = export.Common
		}
		if i > 2 && s.N(20) == 0 && w.spec.Days > 30 {
			v.cutTo = w.end - int64(s.Between(4, 10))*day
		}
		if i == w.spec.Sites-shared && shared > 1 {
			for j := i + 1; j < w.spec.Sites; j++ {
				v.sites = append(v.sites, j)
			}
			v.format, i = export.VhostCombined, w.spec.Sites
		}
		if w.spec.All {
			w.software(&v, v.sites[0])
		}
		v.host = "web" + strconv.Itoa(len(w.servers)+1) + ".stapelhost.example"
		for _, k := range v.sites {
			w.sites[k].server = len(w.servers)
			w.sites[k].members = k%17 == 3
		}
		w.servers = append(w.servers, v)
	}
}

// createPlaces makes offices, cafés and the exits of a VPN.
func (w *world) createPlaces() {
	s := w.stream("places")
	customers := w.spec.Sites * w.spec.Subscribers * 2 / 3
	for c := range w.countries {
		var offices, cafes []int32
		for n := range 3 + customers/len(w.countries)/12 {
			offices = append(offices, w.company(&s, w.fixedProvider(&s, c), draw.Pick(&s, words("Holz Papier Metall Glas Textil Druck Stein Optik"))+"werk "+strconv.Itoa(n+1)))
		}
		for n := range 3 + customers/len(w.countries)/60 {
			cafes = append(cafes, w.company(&s, w.fixedProvider(&s, c), "Café "+draw.Pick(&s, words("Central Lumen Aurora Station Piazza Lotus"))+" "+strconv.Itoa(n+1)))
		}
		w.offices, w.cafes = append(w.offices, offices), append(w.cafes, cafes)
	}
	hosting := len(w.providers) - 1
	for n := range s.Between(6, 14) {
		w.vpns = append(w.vpns, w.company(&s, hosting, "Tunnel Service "+strconv.Itoa(n+1)))
	}
}

// company is a line of several people: fixed addresses, in tables often a range.
func (w *world) company(s *draw.Stream, prov int, name string) int32 {
	id := w.addLine(prov, static, -1, name)
	if w.providers[prov].format == "csv" && s.N(2) == 0 {
		w.lines[id].width = 8
	}
	if w.providers[prov].format == "radius" && s.N(3) == 0 {
		w.lines[id].plan, w.lines[id].width = weekly, 0
		w.lines[id].from = w.start - 3*day
	}
	return id
}
