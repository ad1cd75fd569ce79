package falcon

import (
	"io"
	"strconv"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// relation is one row of the register of companies.
type relation struct{ left, kind, right, leftKind, rightKind, country, role string }

// writeNetwork writes who owns, runs and serves what, twice: as a register's
// table, and as entities of FollowTheMoney.
func (w *world) writeNetwork() error {
	if !w.spec.All {
		return nil
	}
	w.addBasis("mla-network", "mutual legal assistance", "US Department of Justice", []string{"network"}, w.start-3650*day, w.end+day)
	list := w.relations()
	e := &export.Exhibit{Path: "network/companies.csv", Kind: "network", Format: "csv", Provider: "company registers", Country: "US", Basis: "mla-network",
		Clock: clockIn("UTC"), ClockBasis: "days of the register", Skew: "86400s", Delim: ';', TimeFormat: time.DateOnly,
		Columns: columns("left=party left_kind=party_kind relation=relation right=other right_kind=other_kind from=since to=until country=country role=role")}
	w.exhibit(e)
	err := w.file(e.Path, func(f io.Writer) error {
		t := export.NewTable(f, e, nil)
		for i, r := range list {
			t.Row(r.left, r.leftKind, r.kind, r.right, r.rightKind, e.Time(w.start-int64(100+i%900)*day), "", r.country, r.role)
		}
		return t.Close()
	})
	if err != nil {
		return err
	}
	m := &export.Exhibit{Path: "network/entities.ftm.json", Kind: "network", Format: export.Network, Provider: "company registers", Country: "US", Basis: "mla-network",
		Clock: clockIn("UTC"), ClockBasis: "days of the register", Skew: "86400s"}
	w.exhibit(m)
	return w.file(m.Path, func(f io.Writer) error { return export.WriteEntities(f, entities(list)) })
}

func (w *world) relations() []relation {
	const biller = "Stapelpay Ltd"
	var list []relation
	seen := map[string]bool{}
	for i := range w.sites {
		owner := w.owner(i)
		v := &w.servers[w.sites[i].server]
		if !seen[owner] {
			seen[owner] = true
			s := w.stream("director", i)
			c := s.N(len(w.countries))
			t := &w.tongues[w.countries[c].tongue]
			director := t.given[s.Head(len(t.given))] + " " + t.surname(&s)
			list = append(list, relation{biller, "bills for", owner, "company", "company", v.cc, ""},
				relation{director, "directs", owner, "person", "company", w.countries[c].code, draw.Pick(&s, []string{"director", "secretary", "manager"})})
		}
		list = append(list, relation{owner, "owns", w.sites[i].domain, "company", "domain", v.cc, ""},
			relation{v.host, "serves", w.sites[i].domain, "server", "domain", v.cc, ""})
	}
	for i := range w.shops {
		list = append(list, relation{biller, "bills for", w.shops[i].domain, "company", "domain", "US", ""})
	}
	return list
}

// entities turns relations into things and what is between them.
func entities(list []relation) []export.Entity {
	schemas := map[string]string{"company": "Company", "person": "Person", "domain": "Asset", "server": "Asset"}
	ids := map[string]string{}
	var out []export.Entity
	thing := func(name, kind, country string) string {
		if ids[name] == "" {
			ids[name] = "e" + strconv.Itoa(len(ids)+1)
			out = append(out, export.Entity{ID: ids[name], Schema: schemas[kind], Properties: map[string][]string{"name": {name}, "country": {lower(country)}}})
		}
		return ids[name]
	}
	for i, r := range list {
		left, right := thing(r.left, r.leftKind, r.country), thing(r.right, r.rightKind, r.country)
		e := export.Entity{ID: "r" + strconv.Itoa(i+1), Schema: "UnknownLink", Properties: map[string][]string{"subject": {left}, "object": {right}, "role": {r.kind}}}
		switch r.kind {
		case "directs":
			e.Schema, e.Properties = "Directorship", map[string][]string{"director": {left}, "organization": {right}, "role": {r.role}}
		case "owns":
			e.Schema, e.Properties = "Ownership", map[string][]string{"owner": {left}, "asset": {right}}
		}
		out = append(out, e)
	}
	return out
}
