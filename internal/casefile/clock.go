package casefile

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// maxDocument bounds what is read of a run's clocks or manifest, in bytes.
const maxDocument = 1 << 28

// Clocks are the clocks of the sources, as the last check found them: what is
// stated, which readings are kept, what was measured. Looking at them is logged.
func (c *Case) Clocks(ctx context.Context) (out run.Clocks, err error) {
	body, err := c.lookAtLatest(ctx, "clocks", "")
	if err != nil {
		return out, err
	}
	err = c.readRunFile(body, run.ClocksFile, &out)
	return out, err
}

// readRunFile reads a file of a run that is one JSON document.
func (c *Case) readRunFile(body checkBody, name string, into any) (err error) {
	f, err := c.openRunFile(body, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b, err := io.ReadAll(io.LimitReader(f, maxDocument))
	if err != nil {
		return comity.Errorf(comity.Fault, "read run %s: %w", body.Run.Short(), err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		return comity.Errorf(comity.Negative, "run %s: %s: %w", body.Run.Short(), name, err).WithHint("%s", verifyHint)
	}
	return nil
}

// manifest is that of a run.
func (c *Case) manifest(body checkBody) (m run.Manifest, err error) {
	err = c.readRunFile(body, run.ManifestFile, &m)
	return m, err
}
