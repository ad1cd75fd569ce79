// Package verify looks at everything that a case, or a pack made from one, holds, and
// says what was proven, what was not, and on whose word the rest stands. It changes
// nothing, and needs neither the index nor the rules of the node: a court's tool is
// made of it (docs/decisions/0013-verify.md).
//
// The steps of Steps are run in order; each adds rows to the report. A step is one line
// there.
package verify

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"comity/internal/analysis/derivation"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/vault"
	"comity/internal/records/record"
	"comity/internal/verify/history"
)

// Report is what a verification found. Damage makes OK false; what could not be looked
// at makes Unproven true and leaves OK alone.
type Report struct {
	OK         bool     `json:"ok"`
	Checks     []Check  `json:"checks"`
	Fallen     []string `json:"fallen"`     // ids of subjects and hits that rest on damage, sorted
	Recomputed string   `json:"recomputed"` // digest of the run computed anew, or ""
}

// Check is one thing that was verified.
type Check struct {
	Name     string `json:"name"`
	OK       bool   `json:"ok"`
	Text     string `json:"text"`
	Unproven bool   `json:"unproven,omitempty"` // nothing speaks against it, and it was not shown
	By       string `json:"by,omitempty"`       // who asserts what is taken on somebody's word
}

// Keyring is whose signatures count.
type Keyring struct {
	Act      []sign.PublicKey // of acts
	Log      string           // of the node's log, as a verifier key
	Asserted bool             // taken from the case itself: whoever made the case names them
}

// Config says what is verified, and with what at hand. FS and Case are needed.
type Config struct {
	FS   disk.FS // the case
	Case string  // its id
	Keys Keyring
	Log  fs.FS // the node's log; nil: not at hand

	Exhibit func(comity.Digest) ([32]byte, error)                    // key of an exhibit; nil: none at hand
	Cards   func() (record.Cards, error)                             // tokens of the case; nil: it cannot be computed anew
	Person  func(name string) (k sign.PublicKey, ok bool, err error) // key that the node holds of a person; may be nil

	Unfinished func(*history.History) (bool, error) // whether an erasure was begun and not ended; may be nil
	Words      Words                                // of another language
	Workers    int                                  // 0: GOMAXPROCS
	Progress   func(stage string, done, total int64)
}

// Verification is one verification under way. It is for one goroutine.
type Verification struct {
	History history.History // as far as its acts are sound
	BadActs bool            // some act is damaged or missing

	cfg         Config
	rep         Report
	chain       *act.Chain
	vault       *vault.Vault
	badExhibits map[comity.Digest]bool // findings that rest on them fall
	badTies     []derivation.Exhibit   // what else those may have contributed
	badRuns     map[comity.Digest]bool // fall whole
	fallen      map[string]bool
	described   map[string]description // by path
	lost        map[string]bool        // files of names that were told to be lost
	proven      int64
}

// Step is one part of a verification. Its error is for what could not be looked at;
// damage is a row.
type Step struct {
	Name string
	Do   func(*Verification, context.Context) error
}

// Steps are the parts of the verification of a case, in order.
func Steps() []Step {
	return []Step{
		{"acts", (*Verification).acts},
		{"case file", (*Verification).caseFile},
		{"exhibits", (*Verification).exhibits},
		{"trees", (*Verification).trees},
		{"runs", (*Verification).runs},
		{"log", (*Verification).log},
		{"strays", (*Verification).strays},
		{"findings", (*Verification).findings},
		{"four eyes", (*Verification).fourEyes},
	}
}

// Recompute is the step that computes the latest run again.
func Recompute() Step { return Step{"recompute", (*Verification).recompute} }

// After returns the steps with more behind the one named.
func After(steps []Step, name string, more ...Step) []Step {
	i := slices.IndexFunc(steps, func(s Step) bool { return s.Name == name })
	return slices.Insert(steps, i+1, more...)
}

