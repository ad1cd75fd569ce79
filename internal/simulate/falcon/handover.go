package falcon

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"comity/internal/simulate/export"
	"comity/internal/simulate/side"
	"comity/internal/simulate/truth"
)

// handed is one file that a provider hands over.
type handed struct {
	provider *provider
	exhibit  *export.Exhibit
	asked    []question
	rows     int64
	lines    []int64 // of a table's rows
	copy     *export.Exhibit
	second   []int64         // of the copy's rows
	letter   *export.Exhibit // that the table was keyed in from
	apart    bool            // stays out of archives
}

// parcel is what lies in one file of the world: one handed over as it is, or several packed.
type parcel struct {
	path   string // of the archive; "": none
	inside []*handed
}

func (w *world) providerExhibit(p *provider, rows int) *export.Exhibit {
	cc := w.countries[p.country].code
	source := sourceProvider + strconv.Itoa(p.id)
	e := &export.Exhibit{Kind: "assignments", Format: p.format, Provider: p.name, Country: cc, Basis: "order-" + lower(cc), Skew: "1s",
		Clock: w.clock(source, w.countries[p.country].zone), ClockBasis: "provider's answer on its clocks", Path: "providers/" + p.folder + "/assignments.csv"}
	w.addBasis(e.Basis, "court order", w.court(p.country), w.orders(), w.start-1000*day, w.end+4*day+w.reach(400))
	switch p.format {
	case "radius":
		s := w.stream("style", p.id)
		if e.Path = "providers/" + p.folder + "/detail"; s.N(2) == 0 {
			e.Clock = w.clock(source, "UTC")
		}
		w.claim(e)
		return e
	case "kea", "isc", "juniper", "asa":
		return w.native(e, p, source)
	}
	st := w.styleOf(p)
	e.TimeFormat, e.Delim, e.QuoteAll, e.CRLF = st.format, st.delim, st.quoteAll, st.crlf && w.spec.Dirt
	if st.utc {
		e.Clock = w.clock(source, "UTC")
	}
	w.claim(e)
	layout := st.assignments
	if p.format == "answers" {
		e.Kind, e.Format, e.Path, layout = "answers", "csv", "providers/"+p.folder+"/answers.csv", st.answers
	}
	ports, span := "", ""
	if p.ports {
		ports = "port_from=port_from port_to=port_to"
	}
	if p.spans {
		span = "start=session_start end=session_end"
	}
	e.Columns = columns(strings.Replace(strings.Replace(layout, "PORTS", ports, 1), "SPAN", span, 1))
	w.form(e, rows, w.latin(p.country) || st.ascii)
	return e
}

// orders are the kinds of data that a court orders from providers.
func (w *world) orders() []string {
	if w.spec.All {
		return []string{"assignments", "answers", "document"}
	}
	return []string{"assignments", "answers"}
}

// handOver decides what each provider hands over.
func (w *world) handOver(byProvider [][]question) []*parcel {
	var list []*parcel
	for i := range w.providers {
		p := &w.providers[i]
		asked := byProvider[i]
		if p.silent || p.format == "answers" && len(asked) == 0 || p.logs() && !w.used(p) {
			continue
		}
		rows := len(asked)
		if p.format != "answers" {
			rows = len(p.lines) * (w.spec.Days + 6)
		}
		h := &handed{provider: p, asked: asked, exhibit: w.providerExhibit(p, rows)}
		w.exhibit(h.exhibit)
		list = append(list, &parcel{inside: []*handed{h}})
		s := w.stream("copies", i)
		if w.spec.All && h.exhibit.Kind == "assignments" && h.exhibit.Format == "csv" && rows < mostRows && s.Chance(w.p.copies*2) {
			h.apart = true
			if !halved(h.exhibit) { // nobody could say which of its rows came again
				h.copy = w.again(h.exhibit, &s)
				w.exhibit(h.copy)
			}
		}
	}
	return w.pack(w.letter(list))
}

// logs reports whether the provider hands over what its own systems wrote, which is empty where
// nothing happened; tables have at least their header.
func (p *provider) logs() bool { return p.format != "csv" && p.format != "answers" }

// used reports whether anybody was given an address of the provider since its logs reach back.
func (w *world) used(p *provider) bool {
	return slices.ContainsFunc(p.lines, func(id int32) bool {
		return slices.ContainsFunc(w.lines[id].leases, func(le lease) bool { return le.from >= p.cut })
	})
}

// writeProviders writes every provider's answer, several at a time.
func (w *world) writeProviders(ctx context.Context, asked []question) error {
	parcels := w.handOver(w.questions(asked))
	err := side.Do(len(parcels), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return w.parcel(parcels[i])
	})
	for _, p := range parcels {
		for _, h := range p.inside {
			if h.exhibit.Kind == "answers" {
				w.result.Answers += h.rows
			} else {
				w.result.Assignments += h.rows
			}
			w.copies = append(w.copies, h.duplicates()...)
		}
	}
	w.testify(parcels)
	return err
}

// parcel writes one file, and the second delivery where there is one.
func (w *world) parcel(p *parcel) error {
	if p.path != "" {
		return w.archive(p)
	}
	for _, h := range p.inside {
		if h.letter != nil {
			if err := w.writeLetter(h); err != nil {
				return err
			}
		}
		if err := w.file(h.exhibit.Path, func(f io.Writer) error { return w.hand(f, h) }); err != nil {
			return err
		}
		if h.copy == nil {
			continue
		}
		err := w.file(h.copy.Path, func(f io.Writer) (err error) {
			h.second, err = w.writeAssignments(f, h.copy, h.provider)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// archive writes the files of a parcel into one.
func (w *world) archive(p *parcel) error {
	return w.file(p.path, func(f io.Writer) error {
		out := export.NewArchive(f, strings.HasSuffix(p.path, "gz"))
		for _, h := range p.inside {
			if err := out.Add(h.exhibit.Member, func(f io.Writer) error { return w.hand(f, h) }); err != nil {
				return err
			}
		}
		return out.Close()
	})
}

func (w *world) hand(f io.Writer, h *handed) (err error) {
	switch {
	case h.exhibit.Format == "radius":
		h.rows, err = w.writeDetail(f, h.exhibit, h.provider)
	case h.provider.leased():
		h.rows, err = w.writeLeases(f, h.exhibit, h.provider)
	case h.exhibit.Format == "juniper":
		h.rows, err = w.writeBlocks(f, h.exhibit, h.provider)
	case h.exhibit.Format == "asa":
		h.rows, err = w.writePorts(f, h.exhibit, h.provider)
	case h.exhibit.Kind == "answers":
		h.rows, err = int64(len(h.asked)), w.writeAnswers(f, h.exhibit, h.provider, h.asked)
	default:
		h.lines, err = w.writeAssignments(f, h.exhibit, h.provider)
		h.rows = int64(len(h.lines))
	}
	return err
}

func (h *handed) duplicates() []truth.Duplicate {
	var list []truth.Duplicate
	if len(h.second) > 20_000 {
		return []truth.Duplicate{{Path: h.copy.Where(), OfPath: h.exhibit.Where(), Rows: int64(len(h.second))}}
	}
	for i := range h.second {
		list = append(list, truth.Duplicate{Path: h.copy.Where(), Line: h.second[i], OfPath: h.exhibit.Where(), OfLine: h.lines[i]})
	}
	return list
}
