package casefile

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"comity/internal/comity"
)

// Look is one line of HOME/looks/<case>.jsonl: somebody saw personal data
// (Directive (EU) 2016/680, article 25).
type Look struct {
	Time    time.Time `json:"time"`
	Actor   string    `json:"actor"`
	Purpose string    `json:"purpose"`
	Case    string    `json:"case"`
	What    string    `json:"what"` // subjects, subject, hit, claim, notes, decisions, outcomes, difference, rejects, find, cat, check, nexus, ledger, tell
	Item    string    `json:"item,omitempty"`
}

// look records that the actor is about to see an item, durably. Where that
// fails the look does not happen. The log stays at the node: a copy of the
// case tells nothing about who looked. Whoever asks for a card number is logged
// with its ends.
func (c *Case) look(what, item string) error {
	line, err := json.Marshal(Look{
		Time: c.node.now(), Actor: c.node.actor, Purpose: c.node.purpose, Case: c.id, What: what, Item: comity.MaskText(item),
	})
	if err != nil {
		return comity.Errorf(comity.Fault, "log of looks: %w", err)
	}
	dir := filepath.Join(c.node.home, "looks")
	if err := appendLine(dir, c.id+".jsonl", append(comity.QuietJSON(line), '\n')); err != nil {
		return comity.Errorf(comity.Refused, "refused by rule every-look-is-logged: %w", err).
			WithHint("make %s writable for you; nothing was shown", dir)
	}
	return nil
}

// appendLine adds one line with a single write, so that lines of parallel
// commands do not mix.
func appendLine(dir, name string, line []byte) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if _, err := f.Write(line); err != nil {
		return err
	}
	return f.Sync()
}
