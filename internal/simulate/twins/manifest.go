package twins

import (
	"io"
	"strconv"
	"time"

	"comity/internal/simulate/capture"
	"comity/internal/simulate/export"
)

// writeManifest writes evidence.toml, and later.toml for the set that comes later.
func (w *world) writeManifest() error {
	for i := range w.spec.States {
		st := states[i]
		at := time.Unix(w.end, 0).UTC()
		w.bases = append(w.bases, export.Basis{ID: "contribution-" + lower(st.code), Instrument: "mutual legal assistance", Authority: st.authority + ", " + st.code,
			Reference: at.Format("2006") + "/" + strconv.Itoa(60+i*7), Date: at.Format(time.DateOnly), Offence: "closed board", Data: []string{"board", "hashes", "members"},
			Period: export.Span{From: w.start - 1000*day, To: w.end + 30*day}})
	}
	for _, c := range w.captures {
		for k, path := range c.files {
			w.exhibits = append(w.exhibits, w.exhibit(c, k, path))
		}
	}
	for i := range w.lists {
		if len(w.lists[i].files) == 0 {
			continue
		}
		if e := w.listExhibit(&w.lists[i]); w.lists[i].later {
			w.later = append(w.later, e)
		} else {
			w.exhibits = append(w.exhibits, e)
		}
	}
	w.exhibits = append(w.exhibits, w.shopExhibit())
	if err := w.file("evidence.toml", func(f io.Writer) error { return export.WriteManifest(f, w.bases, w.exhibits) }); err != nil {
		return err
	}
	return w.file("later.toml", func(f io.Writer) error { return export.WriteManifest(f, w.bases[:1], w.later) })
}

// exhibit describes one file of a capture.
func (w *world) exhibit(c *shot, k int, path string) *export.Exhibit {
	e := w.start2(c.state, path, "board", c.format, c.provider)
	e.Site, e.ClockBasis = c.board.site, c.basis
	e.Clock = export.Clock{Loc: c.clock.Loc}
	switch {
	case c.format == "irc":
		e.Forum, e.Encoding = channel, c.encoding
		if c.brackets {
			e.Day = c.days[k]
		}
	case c.format == "boardjson" && !c.stated:
		e.TimeFormat = capture.Local
	}
	if !c.board.main {
		e.Notes = "a board of the same hobbies that is not closed: to compare with"
	}
	if c.copyOf != "" {
		e.Notes = "handed over again: repeats part of " + c.copyOf
	}
	return e
}

// start2 begins an exhibit of a state.
func (w *world) start2(state int, path, kind, format, provider string) *export.Exhibit {
	n := len(w.exhibits) + len(w.later) + 1
	st := states[state]
	return &export.Exhibit{Ref: st.code + "/" + time.Unix(w.end, 0).UTC().Format("2006") + "/" + strconv.Itoa(n), Path: path, Basis: "contribution-" + lower(st.code),
		Kind: kind, Format: format, Provider: provider, Country: st.code, Handling: []string{"H1"}, Obtained: time.Unix(w.end+int64(5+n%20)*day+int64(9+n%8)*hour, 0).UTC()}
}

func (w *world) listExhibit(l *listed) *export.Exhibit {
	state, provider := l.state, "seized computers"
	if state < 0 {
		state, provider = 0, l.owner
	}
	e := w.start2(state, l.path, "hashes", l.format, provider)
	e.Clock, e.ClockBasis = export.Clock{Loc: time.UTC}, "times state their offset"
	if l.format == "csv" {
		for i, key := range []string{"md5", "sha1", "sha256", "perceptual", "label", "member", "first_seen", ""} {
			e.Columns = append(e.Columns, export.Column{Key: key, Names: capture.HashColumns[i : i+1]})
		}
	}
	if l.state < 0 {
		e.Notes = "known set, version " + l.version + " of " + time.Unix(l.date, 0).UTC().Format(time.DateOnly)
		if l.later {
			e.Obtained = time.Unix(l.date+2*day, 0).UTC()
		}
	}
	return e
}

// shopPath is the list of a shop's customers: the world of commerce, that some of
// the board's addresses belong to as well.
const shopPath = "it/shop/customers.csv"

func (w *world) shopExhibit() *export.Exhibit {
	e := w.start2(0, shopPath, "members", "csv", "a garden shop")
	e.Site, e.Clock, e.ClockBasis = "sprout-shop.example", export.Clock{Loc: time.UTC}, "the shop's letter"
	e.Columns = []export.Column{{Key: "account", Names: []string{"customer"}}, {Key: "email", Names: []string{"mail"}}, {Key: "time", Names: []string{"since"}}}
	return e
}

// writeShop writes the shop's customers, most of whom have no part in this.
func (w *world) writeShop() error {
	s := w.stream("shop")
	var mails []string
	for i := range w.boards[0].names {
		if n := &w.boards[0].names[i]; n.shop && !contains(mails, n.mail) {
			mails = append(mails, n.mail)
		}
	}
	for range 40 + w.spec.Members/2 {
		mails = append(mails, "customer"+strconv.Itoa(s.Between(10_000, 9_999_999))+"@post.example")
	}
	s.Shuffle(len(mails), func(i, j int) { mails[i], mails[j] = mails[j], mails[i] })
	return w.file(shopPath, func(f io.Writer) error {
		h := capture.NewFile(f)
		h.Put([]byte("customer,mail,since\n"))
		for i, m := range mails {
			h.Put([]byte("C" + strconv.Itoa(1000+i) + "," + m + "," + time.Unix(w.start-int64(s.Between(1, 900))*day, 0).UTC().Format(capture.Local) + "\n"))
		}
		return h.Close()
	})
}

func contains(list []string, v string) bool {
	for _, s := range list {
		if s == v {
			return true
		}
	}
	return false
}
