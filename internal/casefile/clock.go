package casefile

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// maxClocks bounds what is read of a run's clocks, in bytes.
const maxClocks = 1 << 28

// Clocks are the clocks of the sources, as the last check found them: what is
// stated, which readings are kept, what was measured. Looking at them is logged.
func (c *Case) Clocks(ctx context.Context) (out run.Clocks, err error) {
	body, err := c.lookAtLatest(ctx, "clocks", "")
	if err != nil {
		return out, err
	}
	f, err := c.openRunFile(body, run.ClocksFile)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b, err := io.ReadAll(io.LimitReader(f, maxClocks))
	if err != nil {
		return out, comity.Errorf(comity.Fault, "read run %s: %w", body.Run.Short(), err)
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return out, comity.Errorf(comity.Negative, "run %s: %s: %w", body.Run.Short(), run.ClocksFile, err).WithHint("%s", verifyHint)
	}
	return out, nil
}
