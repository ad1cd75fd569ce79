package casefile

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"slices"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/cosign"
	"comity/internal/evidence/log/proof"
	"comity/internal/verify/history"
)

// witnessing is the table [witness] of node.toml: who co-signs our log, and
// whose logs we co-sign.
type witnessing struct {
	Country  string       `toml:"country"`          // our own, which does not count
	Quorum   int          `toml:"quorum"`           // of other countries
	Accept   int          `toml:"accept,omitempty"` // of packs that are opened here: how many other countries must have co-signed; 0: as many as the sender's policy says
	Partners []cosigner   `toml:"partner"`
	Logs     []partnerLog `toml:"log"`
}

// cosigner is a table [[witness.partner]].
type cosigner struct {
	Name    string `toml:"name"`
	Country string `toml:"country"`
	Key     string `toml:"key"` // as their `comity witness show` prints it
	URL     string `toml:"url"` // of their `comity witness serve`, or "file"
}

// partnerLog is a table [[witness.log]].
type partnerLog struct {
	Key string `toml:"key"`
}

// byFile is the url of a partner who is asked by exchange of files.
const byFile = "file"

// openBook opens the book of cosignatures, where node.toml names partners.
func (n *Node) openBook(set *witnessing) error {
	if set == nil {
		return nil
	}
	for _, l := range set.Logs {
		n.witnessed = append(n.witnessed, l.Key)
	}
	if n.accept = set.Accept; n.accept < 0 {
		return comity.Errorf(comity.Input, "%s: [witness] accept = %d is no number of countries", nodeFile, n.accept)
	}
	if len(set.Partners) == 0 {
		return nil
	}
	key, err := n.keys.Log()
	if err != nil {
		return err
	}
	cfg := cosign.Config{FS: n.fsys, Log: n.logPath(), LogKey: key.String(), Country: set.Country, Quorum: set.Quorum, Now: n.now}
	for _, p := range set.Partners {
		q := cosign.Partner{Witness: proof.Witness{Name: p.Name, Country: p.Country, Key: p.Key}}
		if p.URL != byFile {
			if q.URL, err = url.Parse(p.URL); err != nil || q.URL.Host == "" || q.URL.Scheme != "http" && q.URL.Scheme != "https" {
				return comity.Errorf(comity.Input, "%s: witness %.40q: url %.120q is neither http(s)://… nor %q", nodeFile, p.Name, p.URL, byFile)
			}
		}
		cfg.Partners = append(cfg.Partners, q)
	}
	if n.book, err = cosign.Open(cfg); err != nil {
		return comity.Wrapf("%s: %w", nodeFile, err)
	}
	return nil
}

// Accepts is how many countries, the sender's not counted, must have co-signed the log of whoever sent a pack
// that is opened here; 0: as many as the sender's own policy says.
func (n *Node) Accepts() int { return n.accept }

// mayAdd asks the partners how much of our log they have seen, and what they
// co-signed is known afterwards. A log that lags behind what a partner, or a
// receipt of this case, shows is Refused: adding to it would fork it.
func (c *Case) mayAdd(ctx context.Context) error {
	r, found, err := c.lastProven()
	if err != nil {
		return err
	}
	if found {
		if err := c.node.shows(history.ReceiptName(r.Seq), *r.Receipt); err != nil {
			return err
		}
	}
	if c.node.book == nil {
		return nil
	}
	if _, err := c.node.book.Collect(ctx); err != nil {
		return err
	}
	if found {
		_, err = c.countersign(ctx, r)
	}
	return err
}

// shows refuses where the log has fewer entries than a receipt shows.
func (n *Node) shows(name string, r proof.Receipt) error {
	key, err := n.keys.Log()
	if err != nil {
		return err
	}
	cp, err := proof.Open(os.DirFS(n.logPath()), key.String()).Checkpoint()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return cosign.NotBehind(cp, name, r.Size)
}

// countersign puts the receipt under a checkpoint that stands better with the
// policy, where partners have co-signed one.
func (c *Case) countersign(ctx context.Context, r receipt) (proof.Standing, error) {
	got, s, err := c.node.book.Receipt(ctx, *r.Receipt)
	if err != nil || got.Checkpoint == r.Receipt.Checkpoint {
		return s, err
	}
	if err := got.Verify(r.Entry(c.id), c.node.book.LogKey()); err != nil {
		return s, err
	}
	r.Receipt = &got
	return s, c.writeReceipt(r)
}

// lastProven is the newest receipt that is complete.
func (c *Case) lastProven() (r receipt, found bool, err error) {
	names, err := c.list(receiptDir)
	if err != nil {
		return r, false, err
	}
	for _, n := range slices.Backward(names) {
		if r, err = c.readReceipt(path.Join(receiptDir, n)); err != nil || r.Receipt != nil {
			return r, err == nil, err
		}
	}
	return r, false, nil
}

