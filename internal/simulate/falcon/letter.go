package falcon

import (
	"io"
	"strconv"

	"comity/internal/simulate/export"
)

// letter takes the first answers of one provider out of its table: it gave
// them on paper, and somebody keyed them in. The sheet as scanned and the
// keyed-in table are exhibits of their own.
func (w *world) letter(list []*parcel) []*parcel {
	if !w.spec.All {
		return list
	}
	for _, p := range list {
		h := p.inside[0]
		if h.exhibit.Kind != "answers" || len(h.asked) < 3*answersOnPage {
			continue
		}
		n := min(len(h.asked)/3, 30)
		keyed := *h.exhibit
		keyed.Clock.Fault = nil // on paper the times are those that were asked about
		keyed.Layout, keyed.TimeFormat, keyed.Delim, keyed.CRLF, keyed.QuoteAll = export.Layout{}, "", ',', false, false
		keyed.Path, keyed.Format = "providers/"+h.provider.folder+"/letter.csv", "csv"
		keyed.Columns = columns("page=page asked_ip=address asked_port=port asked_time=time subscriber=customer name=name street=street town=city country=country")
		document := export.Exhibit{Path: "providers/" + h.provider.folder + "/letter.pdf", Kind: "document", Provider: keyed.Provider, Country: keyed.Country, Basis: keyed.Basis}
		w.exhibit(&document)
		keyed.Transcribes = document.Ref
		w.exhibit(&keyed)
		paper := &handed{provider: h.provider, exhibit: &keyed, asked: h.asked[:n], letter: &document}
		h.asked = h.asked[n:]
		return append(list, &parcel{inside: []*handed{paper}})
	}
	return list
}

// writeLetter writes what was keyed in as the pages it came on.
func (w *world) writeLetter(h *handed) error {
	var pages [][]string
	for i, q := range h.asked {
		if i%answersOnPage == 0 {
			pages = append(pages, []string{ascii.Replace(h.provider.name), "Answer to your order, page " + strconv.Itoa(len(pages)+1), ""})
		}
		l := &w.lines[q.seat.line]
		port := ""
		if q.port {
			port = " port " + strconv.Itoa(int(q.seat.port))
		}
		last := len(pages) - 1
		name := ascii.Replace(w.contractName(q.seat.line, 1, true)[0])
		pages[last] = append(pages[last], q.seat.addr.String()+port+" at "+h.exhibit.Time(q.t), "    customer "+l.number+", "+name+", "+ascii.Replace(l.street+", "+l.town))
	}
	return w.file(h.letter.Path, func(f io.Writer) error { return export.WriteLetter(f, pages) })
}

// pack puts some tables of providers together into archives, as authorities
// send them on. Most stay as they are.
func (w *world) pack(list []*parcel) []*parcel {
	const small = 20_000 // rows
	var loose []*parcel
	for _, p := range list {
		h := p.inside[0]
		rows := len(h.asked)
		if h.exhibit.Kind == "assignments" {
			rows = len(h.provider.lines) * (w.spec.Days + 6)
		}
		if w.spec.All && h.exhibit.Format == "csv" && !h.apart && h.letter == nil && rows < small {
			loose = append(loose, p)
		}
	}
	for _, name := range []string{"providers/forwarded.zip", "providers/forwarded.tar.gz"} {
		if len(loose) < 4 {
			break
		}
		a, b := loose[len(loose)-1], loose[len(loose)-2]
		loose = loose[:len(loose)-2]
		a.path, a.inside, b.inside = name, append(a.inside, b.inside...), nil
		for _, h := range a.inside {
			h.exhibit.Member = h.exhibit.Path[len("providers/"):]
			h.exhibit.Path = name
		}
	}
	return list
}
