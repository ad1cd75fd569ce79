package ipco

import (
	"io"
	"time"

	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// request is the line of the access log that a look-up is about.
func (l *lookup) request() *export.Request {
	return &export.Request{Time: l.t, Address: l.addr, User: l.user, Method: "GET", Path: []byte("/members/"), Status: 200, Bytes: 5120,
		Agent: "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)"}
}

func (w *world) logExhibit() *export.Exhibit {
	return &export.Exhibit{Ref: "GB/2004/1", Path: logPath, Basis: "warrant", Kind: "access", Format: export.Combined, Provider: "Stapelhost", Country: "GB",
		Obtained: time.Unix(w.end+10*day, 0).UTC(), Handling: []string{"H1"}, Site: site, Clock: export.Clock{Loc: time.UTC}, Skew: "1s",
		ClockBasis: "zone offset in each line; host's letter on its time server"}
}

func (w *world) writeLog() error {
	return w.file(logPath, func(f io.Writer) error {
		l, err := export.NewLog(f, w.logExhibit(), export.Span{}, nil)
		if err != nil {
			return err
		}
		for _, one := range w.byTime() {
			if _, err := l.Put(one.request()); err != nil {
				return err
			}
		}
		return l.Close()
	})
}

// tableExhibit is the provider's export: at first without AM and PM, then corrected.
func (w *world) tableExhibit(corrected bool) (*export.Exhibit, error) {
	london, err := time.LoadLocation("Europe/London")
	e := &export.Exhibit{Ref: "GB/2004/2", Path: "providers/larkrise/lookups.csv", Basis: "notice", Kind: "assignments", Format: "csv", Provider: provider,
		Country: "GB", Obtained: time.Unix(w.end+20*day, 0).UTC(), Handling: []string{"H1"}, Delim: ',', Skew: "1s", ClockBasis: "provider's covering letter",
		TimeFormat: "02/01/2006 15:04:05", Clock: export.Clock{Loc: london, Fault: &export.Fault{Kind: export.HalfDay, Seconds: day / 2}},
		Columns: []export.Column{{Names: []string{"lookup"}}, {Key: "ip", Names: []string{"address"}}, {Key: "start", Names: []string{"session_start"}},
			{Key: "end", Names: []string{"session_end"}}, {Key: "subscriber", Names: []string{"customer"}}}}
	if corrected {
		e.Ref, e.Path, e.Supersedes, e.Clock.Fault = "GB/2004/3", "providers/larkrise/lookups-corrected.csv", e.Ref, nil
		e.Obtained, e.Notes = e.Obtained.AddDate(0, 2, 0), "the first export lacked AM and PM"
	}
	return e, err
}

// table writes the sessions of each look-up's address, by time.
func (w *world) table(e *export.Exhibit) error {
	return w.file(e.Path, func(f io.Writer) error {
		t := export.NewTable(f, e, nil)
		for i := range w.list {
			l := &w.list[i]
			for _, s := range l.stays {
				t.Row(l.name(), l.addr.String(), e.Time(s.from), e.Time(s.to), s.number)
			}
		}
		return t.Close()
	})
}

func (l *lookup) name() string { return "Q" + id(l.n)[1:] }

func (w *world) bases() []export.Basis {
	period := export.Span{From: w.start - 30*day, To: w.end + 30*day}
	basis := func(id, instrument string, data string) export.Basis {
		return export.Basis{ID: id, Instrument: instrument, Authority: "Chief Constable, test force", Reference: "2004/17/" + id, Date: time.Unix(w.end, 0).UTC().Format(time.DateOnly),
			Offence: "subscription offences", Data: []string{data}, Period: period}
	}
	return []export.Basis{basis("warrant", "search warrant", "access"), basis("notice", "notice to a provider", "assignments")}
}

// writeFirst writes what came first, with its manifest.
func (w *world) writeFirst() error {
	e, err := w.tableExhibit(false)
	if err != nil {
		return err
	}
	if err := w.table(e); err != nil {
		return err
	}
	return w.file("evidence.toml", func(f io.Writer) error {
		return export.WriteManifest(f, w.bases(), []*export.Exhibit{w.logExhibit(), e})
	})
}

// writeCorrection writes the export with 24 hours, and a manifest for it alone:
// it came later.
func (w *world) writeCorrection() error {
	e, err := w.tableExhibit(true)
	if err != nil {
		return err
	}
	if err := w.table(e); err != nil {
		return err
	}
	return w.file("correction.toml", func(f io.Writer) error { return export.WriteManifest(f, w.bases()[1:], []*export.Exhibit{e}) })
}

func (w *world) writeTruth() error {
	lookups, events, nexus := w.known()
	clock := []truth.Clock{{Path: "providers/larkrise/lookups.csv", Fault: "am-pm", Seconds: day / 2, Pairs: Lookups, Moved: OtherSelf + OtherOther}}
	for _, f := range []struct {
		name string
		fill func(io.Writer) error
	}{
		{"persons", func(f io.Writer) error { return truth.WriteLines(f, w.people) }},
		{"lookups", func(f io.Writer) error { return truth.WriteLines(f, lookups) }},
		{"clocks", func(f io.Writer) error { return truth.WriteLines(f, clock) }},
		{"events", func(f io.Writer) error { return truth.WriteLines(f, events) }},
		{"nexus", func(f io.Writer) error { return truth.WriteLines(f, nexus) }},
		{"rejects", func(io.Writer) error { return nil }},
	} {
		if err := w.file("truth/"+f.name+".jsonl", f.fill); err != nil {
			return err
		}
	}
	return nil
}

// known is what the truth says of each look-up, by the lines of the log.
func (w *world) known() (lookups []Lookup, events []truth.Event, nexus []truth.Nexus) {
	for i, l := range w.byTime() {
		k := Lookup{Lookup: l.name(), Path: logPath, Line: int64(i + 1), Subscriber: l.stays[0].number, Other: l.fate}
		if l.fate == subscriber {
			k.Instead = l.stays[1].number
		}
		lookups = append(lookups, k)
		events = append(events, truth.Event{Path: logPath, Line: k.Line, Person: id(l.n), Subscriber: k.Subscriber})
		nexus = append(nexus, truth.Nexus{Item: truth.Item{Type: "account", Value: site + ":" + l.user}, State: "GB"})
	}
	return lookups, events, append(nexus, truth.Nexus{Item: truth.Item{Type: "domain", Value: site}, State: "GB"})
}
