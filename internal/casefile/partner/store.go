package partner

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Dir is the folder of a node's home that holds the pinned cards.
const Dir = "partners"

const (
	ext      = ".toml"
	lockFile = ".lock"
)

// pinned is a file of Dir: the card, and who pinned it.
type pinned struct {
	Card
	Pin Pin `toml:"pinned"`
}

func file(country string) string { return path.Join(Dir, country+ext) }

// All returns the pinned partners, by country.
func All(ctx context.Context, fsys disk.Reader) ([]Partner, error) {
	entries, err := fsys.ReadDir(Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "list the partners: %w", err)
	}
	var out []Partner
	for _, e := range entries {
		country, ok := strings.CutSuffix(e.Name(), ext)
		if !ok || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p, err := One(fsys, country)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// One returns the partner of a country. Where none is pinned, the Input error
// satisfies errors.Is(err, fs.ErrNotExist).
func One(fsys disk.Reader, country string) (Partner, error) {
	if !isCountry(country) {
		return Partner{}, comity.Errorf(comity.Input, "country %.20q is not two capital letters", country).WithHint("as in ISO 3166-1, such as DE")
	}
	b, err := disk.ReadFile(fsys, file(country))
	if errors.Is(err, fs.ErrNotExist) {
		return Partner{}, comity.Errorf(comity.Input, "no partner of %s is pinned: %w", country, err).
			WithHint("pin the card that they sent: comity partner add FILE")
	}
	if err != nil {
		return Partner{}, comity.Errorf(comity.Fault, "read %s: %w", file(country), err)
	}
	p, err := parsePinned(b)
	if err == nil && p.Country != country {
		err = comity.Errorf(comity.Input, "it is the card of %s", p.Country)
	}
	if err != nil {
		return Partner{}, comity.Errorf(comity.Input, "%s: %w", file(country), err).WithHint("remove the file, and pin the card again")
	}
	return p, nil
}

func parsePinned(text []byte) (Partner, error) {
	var f pinned
	if err := decode(text, &f); err != nil {
		return Partner{}, err
	}
	p, err := New(f.Card)
	p.Pinned = f.Pin
	return p, err
}

// Claim is what a person says when a card is pinned.
type Claim struct {
	Pin
	Fingerprint string // as the partner gave it by another way
	Replace     bool   // another card of that country gives way
}

// Add pins a card. It is refused where the fingerprint is another, where the
// country has another card and the claim does not replace it, and where a key
// of it is a key of another partner's or of own. A card that is pinned already
// stays as it is.
func Add(ctx context.Context, fsys disk.FS, p Partner, own *Card, claim Claim) error {
	if err := compared(p, claim); err != nil {
		return err
	}
	if err := inForce(p, claim.At); err != nil {
		return err
	}
	return locked(ctx, fsys, func() error {
		others, err := All(ctx, fsys)
		if err != nil {
			return err
		}
		if own != nil {
			others = append(others, Partner{Card: *own})
		}
		same, err := mayStand(p, others, claim.Replace)
		if err != nil || same {
			return err
		}
		b, err := toml.Marshal(pinned{Card: p.Card, Pin: claim.Pin})
		if err != nil {
			return comity.Errorf(comity.Fault, "write a card: %w", err)
		}
		return disk.ReplaceFile(fsys, file(p.Country), 0o600, func(w io.Writer) error { _, err := w.Write(b); return err })
	})
}

func compared(p Partner, claim Claim) error {
	own, err := p.Fingerprint()
	if err != nil {
		return err
	}
	if claim.Fingerprint == "" {
		return errNotCompared(own)
	}
	if ok, err := p.Matches(claim.Fingerprint); err != nil || ok {
		return err
	}
	return comity.Errorf(comity.Refused, "refused by rule card-is-compared: the card's fingerprint is %s, and another was given", own).
		WithHint("the card is not the partner's, or not the one they read from: do not use it")
}

func inForce(p Partner, now time.Time) error {
	if now.After(p.root.NotAfter) {
		return comity.Errorf(comity.Input, "card: root ran out on %s", p.root.NotAfter.UTC().Format(time.RFC3339)).WithHint("ask the partner for a new card")
	}
	return nil
}

// mayStand compares a card with those that are pinned; same is true where it is one of them.
func mayStand(p Partner, others []Partner, replace bool) (same bool, err error) {
	mark, err := p.Fingerprint()
	if err != nil {
		return false, err
	}
	for _, o := range others {
		theirs, err := o.Fingerprint()
		switch {
		case err != nil:
			return false, err
		case theirs == mark && !o.Pinned.At.IsZero():
			return true, nil
		case o.Country == p.Country && !o.Pinned.At.IsZero() && !replace:
			return false, comity.Errorf(comity.Refused, "refused by rule pinned-cards-stay: another card of %s is pinned, with fingerprint %s", p.Country, theirs).
				WithHint("has the partner said why the card changed? then: comity partner add FILE --fingerprint LETTERS --replace")
		case (o.Country != p.Country || o.Pinned.At.IsZero()) && shares(p.Card, o.Card):
			return false, comity.Errorf(comity.Input, "card: a key of it is a key of %s, %.80q", o.Country, o.Authority).
				WithHint("each node has keys of its own: one that signs as two would count twice")
		}
	}
	return false, nil
}

// shares reports whether two cards have a key in common, whatever it is called.
func shares(a, b Card) bool {
	theirs := material(b)
	return slices.ContainsFunc(material(a), func(k string) bool { return slices.Contains(theirs, k) })
}

// material is the keys of a card without their names.
func material(c Card) []string {
	var out []string
	for _, k := range append([]string{c.Act, c.Log, c.Witness}, c.Former...) {
		if parts := strings.SplitN(k, "+", 3); len(parts) == 3 {
			out = append(out, rawKey(parts[2]))
		}
	}
	out = append(out, strings.TrimSpace(c.Root))
	return append(out, c.Recipients...)
}

// rawKey is the key in the last part of a verifier key, behind the byte for its sort.
func rawKey(encoded string) string {
	b, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(b) < 2 {
		return encoded
	}
	return string(b[1:])
}

// Remove takes a partner's card away.
func Remove(ctx context.Context, fsys disk.FS, country string) error {
	if !isCountry(country) {
		return comity.Errorf(comity.Input, "country %.20q is not two capital letters", country).WithHint("as in ISO 3166-1, such as DE")
	}
	return locked(ctx, fsys, func() error {
		err := fsys.Remove(file(country))
		if errors.Is(err, fs.ErrNotExist) {
			return comity.Errorf(comity.Input, "no partner of %s is pinned", country).WithHint("`comity partner list` lists them")
		}
		if err = errors.Join(err, fsys.SyncDir(Dir)); err != nil {
			return comity.Errorf(comity.Fault, "remove %s: %w", file(country), err)
		}
		return nil
	})
}

func locked(ctx context.Context, fsys disk.FS, do func() error) error {
	if err := disk.MkdirAll(fsys, Dir, 0o700); err != nil {
		return err
	}
	lock, err := fsys.Lock(ctx, path.Join(Dir, lockFile))
	if err != nil {
		return err
	}
	if err = disk.Sweep(fsys, Dir); err == nil {
		err = do()
	}
	return errors.Join(err, lock.Close())
}