// Case runs the steps on a case. Damage makes the report not OK; it is not an error. That the disk
// failed is one, and says nothing about the case.
// What a killed command left half done is mentioned and is no damage.
func Case(ctx context.Context, cfg Config, steps []Step) (Report, error) {
	watch := &disk.Watch{}
	if cfg.FS = watch.FS(cfg.FS); cfg.Log != nil {
		cfg.Log = watch.Dir(cfg.Log)
	}
	v, err := begin(cfg)
	if err != nil {
		return Report{}, err
	}
	for _, s := range steps {
		err := s.Do(v, ctx)
		if bad := watch.Failed(); bad != nil && ctx.Err() == nil {
			err = bad
		}
		if err != nil {
			return v.rep, comity.Wrapf("verify %s: %w", s.Name, err)
		}
	}
	for id := range v.fallen {
		v.rep.Fallen = append(v.rep.Fallen, id)
	}
	slices.Sort(v.rep.Fallen)
	return v.rep, nil
}

func begin(cfg Config) (*Verification, error) {
	if cfg.Progress == nil {
		cfg.Progress = func(string, int64, int64) {}
	}
	v := &Verification{
		cfg: cfg, rep: Report{OK: true, Checks: []Check{}, Fallen: []string{}},
		badExhibits: map[comity.Digest]bool{}, badRuns: map[comity.Digest]bool{}, fallen: map[string]bool{}, described: map[string]description{}, lost: map[string]bool{},
	}
	var err error
	if v.chain, err = act.Open(act.Config{FS: cfg.FS, Case: cfg.Case}); err != nil {
		return nil, err
	}
	v.vault, err = vault.New(vault.Config{FS: cfg.FS})
	return v, err
}

// Row adds what was looked at to the report.
func (v *Verification) Row(ok bool, name, format string, args ...any) {
	v.rep.add(Check{Name: name, OK: ok, Text: v.cfg.Words.text(format, args...)})
}

// Unproven adds what was not shown, and on whose word it stands; "" where on nobody's.
func (v *Verification) Unproven(name, by, format string, args ...any) {
	v.rep.add(Check{Name: name, OK: true, Unproven: true, By: by, Text: v.cfg.Words.text(format, args...)})
}

func (r *Report) add(c Check) {
	r.OK = r.OK && c.OK
	r.Checks = append(r.Checks, c)
}

// Report is what was found so far.
func (v *Verification) Report() Report { return v.rep }

// BadExhibit reports whether an exhibit is not what was sealed.
func (v *Verification) BadExhibit(id comity.Digest) bool { return v.badExhibits[id] }

// Proven is the last act that a receipt shows to be in the node's log; 0: none.
func (v *Verification) Proven() int64 { return v.proven }

// BadRun reports whether a run's files are not what was recorded.
func (v *Verification) BadRun(run comity.Digest) bool { return v.badRuns[run] }

// acts checks the chain. Everything after goes by the acts that are sound.
func (v *Verification) acts(ctx context.Context) error {
	acts, damage, err := v.chain.Verify(ctx, v.cfg.Keys.Act...)
	if err != nil {
		return err
	}
	bad := map[int64]bool{}
	for _, d := range damage {
		bad[d.Seq], v.BadActs = true, true
		v.Row(false, actName(d), "%s", d)
	}
	for _, a := range acts {
		a, lost := history.Resolve(v.cfg.FS, a)
		if lost != nil {
			if comity.KindOf(lost) == comity.Fault {
				return lost
			}
			v.Row(false, history.NameFile(history.Named(a)), "%s", lost)
		}
		err := v.History.Add(a)
		switch {
		case err != nil:
			v.BadActs = true
			v.Row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
		case !bad[a.Seq]:
			v.Row(true, fmt.Sprintf("act %06d", a.Seq), "%s, signed and chained", a.Kind)
		}
	}
	return nil
}

func actName(d act.Damage) string {
	if d.Seq == 0 {
		return "acts/" + d.File
	}
	return fmt.Sprintf("act %06d", d.Seq)
}
