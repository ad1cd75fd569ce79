package verify

import (
	"path"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/verify/history"
)

// Opening is what act 1 of a case says, its signature not looked at: whose case it is, and
// by which keys the case itself says that it was signed.
func Opening(fsys disk.Reader) (history.Opening, error) {
	entries, err := fsys.ReadDir(act.Dir)
	if err != nil {
		return history.Opening{}, comity.Errorf(disk.Loss(err), "the acts of the case cannot be listed: %w", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "000001-") {
			continue
		}
		var o history.Opening
		b, err := disk.ReadWithin(fsys, path.Join(act.Dir, e.Name()), act.MaxFile)
		if disk.Failure(err) {
			return history.Opening{}, comity.Errorf(comity.Fault, "act 000001 cannot be read: %w", err)
		}
		if err != nil {
			continue
		}
		if a, _, err := act.Parse(b); err == nil && a.Kind == history.Init && a.Decode(&o) == nil {
			return o, nil
		}
	}
	return history.Opening{}, comity.Errorf(comity.Negative, "act 000001, which opened the case, is missing or damaged: nothing after it can be verified")
}

// Asserted are the keys that a case names itself.
func Asserted(o history.Opening) (k Keyring, err error) {
	if o.Keys == nil {
		return k, comity.Errorf(comity.Negative, "act 000001 names no keys")
	}
	key, err := sign.ParsePublicKey(o.Keys.Act)
	if err != nil {
		return k, comity.Errorf(comity.Negative, "act 000001: the key of acts: %w", err)
	}
	return Keyring{Act: []sign.PublicKey{key}, Log: o.Keys.Log, Asserted: true}, nil
}

// TokenKey is the name under which a case's card-token key lies among the exhibit keys; no
// exhibit's bytes are known to hash to it.
func TokenKey() comity.Digest { return comity.DigestOf([]byte("comity card-token key v1")) }