func (c *Case) readReceipt(name string) (receipt, error) {
	b, err := disk.ReadFile(c.fsys, name)
	if err != nil {
		return receipt{}, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	r, err := history.ParseReceipt(b)
	if err != nil {
		return r, comity.Errorf(comity.Negative, "%s: %w", name, err).WithHint("%s", verifyHint)
	}
	return r, nil
}

// How far an act is out of our own hands.
const (
	Recorded = "recorded" // partners have co-signed a checkpoint over it, as the policy asks
	Locally  = "locally"  // it is in the node's log, and fewer partners have seen that
	Open     = "open"     // the next command puts it into the log
)

// stood is a receipt and how its checkpoint stands.
type stood struct {
	receipt
	proof.Standing
}

// standings are the complete receipts, oldest first. The newest are judged by the
// best that partners have said since, down to one that meets the policy. Receipts that
// cannot be read are left out: Verify names them.
func (c *Case) standings(ctx context.Context) ([]stood, error) {
	names, err := c.list(receiptDir)
	if err != nil {
		return nil, err
	}
	var out []stood
	met := false
	for _, n := range slices.Backward(names) {
		r, err := c.readReceipt(path.Join(receiptDir, n))
		if comity.KindOf(err) == comity.Negative || err == nil && r.Receipt == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		s, err := c.stands(ctx, r, !met)
		if err != nil {
			return nil, err
		}
		met = met || s.Met
		out = append(out, s)
	}
	slices.Reverse(out)
	return out, nil
}

// stands judges a receipt: by its own checkpoint, or also by what is kept.
func (c *Case) stands(ctx context.Context, r receipt, kept bool) (s stood, err error) {
	s.receipt = r
	switch {
	case c.node.book == nil:
	case kept:
		var got proof.Receipt
		got, s.Standing, err = c.node.book.Receipt(ctx, *r.Receipt)
		s.Receipt = &got
	default:
		s.Standing, err = c.node.book.Policy().Judge([]byte(r.Receipt.Checkpoint))
	}
	return s, err
}

// over is the standing of act seq: the first checkpoint over it that meets the policy, else the first.
func over(all []stood, seq int64) (string, []proof.Cosigned) {
	word := Open
	var by []proof.Cosigned
	for _, s := range all {
		switch {
		case s.Seq < seq:
		case s.Met:
			return Recorded, s.By
		case word == Open:
			word, by = Locally, s.By
		}
	}
	return word, by
}

// Standing is how far the last act of the case is out of our own hands.
type Standing struct {
	Asked    bool // node.toml names partners
	Acted    bool // an act was appended since the case was opened
	Recorded string
	By       []proof.Cosigned
	Quorum   int
}

// Standing tells it. Where no partner is named every act is recorded locally.
func (c *Case) Standing(ctx context.Context) (Standing, error) {
	s := Standing{Asked: c.node.book != nil, Acted: c.begun}
	if !s.Asked {
		return s, nil
	}
	if err := c.load(ctx); err != nil {
		return s, err
	}
	all, err := c.standings(ctx)
	if err != nil {
		return s, err
	}
	s.Quorum = c.node.book.Policy().Quorum
	s.Recorded, s.By = over(all, c.state.head())
	return s, nil
}

// slack is how far the clocks of a node and of a witness may stand apart, and how
// long after its act a command may end.
const slack = 10 * time.Minute

// lateBody is the body of an act of kind late: the commands of these acts were
// cut off, and partners saw the log without them since. It confesses what a
// reader would see anyhow: their times rest on the node's word alone.
type lateBody struct {
	First int64          `json:"first"`
	Last  int64          `json:"last"`
	Seen  comity.Instant `json:"seen"` // when a partner saw the log without them
}

// misdated is an act whose time does not fit what witnesses saw.
type misdated struct {
	seq    int64
	seen   time.Time
	future bool // seen before it says that it was done
}

// misdated compares the times of acts with those of cosignatures: an act that is
// not in a log that somebody saw later than it says was not recorded then; one
// that is in a log that was seen earlier than it says was not done then.
func (c *Case) misdated(all []stood) ([]misdated, error) {
	if c.node.book == nil {
		return nil, nil
	}
	views, err := c.views(all)
	if err != nil {
		return nil, err
	}
	var out []misdated
	for _, a := range c.state.acts {
		i := slices.IndexFunc(all, func(s stood) bool { return s.Seq >= a.Seq })
		for _, v := range views {
			in := i >= 0 && all[i].Receipt.Index < v.size
			if !in && v.at.After(a.Time.Time().Add(slack)) || in && v.at.Before(a.Time.Time().Add(-slack)) {
				out = append(out, misdated{a.Seq, v.at, in})
				break
			}
		}
	}
	return out, nil
}

// view is what a witness saw of the log, and when.
type view struct {
	size uint64
	at   time.Time
}

// views are all that is known of them.
func (c *Case) views(all []stood) ([]view, error) {
	var out []view
	add := func(size uint64, by []proof.Cosigned) {
		for _, b := range by {
			out = append(out, view{size, b.Time})
		}
	}
	for _, s := range all {
		add(s.Receipt.Size, s.By)
	}
	kept, err := c.node.book.Kept()
	if err != nil {
		return nil, err
	}
	for _, cp := range kept {
		s, err := c.node.book.Policy().Judge([]byte(cp.Text))
		if err != nil {
			return nil, err
		}
		add(cp.Size, s.By)
	}
	return out, nil
}

// confess appends an act that names the acts that are recorded late, once.
func (c *Case) confess(ctx context.Context) error {
	all, err := c.standings(ctx)
	if err != nil {
		return err
	}
	bad, err := c.misdated(all)
	if err != nil {
		return err
	}
	var body lateBody
	for _, m := range bad {
		if m.future || c.state.confessed(m.seq) {
			continue
		}
		if body.First == 0 {
			body.First, body.Seen = m.seq, comity.InstantOf(m.seen)
		}
		body.Last = m.seq
	}
	if body.First == 0 {
		return nil
	}
	return c.sign(ctx, actLate, body)
}

// confessed reports whether an act of kind late names act seq.
func (s *state) confessed(seq int64) bool {
	return slices.ContainsFunc(s.late, func(l lateBody) bool { return l.First <= seq && seq <= l.Last })
}
