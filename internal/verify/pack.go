package verify

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/sign"
	"comity/internal/verify/history"
)

// Files are the entries of a pack, in a container or in a folder. A missing one
// satisfies fs.ErrNotExist or is Negative.
type Files interface {
	Names() []string
	Size(name string) int64 // -1: there is none
	File(name string) (io.ReadCloser, error)
}

// PackConfig says which pack is verified, and against what.
type PackConfig struct {
	Files  Files
	Sealed func(context.Context, cms.Trust, time.Time) (container.Report, error) // checks form, digests and signatures
	Trust  cms.Trust                                                             // Signers nil: the pack's own root, on its word
	Now    time.Time

	// Of says of which state a root of Trust.Signers is, "" where it is not known; nil: what certificates state.
	Of func(root *x509.Certificate) string

	// Witnesses are those whose keys the verifier knows of itself; nil: the pack's own, on its word.
	Witnesses []proof.Witness
	// Quorum is of how many countries, the sender's not counted, known witnesses must have co-signed every
	// act: with fewer the pack does not hold; 0: as many as the sender's policy says, and fewer is said.
	Quorum int
	// Keys are those of the sender's node that the verifier knows of itself; nil: those of act 1, on its word.
	Keys *SenderKeys

	Recompute bool
	Workers   int
	Spool     func() (Spool, error) // makes room for rows while they are computed with; nil: in memory
	Progress  func(stage string, done, total int64)
	Words     Words
}

// SenderKeys are verifier keys of a sender's node.
type SenderKeys struct {
	Act []string // the present one and former ones
	Log string
}

// Packed is the verification of a pack under way. It is for one goroutine.
type Packed struct {
	cfg      PackConfig
	rep      Report
	info     packInfo
	by       string // who signed the container, as its certificate names it
	signed   []cms.Signature
	keys     packKeys
	acts     []act.Act
	signers  []signer                    // of the acts, in their order
	told     []sign.Statement            // of the sender's act keys, by acts that go along
	covered  map[int64]int64             // act → the act whose receipt shows it
	stood    map[int64]proof.Standing    // the act of a receipt → how far its checkpoint is co-signed
	sealed   map[string]history.SealBody // by reference: the acts of sealing that go along
	trees    []packTree
	cited    map[int]map[int64][]comity.Citation // exhibit → leaf → rows said to begin there, that findings rest on
	onWord   map[int]map[int64]bool              // those of which nothing is shown: exhibit → leaf
	withheld packWithheld
}

// PackStep is one part of the verification of a pack.
type PackStep struct {
	Name string
	Do   func(*Packed, context.Context) error
}

// PackSteps are the parts of the verification of a pack, in order.
func PackSteps() []PackStep {
	return []PackStep{
		{"container", (*Packed).container},
		{"names", (*Packed).names},
		{"pack.json", (*Packed).pack},
		{"sender", (*Packed).from},
		{"level", (*Packed).level},
		{"acts", (*Packed).history},
		{"receipts", (*Packed).receipts},
		{"keys", (*Packed).passed},
		{"witnesses", (*Packed).witnesses},
		{"case", (*Packed).opened},
		{"derivation", (*Packed).derivation},
		{"exhibits", (*Packed).exhibits},
		{"withheld", (*Packed).counts},
		{"findings", (*Packed).findings},
		{"four eyes", (*Packed).approvals},
		{"times", (*Packed).times},
		{"subrun", (*Packed).run},
		{"weights", (*Packed).weights},
		{"texts", (*Packed).texts},
	}
}

// Pack runs the steps on a pack. What is wrong makes the report not OK; an error is for
// what could not be looked at, and of kind Fault where the disk failed.
func Pack(ctx context.Context, cfg PackConfig, steps []PackStep) (Report, error) {
	if cfg.Progress == nil {
		cfg.Progress = func(string, int64, int64) {}
	}
	p := &Packed{cfg: cfg, rep: Report{OK: true, Checks: []Check{}, Fallen: []string{}}, covered: map[int64]int64{}, stood: map[int64]proof.Standing{}, sealed: map[string]history.SealBody{}, cited: map[int]map[int64][]comity.Citation{}, onWord: map[int]map[int64]bool{}}
	disk := &watch{}
	p.cfg.Files, p.cfg.Spool = watchedFiles{cfg.Files, disk}, disk.spools(cfg.Spool)
	for i, s := range steps {
		err := errors.Join(ctx.Err(), s.Do(p, ctx))
		if bad := disk.failed(); bad != nil {
			err = bad
		}
		if err != nil {
			if ctx.Err() != nil || comity.KindOf(err) == comity.Fault {
				return p.rep, comity.Wrapf("verify %s: %w", s.Name, err)
			}
			p.Row(false, s.Name, "%s", err)
		}
		cfg.Progress("verify", int64(i+1), int64(len(steps)))
	}
	return p.rep, nil
}

// Row adds what was looked at to the report.
func (p *Packed) Row(ok bool, name, format string, args ...any) {
	p.rep.add(Check{Name: name, OK: ok, Text: p.cfg.Words.text(format, args...)})
}

