// Package partner is the nodes of other countries as people of this one have
// pinned them: for each a card with its keys, its root certificate, and to whom
// what is sent there is encrypted.
//
// A card says nothing that could be believed by itself: whoever writes one names
// any country. A person compares its fingerprint with what the partner says by
// another way, and from then on it is that node, until a person replaces it.
// The form is specified in docs/formats/keys.md.
package partner

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"filippo.io/age"
	"github.com/pelletier/go-toml/v2"
	"github.com/transparency-dev/formats/note"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// Bounds of a card. A hybrid recipient has about 2,000 letters.
const (
	MostBytes      = 64 << 10
	mostRecipients = 10
	mostFormer     = 100
	mostText       = 200 // letters of authority, and of a key's name
)

// format is the version of the card's form.
const format = 1

// Card is what a node says of itself.
type Card struct {
	Format     int      `toml:"format" json:"format"`
	Country    string   `toml:"country" json:"country"`     // ISO 3166-1, two capital letters
	Authority  string   `toml:"authority" json:"authority"` // as in its cases
	Act        string   `toml:"act" json:"act"`             // verifier key of its acts
	Former     []string `toml:"former,omitempty" json:"former,omitempty"`
	Log        string   `toml:"log" json:"log"`                             // verifier key of its log; the name is the log's origin
	Witness    string   `toml:"witness,omitempty" json:"witness,omitempty"` // cosignature key, where it is a witness
	Root       string   `toml:"root,multiline" json:"root"`                 // certificate in PEM
	Recipients []string `toml:"recipients" json:"recipients"`               // age; all hybrid or all X25519
}

// Pin says who vouches for a card here.
type Pin struct {
	By      string    `toml:"by" json:"by"`
	Purpose string    `toml:"purpose,omitempty" json:"purpose,omitempty"`
	At      time.Time `toml:"at" json:"at"`
}

// Partner is a card that was read, with what it holds.
type Partner struct {
	Card
	Pinned Pin // zero where it is not pinned

	act        sign.PublicKey
	former     []sign.PublicKey
	log        sign.PublicKey
	root       *x509.Certificate
	recipients []age.Recipient
}

// Parse reads a card. Anything that is not one, and whatever else stands in it,
// is an Input error.
func Parse(text []byte) (Partner, error) {
	var c Card
	if err := decode(text, &c); err != nil {
		return Partner{}, err
	}
	return New(c)
}

// decode reads TOML in which nothing stands that v does not know.
func decode(text []byte, v any) error {
	if len(text) > MostBytes {
		return comity.Errorf(comity.Input, "card: it has more than %d bytes", MostBytes)
	}
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(v)
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		row, _ := strict.Errors[0].Position()
		return comity.Errorf(comity.Input, "card:%d: unknown key %.80q", row, strings.Join(strict.Errors[0].Key(), "."))
	}
	if err != nil {
		return comity.Errorf(comity.Input, "card: %w", err).WithHint("a card is a file that `comity card` wrote")
	}
	return nil
}

// New checks a card.
func New(c Card) (Partner, error) {
	p := Partner{Card: c}
	for _, check := range []func() error{p.checkWords, p.readKeys, p.readRoot, p.readRecipients} {
		if err := check(); err != nil {
			return Partner{}, err
		}
	}
	return p, nil
}

