package act

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// Damage is one thing that is wrong with a chain.
type Damage struct {
	Seq  int64  // of the act concerned; 0 where the file is not an act's
	File string // below the acts' folder; "" for a missing act
	Text string // what is wrong, to be read after the act's number and file
}

// String says what is wrong with which act.
func (d Damage) String() string {
	switch {
	case d.Seq == 0:
		return fmt.Sprintf("file %.100s %s", d.File, d.Text)
	case d.File == "":
		return fmt.Sprintf("act %d %s", d.Seq, d.Text)
	}
	return fmt.Sprintf("act %d (%s) %s", d.Seq, d.File, d.Text)
}

func (d Damage) err(id string) error {
	return comity.Errorf(comity.Negative, "history of case %s: %s", id, d).
		WithHint("run `comity verify`; put damaged files back from a copy of the case")
}

func sortEntries(files []entry) {
	slices.SortFunc(files, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.name, b.name))
	})
}

// gaps finds missing and repeated sequence numbers. A run of missing acts is
// one damage, at its first number: a made-up file name must not make millions.
func gaps(files []entry) []Damage {
	var damage []Damage
	var prev int64
	for _, f := range files {
		switch {
		case f.seq == prev:
			damage = append(damage, Damage{f.seq, f.name, "has the same number as another act"})
		case f.seq == prev+2:
			damage = append(damage, Damage{Seq: prev + 1, Text: "is missing"})
		case f.seq > prev+2:
			damage = append(damage, Damage{Seq: prev + 1, Text: fmt.Sprintf("is missing, and all up to %d", f.seq-1)})
		}
		prev = f.seq
	}
	return damage
}

// link is an act with its envelope.
type link struct {
	act      Act
	envelope sign.Envelope
}

// read reads one act and checks what concerns its own file alone. err is for a
// file that could not be read, Damage for one that is wrong.
func (c *Chain) read(f entry) (link, *Damage, error) {
	b, err := disk.ReadWithin(c.cfg.FS, path.Join(c.cfg.Dir, f.name), MaxFile)
	if errors.Is(err, disk.ErrLarge) {
		return link{}, &Damage{f.seq, f.name, disk.ErrLarge.Error()}, nil
	}
	if err != nil {
		return link{}, nil, comity.Errorf(comity.Fault, "read act %s: %w", f.name, err)
	}
	if comity.DigestOf(b) != f.digest {
		return link{}, &Damage{f.seq, f.name, "does not hash to its name"}, nil
	}
	a, e, err := Parse(b)
	switch {
	case err != nil:
		return link{}, &Damage{f.seq, f.name, "cannot be read: " + err.Error()}, nil
	case a.Seq != f.seq:
		return link{}, &Damage{f.seq, f.name, fmt.Sprintf("says that it is act %d", a.Seq)}, nil
	case a.Case != c.cfg.Case:
		return link{}, &Damage{f.seq, f.name, fmt.Sprintf("belongs to case %.80q", a.Case)}, nil
	}
	return link{a, e}, nil, nil
}

// check walks the chain. keys == nil leaves signatures out.
func (c *Chain) check(ctx context.Context, keys []sign.PublicKey) ([]Act, []Damage, error) {
	files, damage, err := c.list()
	if err != nil {
		return nil, nil, err
	}
	var acts []Act
	r := ring{given: keys}
	for i, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		l, bad, err := c.read(f)
		if err != nil {
			return nil, nil, err
		}
		if bad == nil {
			bad = r.check(l, f)
		}
		if bad != nil {
			damage = append(damage, *bad)
			continue
		}
		acts = append(acts, l.act)
		if bad = checkPrev(l.act, files[:i]); bad != nil {
			damage = append(damage, *bad)
		}
	}
	slices.SortStableFunc(damage, func(a, b Damage) int { return cmp.Compare(a.Seq, b.Seq) })
	return acts, damage, nil
}

// checkPrev compares the link of a with the file before it, by name: whether
// that file is what its name says has been checked when it was read. After a
// gap there is nothing to compare with, and the gap is damage of its own.
func checkPrev(a Act, before []entry) *Damage {
	ok := a.Prev.IsZero()
	if a.Seq > 1 {
		ok = true
		for _, f := range slices.Backward(before) {
			if f.seq < a.Seq-1 {
				break
			}
			if f.seq == a.Seq-1 {
				if ok = f.digest == a.Prev; ok {
					break
				}
			}
		}
	}
	if ok {
		return nil
	}
	return &Damage{a.Seq, a.File(), "does not name the act before it"}
}
