package verify

import (
	"bytes"
	"context"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/verify/history"
)

// caseFile compares case.toml with the first act, and that act's keys with ours.
func (v *Verification) caseFile(context.Context) error {
	open := v.History.Open
	if open.ID == "" {
		v.Row(false, history.CaseFile, "cannot be compared: act 000001 is damaged")
		return nil
	}
	if err := SameFile(v.cfg.FS, open); err != nil {
		v.Row(false, history.CaseFile, "%s", err)
	} else {
		v.Row(true, history.CaseFile, "as act 000001 says")
	}
	ring, keys := open.Keys, v.cfg.Keys
	switch {
	case ring == nil || ring.Log != keys.Log || !slices.ContainsFunc(keys.Act, func(k sign.PublicKey) bool { return k.String() == ring.Act }):
		v.Row(false, "keys", "the case was opened by another node than %s", owner(keys))
	case keys.Asserted:
		v.Unproven("keys", open.Authority, "signatures hold under keys that the case names itself (%s): that they are its node's is the word of who handed it over", owner(keys))
	}
	return nil
}

func owner(k Keyring) string {
	if len(k.Act) == 0 {
		return "a node without keys"
	}
	return k.Act[0].ID()
}

// SameFile compares case.toml with what act 1 says.
func SameFile(fsys disk.Reader, open history.Opening) error {
	want, err := open.Text()
	if err != nil {
		return err
	}
	got, err := disk.ReadWithin(fsys, history.CaseFile, history.MaxFile)
	if err != nil {
		return comity.Errorf(disk.Loss(err), "%s cannot be read: %w", history.CaseFile, err).WithHint("put it back from a copy of the case")
	}
	if !bytes.Equal(got, want) {
		return comity.Errorf(comity.Negative, "%s is not what act 000001 says", history.CaseFile).WithHint("put it back from a copy of the case")
	}
	return nil
}