func (p *Partner) checkWords() error {
	switch {
	case p.Format != format:
		return comity.Errorf(comity.Input, "card: format is %d, this version reads %d", p.Format, format).
			WithHint("a later comity wrote it, or nobody; upgrade")
	case !isCountry(p.Country):
		return comity.Errorf(comity.Input, "card: country %.20q is not two capital letters", p.Country).WithHint("as in ISO 3166-1, such as IT")
	case strings.TrimSpace(p.Authority) == "" || !utf8.ValidString(p.Authority) || len(p.Authority) > mostText:
		return comity.Errorf(comity.Input, "card: authority is not 1 to %d bytes of text", mostText)
	}
	return comity.MayKeep("the card's authority", p.Authority)
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func (p *Partner) readKeys() (err error) {
	if p.act, err = key("act", p.Act); err != nil {
		return err
	}
	if p.log, err = key("log", p.Log); err != nil {
		return err
	}
	if len(p.Former) > mostFormer {
		return comity.Errorf(comity.Input, "card: more than %d former keys", mostFormer)
	}
	for _, f := range p.Former {
		k, err := key("former", f)
		if err != nil {
			return err
		}
		p.former = append(p.former, k)
	}
	if err := checkWitness(p.Witness); err != nil {
		return err
	}
	if slices.Contains(p.Former, p.Act) || p.act.Key.Equal(p.log.Key) {
		return comity.Errorf(comity.Input, "card: one key stands for two things")
	}
	return nil
}

// checkWitness wants a key of type 4 of C2SP signed-note, a timestamped Ed25519
// cosignature, whose hash is right: the library leaves the hash unread.
func checkWitness(text string) error {
	if text == "" {
		return nil
	}
	v, err := note.NewVerifierForCosignatureV1(text)
	if err != nil {
		return comity.Errorf(comity.Input, "card: witness is not a cosignature key: %w", err)
	}
	encoded, ok := strings.CutPrefix(text, fmt.Sprintf("%s+%08x+", v.Name(), v.KeyHash()))
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !ok || err != nil || len(raw) != 33 || raw[0] != 4 || len(v.Name()) > mostText {
		return comity.Errorf(comity.Input, "card: witness is not an Ed25519 cosignature key")
	}
	return comity.MayKeep("the name of a card's key", v.Name())
}

func key(what, text string) (sign.PublicKey, error) {
	k, err := sign.ParsePublicKey(text)
	if err != nil {
		return k, comity.Errorf(comity.Input, "card: %s: %w", what, err)
	}
	if len(k.Name) > mostText || !utf8.ValidString(k.Name) {
		return k, comity.Errorf(comity.Input, "card: %s: the key's name is not text of %d bytes at most", what, mostText)
	}
	return k, comity.MayKeep("the name of a card's key", k.Name)
}

// readRoot wants a root that signed itself and may certify.
func (p *Partner) readRoot() (err error) {
	if p.root, err = sign.ParseCertificate([]byte(p.Root)); err != nil {
		return comity.Errorf(comity.Input, "card: root: %w", err)
	}
	_, ec := p.root.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !p.root.BasicConstraintsValid || !p.root.IsCA || p.root.KeyUsage&x509.KeyUsageCertSign == 0:
		return comity.Errorf(comity.Input, "card: root may not certify")
	case !ec:
		return comity.Errorf(comity.Input, "card: the root's key is %s, not ECDSA", p.root.PublicKeyAlgorithm)
	case p.root.CheckSignatureFrom(p.root) != nil:
		return comity.Errorf(comity.Input, "card: root did not sign itself")
	}
	return nil
}

// readRecipients refuses a mixture: what is encrypted to both sorts is as weak
// as the weaker, and age does not do it.
func (p *Partner) readRecipients() error {
	if len(p.Card.Recipients) > mostRecipients {
		return comity.Errorf(comity.Input, "card: more than %d recipients", mostRecipients)
	}
	for i, text := range p.Card.Recipients {
		r, err := recipient(text)
		if err != nil {
			return comity.Errorf(comity.Input, "card: recipient %d is not one of age: %w", i+1, err)
		}
		if IsHybrid(text) != IsHybrid(p.Card.Recipients[0]) {
			return comity.Errorf(comity.Input, "card: it mixes hybrid and X25519 recipients").WithHint("name those of one sort")
		}
		p.recipients = append(p.recipients, r)
	}
	return nil
}

func recipient(text string) (age.Recipient, error) {
	if IsHybrid(text) {
		return age.ParseHybridRecipient(text)
	}
	return age.ParseX25519Recipient(text)
}

// IsHybrid reports whether an age recipient is of the post-quantum sort.
func IsHybrid(recipient string) bool { return strings.HasPrefix(recipient, "age1pq1") }

// ActKeys are the keys under which the node's acts verify, the present one first.
func (p Partner) ActKeys() []sign.PublicKey {
	return append([]sign.PublicKey{p.act}, p.former...)
}

// LogKey is the key of the node's log.
func (p Partner) LogKey() sign.PublicKey { return p.log }

// RootCertificate is what the node's certificates rest on.
func (p Partner) RootCertificate() *x509.Certificate { return p.root }

// RootPool is a pool of the root alone.
func (p Partner) RootPool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.root)
	return pool
}

// Recipients are to whom what is sent there is encrypted; there may be none.
func (p Partner) Recipients() []age.Recipient { return slices.Clone(p.recipients) }

// Text is the card's file.
func (c Card) Text() ([]byte, error) {
	b, err := toml.Marshal(c)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write a card: %w", err)
	}
	return append([]byte("# The card of a comity node. Pin it with `comity partner add`, after comparing its fingerprint with the\n# partner by another way than this file came.\n"), b...), nil
}
