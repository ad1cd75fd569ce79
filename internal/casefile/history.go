package casefile

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"path"
	"slices"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/sign"
	"comity/internal/verify/history"
)

// PackFile is a file of a pack that is copied as it is.
type PackFile struct {
	Name string
	Text []byte
}

// PackKeys is custody/keys.json: the public keys by which acts and receipts are checked.
type PackKeys struct {
	Act          string   `json:"act"` // verifier key, as act 1 names it
	Log          string   `json:"log"`
	Certificates []string `json:"certificates"` // PEM: of the key that signed the pack first, the node's root last

	Witnesses *proof.Policy `json:"witnesses,omitempty"` // whose cosignatures make an act recorded; none: nobody is asked
	Policy    string        `json:"policy,omitempty"`    // the same as C2SP tlog-policy, for other tools
}

// History is what proves the custody of exhibits: act 1, the acts that sealed
// them, the act of checking, those that let this pass, each with the later acts
// of its command up to the one whose receipt covers it, and these receipts. Names
// are below custody/. exhibits are places among Exhibits.
func (h *Handover) History(ctx context.Context, exhibits []int) (out []PackFile, err error) {
	c := h.c
	receipts, err := c.proven()
	if err != nil {
		return nil, err
	}
	acts, proofs := map[int64]bool{}, map[int64]bool{}
	for _, seq := range h.wanted(exhibits) {
		i, _ := slices.BinarySearch(receipts, seq)
		upTo := seq
		if i < len(receipts) {
			upTo = receipts[i]
			proofs[upTo] = true
		}
		for ; seq <= upTo; seq++ {
			acts[seq] = true
		}
	}
	for _, a := range c.state.acts {
		if acts[a.Seq] {
			if out, err = c.addFile(out, path.Join(act.Dir, a.File())); err != nil {
				return nil, err
			}
		}
	}
	for _, seq := range receipts {
		if proofs[seq] {
			if out, err = h.addReceipt(ctx, out, seq); err != nil {
				return nil, err
			}
		}
	}
	keys, err := h.publicKeys(ctx)
	return append(out, PackFile{"keys.json", keys}), err
}

// addReceipt adds the proof of act seq, under the checkpoint that partners have co-signed best.
func (h *Handover) addReceipt(ctx context.Context, list []PackFile, seq int64) ([]PackFile, error) {
	r, err := h.c.readReceipt(history.ReceiptName(seq))
	if err != nil {
		return list, err
	}
	s, err := h.c.stands(ctx, r, true)
	if err != nil {
		return list, err
	}
	h.stood = append(h.stood, s)
	b, err := s.Bytes()
	return append(list, PackFile{history.ReceiptName(seq), b}), err
}

func (c *Case) addFile(list []PackFile, name string) ([]PackFile, error) {
	b, err := disk.ReadFile(c.fsys, name)
	if err != nil {
		return list, comity.Errorf(disk.Loss(err), "%s: %w", name, err).WithHint("%s", verifyHint)
	}
	return append(list, PackFile{name, b}), nil
}

