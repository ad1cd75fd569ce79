package casefile

import (
	"slices"
	"time"

	"comity/internal/analysis/run"
	"comity/internal/records/record"
)

// What a SealNotice is about.
const (
	NoticeObtained = "obtained-later" // obtained lies after the node's clock
	NoticeCountry  = "country-open"   // no country, where providers of the name sit in two or more
	NoticeDamaged  = "damaged"        // its packing, a sheet or the document breaks off or is damaged: more was there than is read
	NoticeUnread   = "none-read"      // it has rows, and by its description none of them is a record that is read
)

// SealNotice is what sealing lets pass and a person should look at.
type SealNotice struct {
	Ref      string   `json:"ref"`
	Notice   string   `json:"notice"` // one of the constants above
	Provider string   `json:"provider,omitempty"`
	States   []string `json:"states,omitempty"` // where providers of the name sit

	Line   int64  `json:"line,omitempty"`   // from which on it is damaged
	Reason string `json:"reason,omitempty"` // how, or why the first row was rejected

	// Of an exhibit without a record that is read: its rows.
	Rejects int64 `json:"rejects,omitempty"`
	Outside int64 `json:"outside,omitempty"` // the legal basis
	Aside   int64 `json:"aside,omitempty"`
}

// aheadOfUTC is how far a date without a zone may lie ahead of UTC, and then some.
const aheadOfUTC = 24 * time.Hour

// notices are what is to be looked at once all is sealed. A time to come refuses nothing: the
// node's own clock may be the one that is wrong. Nor does an open country: which of the providers
// is meant may become known later, and the next check reads what was sealed by then.
// A description of earlier that cannot be read is passed over: what was asked for is sealed, and
// check and verify name the damage.
func (s *sealing) notices() (out []SealNotice) {
	now := s.c.node.now()
	for i := range s.m.Exhibits {
		if e := &s.m.Exhibits[i]; e.ObtainedAt().After(now.Add(aheadOfUTC)) {
			out = append(out, SealNotice{Ref: e.Ref, Notice: NoticeObtained})
		}
	}
	for _, p := range s.plan {
		if r := p.damage; r != nil {
			out = append(out, SealNotice{Ref: p.exhibit.Ref, Notice: NoticeDamaged, Line: r.Line, Reason: r.Reason})
		}
		if n := p.unread; n != nil {
			out = append(out, SealNotice{Ref: p.exhibit.Ref, Notice: NoticeUnread, Rejects: n.Rejects, Outside: n.Outside, Aside: n.Aside, Reason: string(n.Reason)})
		}
	}
	var sources []*record.Source
	for _, v := range s.c.state.live(s.c.state.head()) {
		if d, err := s.c.describe(v); err == nil {
			sources = append(sources, &d.Source)
		}
	}
	open := run.Unplaced(sources)
	for _, src := range sources {
		if states, ok := open[src.Ref]; ok && s.names(src.Provider) {
			out = append(out, SealNotice{Ref: src.Ref, Notice: NoticeCountry, Provider: src.Provider, States: states})
		}
	}
	return out
}

// names reports whether the manifest has an exhibit of the provider.
func (s *sealing) names(provider string) bool {
	return slices.ContainsFunc(s.plan, func(p planned) bool { return p.desc.Source.Provider == provider })
}
