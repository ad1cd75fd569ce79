package casefile

import (
	"context"
	"crypto/x509"
	"time"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// KeyRow is one key of the node, as `comity key list` shows it.
type KeyRow struct {
	Key       string     `json:"key"` // act, log, witness, cms, root, recipient
	ID        string     `json:"id"`  // verifier key, digest of the certificate, or age recipient
	Algorithm string     `json:"algorithm"`
	State     string     `json:"state"`            // current, former, revoked
	From      *time.Time `json:"from,omitempty"`   // of a certificate
	Until     *time.Time `json:"until,omitempty"`  // of a certificate
	Since     *time.Time `json:"since,omitempty"`  // revoked from then on
	Reason    string     `json:"reason,omitempty"` // why it was rotated or revoked
}

// Keys lists the node's keys: those in use, then those that were.
func (n *Node) Keys(context.Context) ([]KeyRow, error) {
	ring, err := sign.ReadRing(n.fsys)
	if err != nil {
		return nil, err
	}
	rows, err := n.currentKeys(ring)
	return append(rows, formerKeys(ring)...), err
}

func (n *Node) currentKeys(ring sign.Ring) ([]KeyRow, error) {
	logKey, err := n.keys.Log()
	if err != nil {
		return nil, err
	}
	rows := []KeyRow{
		{Key: sign.ActKey, ID: ring.Current.String(), Algorithm: "Ed25519", State: "current"},
		{Key: "log", ID: logKey.String(), Algorithm: "Ed25519", State: "current"},
	}
	witness, err := n.witnessKey()
	if err != nil {
		return nil, err
	}
	if witness != "" {
		rows = append(rows, KeyRow{Key: "witness", ID: witness, Algorithm: "Ed25519", State: "current"})
	}
	chain, err := sign.Certificates(n.fsys)
	if err != nil {
		return nil, err
	}
	for i, c := range chain {
		rows = append(rows, certificateRow([]string{sign.CMSKey, "root"}[i], c))
	}
	recipients, err := sign.Recipients(n.fsys)
	for _, r := range recipients {
		rows = append(rows, KeyRow{Key: "recipient", ID: r, Algorithm: recipientSort(r), State: "current"})
	}
	return rows, err
}

func certificateRow(key string, c *x509.Certificate) KeyRow {
	from, until := c.NotBefore.UTC(), c.NotAfter.UTC()
	return KeyRow{Key: key, ID: comity.DigestOf(c.Raw).String(), Algorithm: "ECDSA P-256", State: "current", From: &from, Until: &until}
}

// formerKeys are the keys that statements took out of use, oldest first.
func formerKeys(ring sign.Ring) []KeyRow {
	var rows []KeyRow
	at := map[string]int{}
	for _, s := range ring.Statements {
		i, seen := at[s.Old]
		if !seen {
			i, at[s.Old] = len(rows), len(rows)
			rows = append(rows, KeyRow{Key: s.Key, ID: s.Old, Algorithm: map[string]string{sign.ActKey: "Ed25519", sign.CMSKey: "ECDSA P-256"}[s.Key]})
		}
		rows[i].State, rows[i].Reason = "former", s.Reason
		if s.Kind == sign.Revoke {
			since := s.Since.Time()
			rows[i].State, rows[i].Since = "revoked", &since
		}
	}
	return rows
}

// errLogKey says why a log keeps its key.
var errLogKey = comity.Errorf(comity.Refused, "refused by rule log-keeps-its-key: the log's key names the log, and every receipt and every partner's pin is about that name").
	WithHint("where it may have been stolen, begin another node for new cases: --home DIR; the old log stays for those that it holds")

// RotateKey draws a new key, "act" or "cms", in place of the present one. Cases
// pass to a new act key with the next command that writes to them.
func (n *Node) RotateKey(ctx context.Context, key, reason string) error {
	if err := n.mayChange(key, reason); err != nil {
		return err
	}
	change := sign.Change{Actor: n.actor, Reason: reason}
	var err error
	switch key {
	case sign.ActKey:
		_, err = n.keys.RotateAct(ctx, change)
	case sign.CMSKey:
		_, err = n.keys.RotateCMS(ctx, change)
	}
	return err
}

// RevokeKey says that a key is not to be relied on from since on. id is its
// KeyRow.ID; "" is the present one, which is rotated first.
func (n *Node) RevokeKey(ctx context.Context, key, id string, since time.Time, reason string) error {
	if err := n.mayChange(key, reason); err != nil {
		return err
	}
	if since.After(n.now()) { // before anything is rotated
		return comity.Errorf(comity.Usage, "a key cannot be revoked from a time to come").WithHint("give --since as the time from which another may have had it")
	}
	present, err := n.presentKey(key)
	if err != nil {
		return err
	}
	if id = first(id, present); id == present {
		if err := n.RotateKey(ctx, key, reason); err != nil {
			return err
		}
	}
	return n.keys.Revoke(ctx, key, id, comity.InstantOf(since), sign.Change{Actor: n.actor, Reason: reason})
}

// presentKey is the id of the key that signs now.
func (n *Node) presentKey(key string) (string, error) {
	if key == sign.ActKey {
		k, err := n.keys.Act()
		return k.String(), err
	}
	chain, err := sign.Certificates(n.fsys)
	if err != nil {
		return "", err
	}
	if len(chain) == 0 {
		return "", comity.Errorf(comity.Usage, "this node has no certificate yet").WithHint("it is made when first needed, as by `comity card`")
	}
	return comity.DigestOf(chain[0].Raw).String(), nil
}

// mayChange wants a key that can be changed, by somebody who may, for a reason that may be kept.
func (n *Node) mayChange(key, reason string) error {
	if err := n.authorise(policy.Keys, ""); err != nil {
		return err
	}
	if err := comity.MayKeep("the reason", reason); err != nil {
		return err
	}
	switch key {
	case sign.ActKey, sign.CMSKey:
		return nil
	case "log":
		return errLogKey
	}
	return comity.Errorf(comity.Usage, "%.40q is no key that can be changed", key).WithHint("keys that can be are act and cms")
}

// NewRecipient makes an age identity, which save makes durable, and returns the
// recipient, to whom partners encrypt from the next card on.
func (n *Node) NewRecipient(x25519 bool, save func(text []byte) error) (string, error) {
	if err := n.authorise(policy.Keys, ""); err != nil {
		return "", err
	}
	return n.keys.NewIdentity(x25519, save)
}
