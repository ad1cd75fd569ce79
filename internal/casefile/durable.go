package casefile

import (
	"errors"
	"io"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// syncEvery is after how many bytes a long file starts on its way to the disk
// while the rest is still computed: the last sync then has little left to do.
const syncEvery = 16 << 20

// createDurable creates a file whose Close returns once it is durable.
func (c *Case) createDurable(name string) (io.WriteCloser, error) {
	f, err := c.fsys.Create(name, 0o600)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "create %s: %w", name, err)
	}
	return &durable{File: f, synced: make(chan error, 1)}, nil
}

type durable struct {
	disk.File
	fresh   int        // bytes since the last sync began
	syncing bool       // a sync is under way, or its result has not been taken
	synced  chan error // its result
}

// Write implements io.Writer.
func (d *durable) Write(p []byte) (int, error) {
	n, err := d.File.Write(p)
	if err != nil {
		return n, err
	}
	if d.fresh += n; d.fresh < syncEvery {
		return n, nil
	}
	if err := d.settle(false); err != nil || d.syncing {
		return n, err
	}
	d.fresh, d.syncing = 0, true
	go func() { d.synced <- d.File.Sync() }()
	return n, nil
}

// settle takes the result of the sync under way, where there is one; with wait
// it waits for it.
func (d *durable) settle(wait bool) error {
	if !d.syncing {
		return nil
	}
	if wait {
		d.syncing = false
		return <-d.synced
	}
	select {
	case err := <-d.synced:
		d.syncing = false
		return err
	default:
		return nil
	}
}

// Close implements io.Closer.
func (d *durable) Close() error {
	return errors.Join(d.settle(true), d.Chmod(0o400), d.Sync(), d.File.Close())
}
