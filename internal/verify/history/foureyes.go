package history

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/sign"
)

// TakesTwo are the kinds of act that never stand without an approval.
func TakesTwo() []string { return []string{Pack, Profile, Withdraw, Erase} }

// Approval is what four eyes said, in the body of the act that they let pass.
type Approval struct {
	Proposal string   `json:"proposal"` // p and the number of its act
	By       []string `json:"by"`       // who signed
	Owed     bool     `json:"owed"`     // the second signature was yet to come
}

// ProposeBody is what one person wants done, in the signature of that person's own key.
type ProposeBody struct {
	What      string     `json:"what"`
	Item      string     `json:"item"`
	Reason    string     `json:"reason"`
	Urgent    bool       `json:"urgent"`
	Signature *Signature `json:"signature,omitempty"`
}

// ApproveBody is that another agrees, likewise signed.
type ApproveBody struct {
	Proposal  string        `json:"proposal"`
	Digest    comity.Digest `json:"digest"` // of the proposal's act
	Signature *Signature    `json:"signature,omitempty"`
}

// PackItem is on what a pack is proposed and approved: the state, the run, and the names of those who can open it, in order.
func PackItem(to string, run comity.Digest, recipients []string) string {
	if len(recipients) == 0 {
		return to + " run " + run.String() + " for all to read"
	}
	return to + " run " + run.String() + " for " + strings.Join(slices.Sorted(slices.Values(recipients)), " ")
}

// ProfileItem is on what a profile of a board is proposed and approved: the state, and the SHA-256 of what it is given.
func ProfileItem(to string, file comity.Digest) string { return to + " profile " + file.String() }

// RecipientName is how acts and packs name an age recipient: itself, or where it is long, as hybrid ones are, its digest.
func RecipientName(r string) string {
	if len(r) <= 100 {
		return r
	}
	return fmt.Sprintf("%.8s… sha256:%s", r, comity.DigestOf([]byte(r)))
}

// Signature is a person's over a statement, docs/formats/case.md.
type Signature struct {
	Key string `json:"key"` // verifier key
	Sig []byte `json:"sig"`
}

// StatementType is the DSSE payload type of what a person signs.
const StatementType = "application/vnd.comity.statement+json"

// statement is what a person signs: the act to be, with its place in the
// history, so that it can be put nowhere else.
type statement struct {
	Actor   string        `json:"actor"`
	Body    any           `json:"body"` // without its signature
	Case    string        `json:"case"`
	Kind    string        `json:"kind"`
	Prev    comity.Digest `json:"prev"`
	Purpose string        `json:"purpose"`
}

// Statement is the canonical JSON of what the actor of act a, which is to be or is
// there, signs of its body; body is without the signature.
func Statement(a act.Act, body any) ([]byte, error) {
	return sign.Canonical(statement{a.Actor, body, a.Case, a.Kind, a.Prev, a.Purpose})
}

// Check reports whether s is the signature of act a's actor over body.
func (s *Signature) Check(a act.Act, body any) error {
	if s == nil {
		return comity.Errorf(comity.Negative, "its actor did not sign it")
	}
	key, err := sign.ParsePublicKey(s.Key)
	if err != nil {
		return err
	}
	b, err := Statement(a, body)
	if err != nil {
		return err
	}
	_, err = sign.Verify(sign.Envelope{PayloadType: StatementType, Payload: b, Signatures: []sign.Signature{{Sig: s.Sig}}}, StatementType, key)
	return err
}

// Proposal is one act of proposing and what came of it.
type Proposal struct {
	Act      act.Act
	Body     ProposeBody
	Approved []act.Act // by others than who proposed
	Done     int64     // the act that it let pass; 0: none yet
}

// ID is how people name the proposal.
func (p *Proposal) ID() string { return fmt.Sprintf("p%d", p.Act.Seq) }

// By lists who signed, the proposer first.
func (p *Proposal) By() []string {
	out := []string{p.Act.Actor}
	for _, a := range p.Approved {
		out = append(out, a.Actor)
	}
	return out
}

// Check reports whether its actor signed it.
func (p *Proposal) Check() error {
	b := p.Body
	b.Signature = nil
	return p.Body.Signature.Check(p.Act, b)
}

// Check wants an approval of p as it was proposed, by another person with
// another key.
func (b ApproveBody) Check(a act.Act, p *Proposal) error {
	bare := b
	bare.Signature = nil
	switch err := b.Signature.Check(a, bare); {
	case err != nil:
		return err
	case p == nil || p.Act.Digest != b.Digest:
		return comity.Errorf(comity.Negative, "it approves what was not proposed")
	case SamePerson(p.Act.Actor, a.Actor) || p.Body.Signature.Key == b.Signature.Key:
		return comity.Errorf(comity.Negative, "who approves is who proposed")
	}
	return nil
}

// SamePerson compares names as people do: one who writes theirs in capitals, with
// other blanks, with letters put together otherwise, or with marks that nobody sees is
// not a second person.
func SamePerson(a, b string) bool { return strings.EqualFold(plainName(a), plainName(b)) }

func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Cc) && !unicode.IsSpace(r) || r == '\u034f' {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// lets reports whether an act is what was proposed: two persons' approval of one
// withdrawal lets no other pass.
func (p *Proposal) lets(a act.Act) bool {
	var body struct{ Item, Reason *string }
	if json.Unmarshal(a.Body, &body) != nil {
		return false
	}
	return (body.Item == nil || *body.Item == p.Body.Item) && (body.Reason == nil || *body.Reason == p.Body.Reason)
}

// Proposals are the proposals among acts, oldest first. Signatures that do not
// hold count for nothing; a verification names them.
func Proposals(acts []act.Act) []*Proposal {
	var out []*Proposal
	at := map[string]*Proposal{}
	for _, a := range acts {
		switch a.Kind {
		case Propose:
			if p := (&Proposal{Act: a}); a.Decode(&p.Body) == nil && p.Check() == nil {
				out, at[p.ID()] = append(out, p), p
			}
		case Approve:
			var b ApproveBody
			if a.Decode(&b) == nil && b.Check(a, at[b.Proposal]) == nil {
				at[b.Proposal].Approved = append(at[b.Proposal].Approved, a)
			}
		default:
			if v := ApprovalIn(a); v != nil && at[v.Proposal] != nil && at[v.Proposal].Done == 0 {
				at[v.Proposal].Done = a.Seq
			}
		}
	}
	return out
}

// ApprovalIn is what an act of any kind says of four eyes; nil: nothing.
func ApprovalIn(a act.Act) *Approval {
	var body struct {
		Approval *Approval `json:"approval"`
	}
	if json.Unmarshal(a.Body, &body) != nil {
		return nil
	}
	return body.Approval
}

// Passed compares an act with the proposal that let it pass, nil where there is none
// such: signed by two persons before it, or urgent.
func Passed(a act.Act, said *Approval, p *Proposal) error {
	if p == nil || p.Done != a.Seq || p.Act.Seq > a.Seq || p.Body.What != a.Kind || !p.lets(a) {
		return comity.Errorf(comity.Negative, "the proposal %.40q let no such act pass", said.Proposal)
	}
	by := []string{p.Act.Actor}
	for _, second := range p.Approved {
		if second.Seq < a.Seq {
			by = append(by, second.Actor)
		}
	}
	if len(by) < 2 && !p.Body.Urgent || said.Owed != (len(by) < 2) || !slices.Equal(by, said.By) {
		return comity.Errorf(comity.Negative, "it passed without the two signatures that proposal %s takes", p.ID())
	}
	return nil
}
