package casefile

import (
	"context"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/verify/history"
)

// nameExhibit is the name of an exhibit in acts, its meaning durable; zero where its
// digest stands in an act of an older version already.
func (c *Case) nameExhibit(exhibit comity.Digest) (name comity.Digest, err error) {
	for _, v := range c.state.seals {
		if v.body.Exhibit == exhibit {
			return v.body.Name, nil
		}
	}
	key, err := c.keys.Get(exhibit)
	if err != nil {
		return name, err
	}
	return c.name(history.Meaning{Exhibit: exhibit}, key)
}

// nameRun is the name of a run in acts, its meaning durable. One that an act named before keeps its name, and what
// that does not stand for is left to the act.
func (c *Case) nameRun(res *run.Result) (name comity.Digest, quarantined map[string]int64, err error) {
	for _, v := range c.state.checks {
		if v.body.Run != res.Run || v.body.Name.IsZero() {
			continue
		}
		if m, err := history.Mean(c.fsys, v.body.Name); err == nil && m.Run == res.Run {
			if m.Quarantined == nil {
				quarantined = res.Quarantined
			}
			return v.body.Name, quarantined, nil
		}
	}
	key, err := c.keys.Get(tokenKeyID())
	if err != nil {
		return name, nil, err
	}
	name, err = c.name(history.Meaning{Run: res.Run, Files: res.Files, Quarantined: res.Quarantined}, key)
	return name, nil, err
}

// holdBack makes what is private of a description durable under a name, which says nothing of it.
func (c *Case) holdBack(d description) (*history.Held, error) {
	own := d.private()
	key, err := c.keys.Get(d.Source.Exhibit)
	if err != nil {
		return nil, err
	}
	name, err := c.name(history.Meaning{Private: &own}, key)
	return &history.Held{Name: name, Values: own.Values()}, err
}

// private is what of a description is not for others.
func (d *description) private() history.Private {
	return history.Private{Path: d.Path, Request: d.Request, Notes: d.Notes, BasisNotes: d.Basis.Notes, Addresses: d.Basis.Addresses}
}

// leave puts p in its place.
func (d *description) leave(p history.Private) {
	d.Path, d.Request, d.Notes, d.Basis.Notes = p.Path, p.Request, p.Notes, p.BasisNotes
	d.Basis.Addresses, d.Source.Scope.Addresses = p.Addresses, p.Addresses
}

func (c *Case) name(m history.Meaning, key [32]byte) (name comity.Digest, err error) {
	if m, name, err = history.NewMeaning(m, key); err != nil {
		return name, err
	}
	text, err := m.Text()
	if err != nil {
		return name, err
	}
	return name, c.place(history.NameFile(name), text)
}

// remakeNames writes again what names of exhibits stand for, where that was lost: the keys at the node lie under the
// digests, and each salt follows from one. What a run's name stands for comes back with the next check; what is
// private of a description stands nowhere else.
func (c *Case) remakeNames(ctx context.Context) error {
	lost := map[comity.Digest]bool{}
	for _, v := range c.state.seals {
		if v.body.Name == v.body.Exhibit { // the name stayed in the digest's place
			lost[v.body.Name] = true
		}
	}
	if len(lost) == 0 {
		return nil
	}
	ids, err := c.keys.List()
	if err != nil {
		return err
	}
	for _, id := range ids {
		key, err := c.keys.Get(id)
		if err != nil {
			return err
		}
		m, name, err := history.NewMeaning(history.Meaning{Exhibit: id}, key)
		if err != nil {
			return err
		}
		if !lost[name] {
			continue
		}
		text, err := m.Text()
		if err == nil {
			err = c.place(history.NameFile(name), text)
		}
		if err != nil {
			return err
		}
	}
	return c.load(ctx)
}

// known is the digest of an exhibit that may be called by its name in acts and packs.
func (c *Case) known(name comity.Digest) comity.Digest {
	for _, v := range c.state.seals {
		if v.body.Name == name && !name.IsZero() {
			return v.body.Exhibit
		}
	}
	return name
}

// inward is a citation as the case has it: packs cite exhibits by their names.
func (c *Case) inward(cite comity.Citation) comity.Citation {
	cite.Exhibit = c.known(cite.Exhibit)
	return cite
}

// inwardHit is the id of a hit as the case has it: that in a pack begins with the name's digits.
func (c *Case) inwardHit(id string) string {
	for _, v := range c.state.seals {
		if rest, ok := strings.CutPrefix(id, "h"+v.body.Outward().Short()); ok {
			return "h" + v.body.Exhibit.Short() + rest
		}
	}
	return id
}