// Unproven adds what was not shown, and on whose word it stands.
func (p *Packed) Unproven(name, by, format string, args ...any) {
	p.rep.add(Check{Name: name, OK: true, Unproven: true, By: by, Text: p.cfg.Words.text(format, args...)})
}

// sender is who asserts what stands in the pack and nowhere else.
func (p *Packed) sender() string {
	if p.info.From.Authority == "" {
		return p.by
	}
	return p.info.From.Authority + " (" + p.info.From.Country + ")"
}

// packInfo is what is read of pack.json.
type packInfo struct {
	Format  int           `json:"format"`
	Kind    string        `json:"kind"` // pack, disclose
	Case    string        `json:"case"`
	From    packParty     `json:"from"`
	To      string        `json:"to"`
	Subject string        `json:"subject"`
	Purpose string        `json:"purpose"`
	Created time.Time     `json:"created"`
	Actors  []string      `json:"actors"`
	Run     comity.Digest `json:"run"`
	Subrun  comity.Digest `json:"subrun"`
	Version string        `json:"version"`
	Weights comity.Digest `json:"weights"`
	Level   string        `json:"level"` // of the first signature

	Recipients []string `json:"recipients"` // since format 2
}

type packParty struct {
	Authority string `json:"authority"`
	Country   string `json:"country"`
}

// PackFormat is the latest version of the form that is read. Version 1 did not put recipients under what is approved,
// and 2 named all exhibits of the case and had descriptions whole.
const PackFormat = 3

// pack reads what the pack says it is.
func (p *Packed) pack(context.Context) error {
	if err := p.json("pack.json", &p.info); err != nil {
		return err
	}
	i := &p.info
	switch {
	case i.Format < 1 || i.Format > PackFormat:
		return comity.Errorf(comity.Negative, "its form is version %d, and this tool reads 1 to %d", i.Format, PackFormat)
	case i.Kind != "pack" && i.Kind != "disclose":
		return comity.Errorf(comity.Negative, "it is neither a pack nor a disclosure")
	case (i.To != "") != (i.Kind == "pack") || (i.Subject != "") != (i.Kind == "disclose"):
		return comity.Errorf(comity.Negative, "a pack is for a state, and a disclosure for the defence of a subject: it says both, or neither")
	case i.Kind == "pack":
		p.Unproven("pack", p.sender(), "%s sends this to %s, made on %s for the purpose %q, from run %s", p.sender(), i.To, i.Created.Format(time.DateOnly), i.Purpose, i.Run.Short())
	default:
		p.Unproven("pack", p.sender(), "%s discloses this to the defence of %s, made on %s, from run %s", p.sender(), i.Subject, i.Created.Format(time.DateOnly), i.Run.Short())
	}
	return nil
}

// packKeys is custody/keys.json.
type packKeys struct {
	Act          string   `json:"act"`
	Log          string   `json:"log"`
	Certificates []string `json:"certificates"` // PEM; the node's root last

	Witnesses *proof.Policy `json:"witnesses"` // nil: nobody is asked
}

// links compares each act with the one before it, where both are there, and wants each once.
func (p *Packed) links() {
	for i, a := range p.acts {
		name := fmt.Sprintf("act %06d", a.Seq)
		switch {
		case a.Seq == 1 && !a.Prev.IsZero():
			p.Row(false, name, "it is the first and names one before it")
		case i > 0 && p.acts[i-1].Seq == a.Seq:
			p.Row(false, name, "two acts have this number: the case was forked")
		case i > 0 && p.acts[i-1].Seq == a.Seq-1 && a.Prev != p.acts[i-1].Digest:
			p.Row(false, name, "it does not name the act before it: the case was forked or rewound")
		}
	}
}

// bodyOf are the acts of a kind, decoded one by one.
func (p *Packed) kind(kind string) (out []act.Act) {
	for _, a := range p.acts {
		if a.Kind == kind {
			out = append(out, a)
		}
	}
	return out
}

// opened compares act 1 with what the pack says of its case and keys.
func (p *Packed) opened(context.Context) error {
	var o history.Opening
	first := p.kind(history.Init)
	switch {
	case len(first) != 1 || first[0].Seq != 1:
		return comity.Errorf(comity.Negative, "act 000001, which opened the case, is not in the pack")
	case first[0].Decode(&o) != nil || o.ID != p.info.Case || o.Authority != p.info.From.Authority || o.Country != p.info.From.Country:
		return comity.Errorf(comity.Negative, "act 000001 opened another case, or for another authority, than pack.json says")
	case o.Keys == nil || o.Keys.Act != p.keys.Act || o.Keys.Log != p.keys.Log:
		return comity.Errorf(comity.Negative, "custody/keys.json has other keys than act 000001 names")
	}
	if k := p.cfg.Keys; k != nil && (k.Log != p.keys.Log || !slices.Contains(k.Act, p.keys.Act)) {
		return comity.Errorf(comity.Negative, "act 000001 names other keys than the sender's pinned card: another node opened this case").
			WithHint("ask the sender for its card of today, compare the fingerprint, and pin it anew: comity partner add FILE")
	}
	p.Row(true, "case", "opened on %s by %s; its keys are those that act 000001 names", o.Opened.Format(time.DateOnly), p.sender())
	return nil
}
