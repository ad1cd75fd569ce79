package casefile

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"comity/internal/casefile/partner"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// Received is one line of HOME/in/opened.jsonl: a pack from a partner that was verified and opened
// here. It is the look at what the pack holds (Directive (EU) 2016/680, article 25); what is done with it in a case is in that case's acts.
type Received struct {
	Time      time.Time     `json:"time"`
	Actor     string        `json:"actor"`
	Purpose   string        `json:"purpose"`
	Digest    comity.Digest `json:"digest"`       // of the file as it came
	Container comity.Digest `json:"container"`    // as it was signed
	From      string        `json:"from"`         // the sender's country
	To        string        `json:"to,omitempty"` // the state that it is for; none of a disclosure
	Case      string        `json:"case"`         // the sender's
	Run       comity.Digest `json:"run"`
	Subrun    comity.Digest `json:"subrun"`

	Countersigned comity.Digest `json:"countersigned,omitzero"` // of the file that was written with this node's signature in it
}

// receivedDir is the folder of the home with what came in.
const receivedDir = "in"

// Country is the state of this node, as node.toml says; empty: it does not.
func (n *Node) Country() string { return n.subject.Country }

// MayReceive refuses whoever may not see personal data.
func (n *Node) MayReceive() error { return n.authorise(policy.Show, "") }

// MayCountersign refuses whoever may not hand evidence over: a countersignature stands by what is handed over.
func (n *Node) MayCountersign() error { return n.authorise(policy.Pack, "") }

// Certified is the node's key for documents.
func (n *Node) Certified(ctx context.Context) (sign.Certified, error) { return n.keys.Certified(ctx) }

// RevocationList makes the list of this node's revoked certificates anew, in DER.
func (n *Node) RevocationList(ctx context.Context) ([]byte, error) {
	if err := n.authorise(policy.Keys, ""); err != nil {
		return nil, err
	}
	return n.keys.RevocationList(ctx)
}

// Identities reads a key file; the passphrase is the node's.
func (n *Node) Identities(text []byte) ([]age.Identity, error) {
	return sign.ReadIdentities(text, n.passphrase())
}

// RevokedBy are the latest lists of revoked certificates that this node has seen of partners' roots.
func (n *Node) RevokedBy(partners []partner.Partner) ([]*x509.RevocationList, error) {
	return partner.Lists(n.fsys, partners)
}

// KeepLists remembers of each partner the latest of the lists that its root signed.
func (n *Node) KeepLists(ctx context.Context, partners []partner.Partner, lists []*x509.RevocationList) error {
	return partner.Keep(ctx, n.fsys, partners, lists)
}

// Receive logs, durably, that a pack is about to be opened. Time, actor and purpose are the node's.
// Where that fails nothing may be shown: the error is Refused.
func (n *Node) Receive(ctx context.Context, r Received) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.Time, r.Actor, r.Purpose = n.now(), n.actor, n.purpose
	line, err := json.Marshal(r)
	if err == nil {
		err = appendLine(filepath.Join(n.home, receivedDir), "opened.jsonl", append(comity.QuietJSON(line), '\n'))
	}
	if err != nil {
		return comity.Errorf(comity.Refused, "refused by rule every-look-is-logged: %w", err).
			WithHint("make %s writable for you; nothing was opened", filepath.Join(n.home, receivedDir))
	}
	return nil
}

// appendLine adds one line to a file, in one write, and syncs it.
func appendLine(dir, name string, line []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Sync(), f.Close())
}