// wanted are the acts that a pack proves, by number.
func (h *Handover) wanted(exhibits []int) []int64 {
	s := &h.c.state
	out := []int64{1}
	for _, i := range exhibits {
		out = append(out, h.live[i].act.Seq)
	}
	for _, k := range s.checks {
		if k.body.Run == h.body.Run {
			out = append(out, k.act.Seq)
			break
		}
	}
	for _, d := range h.Signed() {
		out = append(out, d.Act)
	}
	for _, a := range s.acts { // whoever reads must know which key signs where
		if a.Kind == act.KindKey {
			out = append(out, a.Seq)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// proven are the acts whose receipts have a proof, in order.
func (c *Case) proven() (out []int64, err error) {
	names, err := c.list(receiptDir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := disk.ReadFile(c.fsys, path.Join(receiptDir, name))
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "read a receipt: %w", err)
		}
		r, err := history.ParseReceipt(b)
		if err != nil {
			return nil, comity.Errorf(comity.Negative, "%s: %w", path.Join(receiptDir, name), err).WithHint("%s", verifyHint)
		}
		if r.Receipt != nil {
			out = append(out, r.Seq)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (h *Handover) publicKeys(ctx context.Context) ([]byte, error) {
	k := PackKeys{Certificates: []string{}}
	if ring := h.c.state.open.Keys; ring != nil {
		k.Act, k.Log = ring.Act, ring.Log
	}
	if h.c.node.book != nil {
		p := h.c.node.book.Policy()
		k.Witnesses, k.Policy = &p, p.Text(k.Log)
	}
	who, err := h.Certified(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range who.Chain {
		k.Certificates = append(k.Certificates, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: x.Raw})))
	}
	b, err := json.MarshalIndent(k, "", " ")
	return append(b, '\n'), err
}

// Certified is the key that signs packs.
func (h *Handover) Certified(ctx context.Context) (sign.Certified, error) {
	return h.c.node.keys.Certified(ctx)
}

// Cosigned says whether enough partners have co-signed every checkpoint that History gave, and
// which witnesses did of any of them, as name and country.
func (h *Handover) Cosigned() (recorded bool, by []string) {
	recorded = len(h.stood) > 0
	for _, s := range h.stood {
		recorded = recorded && s.Met
		for _, w := range s.By {
			by = append(by, w.Witness+" ("+w.Country+")")
		}
	}
	slices.Sort(by)
	return recorded, slices.Compact(by)
}

// Did is what a person did for a pack.
type Did struct {
	Actor string
	What  string // proposed, approved
	Act   int64
	Time  time.Time
}

// Signed are the acts by which persons let this pass, in their order; none of a disclosure.
func (h *Handover) Signed() (out []Did) {
	for _, p := range h.asked() {
		out = append(out, Did{p.Act.Actor, "proposed", p.Act.Seq, p.Act.Time.Time()})
		for _, a := range p.Approved {
			out = append(out, Did{a.Actor, "approved", a.Seq, a.Time.Time()})
		}
	}
	return out
}

// asked are the open proposals of this pack.
func (h *Handover) asked() (out []*history.Proposal) {
	if h.act != actPack {
		return nil
	}
	for _, p := range h.c.state.proposals() {
		if p.Done == 0 && p.Body.What == actPack && p.Body.Item == history.PackItem(h.to, h.body.Outward(), h.recipients) {
			out = append(out, p)
		}
	}
	return out
}

// Actors are who asked for the pack and who approved it.
func (h *Handover) Actors() []string {
	out := []string{h.c.node.actor}
	for _, p := range h.asked() {
		out = append(p.By(), out...)
	}
	var list []string
	for _, a := range out {
		if !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// Description is the exact text by which the i-th exhibit was sealed.
func (h *Handover) Description(i int) ([]byte, error) {
	v := h.live[i]
	b, err := disk.ReadFile(h.c.fsys, v.body.Seal)
	if err != nil && disk.Loss(err) == comity.Fault {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", v.body.Seal, err)
	}
	if err == nil && comity.DigestOf(b) != v.body.Digest {
		err = comity.Errorf(comity.Negative, "it is not what act %06d sealed", v.act.Seq)
	}
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "%s: %w", v.body.Seal, err).WithHint("%s", verifyHint)
	}
	return b, nil
}

// Absent is an exhibit of the case that the latest run did not read.
type Absent struct {
	After  int // how many of Exhibits were sealed before it
	Ref    string
	Rule   string // of its leaves; "": it has no tree
	Leaves int64
	Why    string // superseded, withdrawn, restricted, rectified, erased, same-bytes, not-checked
}

// Absent are the exhibits that the latest run did not read, in the order of their seals.
func (h *Handover) Absent() (out []Absent) {
	s, after := &h.c.state, 0
	for _, v := range s.seals {
		if after < len(h.live) && h.live[after].body.Ref == v.body.Ref {
			after++
			continue
		}
		x := Absent{After: after, Ref: v.body.Ref, Why: "not-checked"}
		if t := v.body.Tree; t != nil {
			x.Rule, x.Leaves = string(t.Rule), t.Leaves
		}
		if a, out := s.asideOf(v.body.Ref); out {
			x.Why = pastOf(a.act.Kind)
		} else if s.supersededBy(v.body.Ref) != "" {
			x.Why = "superseded"
		} else if s.sameAs(v) != "" {
			x.Why = "same-bytes"
		}
		out = append(out, x)
	}
	return out
}

// Person is whom people take a subject for; "" where nobody said.
func (h *Handover) Person(subject string) (category, minor string) {
	for _, p := range h.c.state.persons {
		if p.Item == subject {
			category, minor = p.Category, p.Minor
		}
	}
	return category, minor
}
