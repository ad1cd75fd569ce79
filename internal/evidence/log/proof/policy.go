package proof

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
)

// Witness is a partner that co-signs checkpoints of a log.
type Witness struct {
	Name    string `json:"name"`    // as people call it: letters, digits, hyphens
	Country string `json:"country"` // ISO 3166-1, two capital letters
	Key     string `json:"key"`     // verifier key, C2SP tlog-cosignature, Ed25519
}

// Policy says whose cosignatures make a checkpoint recorded: those of partners
// in at least Quorum countries, the log's own not counted. Several witnesses of
// one country speak with one voice.
type Policy struct {
	Country   string    `json:"country"` // of the log
	Quorum    int       `json:"quorum"`  // at least 1
	Witnesses []Witness `json:"witnesses"`
}

// Check says what is wrong with a policy; an Input error.
func (p Policy) Check() error {
	names, keys := map[string]bool{}, map[string]bool{}
	for _, w := range p.Witnesses {
		if _, err := w.verifier(); err != nil {
			return err
		}
		id := w.raw()
		switch {
		case !plain(w.Name) || names[w.Name]:
			return comity.Errorf(comity.Input, "witness %.40q: its name is not made of letters, digits and hyphens, or is there twice", w.Name)
		case !isCountry(w.Country):
			return comity.Errorf(comity.Input, "witness %s: country %.20q is not two capital letters", w.Name, w.Country)
		case keys[id]:
			return comity.Errorf(comity.Input, "witness %s: its key is another witness's as well", w.Name)
		}
		names[w.Name], keys[id] = true, true
	}
	if n := len(p.foreign()); !isCountry(p.Country) || p.Quorum < 1 || p.Quorum > n {
		return comity.Errorf(comity.Input, "a quorum of %d countries, where witnesses are in %d other than our own, %.20q", p.Quorum, n, p.Country).
			WithHint("give the node's own country and a quorum between 1 and the number of other countries that have a witness")
	}
	return nil
}

