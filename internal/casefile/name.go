package casefile

import (
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

// nameRun is the name of a run in acts.
func (c *Case) nameRun(res *run.Result) (name comity.Digest, err error) {
	key, err := c.keys.Get(tokenKeyID())
	if err != nil {
		return name, err
	}
	return c.name(history.Meaning{Run: res.Run, Files: res.Files}, key)
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
