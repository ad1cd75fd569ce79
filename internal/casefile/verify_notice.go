package casefile

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// notices checks what was drafted when something was left out: signed with a key of the
// node, and of an act that there is.
func (v *verification) notices(ctx context.Context) error {
	n := 0
	for _, of := range []struct{ dir, typ string }{{withdrawalDir, WithdrawalType}, {noticeDir, NoticeType}} {
		names, err := v.c.list(of.dir)
		if err != nil {
			return err
		}
		for _, name := range names {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			file := path.Join(of.dir, name)
			if err := v.notice(file, of.typ); err != nil {
				v.row(false, file, "%s", err)
				continue
			}
			n++
		}
	}
	if n > 0 {
		v.row(true, "notices", "%d reports and notices signed, each of an act of the case", n)
	}
	return nil
}

// notice checks one file.
func (v *verification) notice(file, typ string) error {
	b, err := disk.ReadFile(v.c.fsys, file)
	if err != nil {
		return comity.Errorf(comity.Fault, "read %s: %w", file, err)
	}
	e, err := sign.ParseEnvelope(b)
	if err != nil {
		return err
	}
	ring, err := sign.ReadRing(v.c.node.fsys) // a notice is signed with the key of its day
	if err != nil {
		return err
	}
	if _, err := sign.Verify(e, typ, ring.ActKeys()...); err != nil {
		return err
	}
	var said struct {
		Act  int64
		Kind string
	}
	if err := json.Unmarshal(e.Payload, &said); err != nil {
		return comity.Errorf(comity.Negative, "it cannot be read: %w", err)
	}
	if !strings.HasPrefix(path.Base(file), fmt.Sprintf("%06d", said.Act)) || said.Act < 1 || said.Act > v.c.state.head() || v.c.state.acts[said.Act-1].Kind != said.Kind {
		return comity.Errorf(comity.Negative, "it is of no act of the case")
	}
	return nil
}