func isCountry(s string) bool {
	return len(s) == 2 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func plain(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// foreign are the countries whose witnesses count, sorted.
func (p Policy) foreign() []string {
	var all []string
	for _, w := range p.Witnesses {
		if w.Country != p.Country {
			all = append(all, w.Country)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (w Witness) verifier() (note.Verifier, error) {
	v, err := cosignature.NewVerifierForCosignatureV1(w.Key)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "witness %.40q: key %.120q: %w", w.Name, w.Key, err).
			WithHint("the partner prints it: comity witness show")
	}
	return v, nil
}

// raw is the key in the last part of a verifier key, whatever it is called: one key under two names is one witness.
func (w Witness) raw() string {
	_, rest, _ := strings.Cut(w.Key, "+")
	_, last, _ := strings.Cut(rest, "+")
	b, err := base64.StdEncoding.DecodeString(last)
	if err != nil || len(b) < 2 { // verifier has read it
		return last
	}
	return string(b[1:])
}

// Text is the policy as C2SP tlog-policy writes it, for other tools: each country
// a group of which any witness will do.
func (p Policy) Text(logKey string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "log %s\n", logKey)
	groups := p.foreign()
	for i, country := range groups {
		var names []string
		for _, w := range p.Witnesses {
			if w.Country == country {
				fmt.Fprintf(&b, "witness %s %s\n", w.Name, w.Key)
				names = append(names, w.Name)
			}
		}
		groups[i] = "country-" + country
		fmt.Fprintf(&b, "group %s any %s\n", groups[i], strings.Join(names, " "))
	}
	fmt.Fprintf(&b, "group partners %d %s\nquorum partners\n", p.Quorum, strings.Join(groups, " "))
	return b.String()
}

// Cosigned is one witness's word: it saw the log at this checkpoint, and the log
// had only grown since it looked last.
type Cosigned struct {
	Witness string    `json:"witness"`
	Country string    `json:"country"`
	Time    time.Time `json:"time"`   // by the witness's clock, whole seconds
	Counts  bool      `json:"counts"` // false: of the log's own country
}

// Standing is how far a checkpoint meets a policy.
type Standing struct {
	Met       bool       `json:"met"`
	Countries []string   `json:"countries"` // whose witnesses have co-signed and count, sorted
	Quorum    int        `json:"quorum"`
	By        []Cosigned `json:"by"` // in the order of the policy
}

// Judge reads the cosignatures of a signed checkpoint. Signatures of keys that
// the policy does not know say nothing; a wrong one of a key that it knows is a
// Negative error. The log's own signature is for ParseCheckpoint.
func (p Policy) Judge(checkpoint []byte) (Standing, error) {
	s := Standing{Quorum: p.Quorum, Countries: []string{}, By: []Cosigned{}}
	for _, w := range p.Witnesses {
		at, ok, err := w.cosigned(checkpoint)
		if err != nil {
			return s, err
		}
		if !ok {
			continue
		}
		s.count(Cosigned{Witness: w.Name, Country: w.Country, Time: at, Counts: w.Country != p.Country})
	}
	s.close()
	return s, nil
}

// Without is the standing without those whose word does not count, and who they are.
func (p Policy) Without(s Standing, lies func(Cosigned) bool) (left Standing, out []Cosigned) {
	left = Standing{Quorum: p.Quorum, Countries: []string{}, By: []Cosigned{}}
	for _, by := range s.By {
		if lies(by) {
			out = append(out, by)
			continue
		}
		left.count(by)
	}
	left.close()
	return left, out
}

func (s *Standing) count(by Cosigned) {
	s.By = append(s.By, by)
	if by.Counts && !slices.Contains(s.Countries, by.Country) {
		s.Countries = append(s.Countries, by.Country)
	}
}

func (s *Standing) close() {
	slices.Sort(s.Countries)
	s.Met = s.Quorum > 0 && len(s.Countries) >= s.Quorum
}

// cosigned finds and checks w's cosignature; ok is false where there is none.
func (w Witness) cosigned(checkpoint []byte) (at time.Time, ok bool, err error) {
	v, err := w.verifier()
	if err != nil {
		return at, false, err
	}
	n, err := note.Open(checkpoint, note.VerifierList(v))
	var none *note.UnverifiedNoteError
	switch {
	case errors.As(err, &none):
		return at, false, nil
	case err != nil:
		return at, false, comity.Errorf(comity.Negative, "cosignature of witness %s: %w", w.Name, err)
	}
	at, err = cosignature.CoSigV1Timestamp(n.Sigs[0])
	if err != nil {
		return at, false, comity.Errorf(comity.Negative, "cosignature of witness %s: %w", w.Name, err)
	}
	return at.UTC(), true, nil
}

// Cosign adds to a signed checkpoint what a witness answered: one signature line
// or several, of which one must be w's. Other lines are left out, and an earlier
// line of w's stays: the first time it saw the checkpoint says most.
func (w Witness) Cosign(checkpoint, answer []byte) ([]byte, error) {
	v, err := w.verifier()
	if err != nil {
		return nil, err
	}
	text, _, _ := strings.Cut(string(checkpoint), "\n\n")
	n, err := note.Open([]byte(text+"\n\n"+string(answer)), note.VerifierList(v))
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "the answer of witness %s is no cosignature of this checkpoint: %w", w.Name, err)
	}
	if _, ok, err := w.cosigned(checkpoint); err != nil || ok {
		return checkpoint, err
	}
	signed := fmt.Appendf(slices.Clone(checkpoint), "— %s %s\n", n.Sigs[0].Name, n.Sigs[0].Base64)
	if !canonical(signed) {
		return nil, comity.Errorf(comity.Negative, "the answer of witness %s is not in the form in which signatures are written", w.Name)
	}
	return signed, nil
}
