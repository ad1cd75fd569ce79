// Package log is the node's transparency log: a tree that only grows and whose
// checkpoints the node signs, into which the head of each case's acts goes
// under a pseudonym. A case that was rewound, or forked on another disk, no
// longer fits what the log says of it.
//
// It is a Tessera log on a POSIX file system in the C2SP tlog-tiles layout
// (docs/formats/log.md). This package appends; package log/proof reads and
// checks, and is all that a reader needs.
package log

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/go-logr/logr"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
	"k8s.io/klog/v2"

	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
)

// Dir is the folder of a node's home that holds its log.
const Dir = "log"

// How long an entry waits for others before it is written, how often a
// checkpoint may be published (Tessera's own minimum), and how often we look
// whether it has been.
const (
	batchSize          = 256
	batchAge           = 2 * time.Millisecond
	checkpointInterval = 100 * time.Millisecond
	poll               = 5 * time.Millisecond
)

// DefaultTimeout is how long Add waits for publication.
const DefaultTimeout = 10 * time.Second

// Config says where the log is and who signs it.
type Config struct {
	Path    string                      // the log's folder; made when first needed
	Signer  func() (note.Signer, error) // called when first needed; its name is the log's origin
	Timeout time.Duration               // of one Add; DefaultTimeout where 0
}

// Log appends to a node's log. It is safe for parallel use. Several processes
// may append to one folder at once, but one process must open it only once:
// the locks below belong to the process.
type Log struct {
	cfg Config

	mu      sync.Mutex // guards running
	running *appender
}

// appender is a Tessera log that has been started.
type appender struct {
	add      tessera.AddFn
	await    *tessera.PublicationAwaiter
	reader   tessera.LogReader
	shutdown func(context.Context) error
	cancel   context.CancelFunc

	mu      sync.Mutex // guards what follows: proofs under one checkpoint share the tiles that were read
	size    uint64
	builder *client.ProofBuilder
}

// Open returns the log. It is started by the first Add.
func Open(cfg Config) (*Log, error) {
	if cfg.Path == "" || cfg.Signer == nil {
		return nil, comity.Errorf(comity.Fault, "log: Config.Path or Config.Signer is missing")
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultTimeout
	}
	return &Log{cfg: cfg}, nil
}

// Add appends e and returns once a published checkpoint covers it, durably.
// After an error the entry may be in the log or not; adding it again does no harm.
func (l *Log) Add(ctx context.Context, e proof.Entry) (proof.Receipt, error) {
	list, err := l.AddAll(ctx, []proof.Entry{e})
	if err != nil {
		return proof.Receipt{}, err
	}
	return list[0], nil
}

// AddAll appends entries in their order and waits once for all of them.
func (l *Log) AddAll(ctx context.Context, list []proof.Entry) ([]proof.Receipt, error) {
	a, err := l.start(ctx)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "open the node's log: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, l.cfg.Timeout)
	defer cancel()
	added := make([]tessera.IndexFuture, 0, len(list))
	for _, e := range list {
		data, err := e.Marshal()
		if err != nil {
			return nil, err
		}
		added = append(added, a.add(ctx, tessera.NewEntry(data)))
	}
	out := make([]proof.Receipt, 0, len(list))
	for _, f := range added {
		index, text, err := a.await.Await(ctx, f)
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "add to the node's log: %w", err).
				WithHint("is the disk full or read-only? The act itself is safe; run the command again")
		}
		r, err := a.receipt(ctx, index.Index, text)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// start opens the Tessera log, once.
func (l *Log) start(ctx context.Context) (*appender, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running != nil {
		return l.running, nil
	}
	signer, err := l.cfg.Signer()
	if err != nil {
		return nil, err
	}
	if err := makeFolder(l.cfg.Path); err != nil {
		return nil, err
	}
	if err := sweep(l.cfg.Path); err != nil {
		return nil, err
	}
	quiet()
	l.running, err = newAppender(context.WithoutCancel(ctx), l.cfg.Path, signer)
	return l.running, err
}

// quiet silences klog, to which Tessera writes and which would write to
// stderr. klog has one logger for the whole process, hence once.
var quiet = sync.OnceFunc(func() { klog.SetLogger(logr.Discard()) })

func newAppender(ctx context.Context, path string, signer note.Signer) (*appender, error) {
	ctx, cancel := context.WithCancel(ctx)
	driver, err := posix.New(ctx, posix.Config{Path: path})
	if err != nil {
		cancel()
		return nil, err
	}
	opts := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithBatching(batchSize, batchAge).
		WithCheckpointInterval(checkpointInterval)
	app, shutdown, reader, err := tessera.NewAppender(ctx, driver, opts)
	if err != nil {
		cancel()
		return nil, err
	}
	return &appender{
		add:      app.Add,
		await:    tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, poll),
		reader:   reader,
		shutdown: shutdown,
		cancel:   cancel,
	}, nil
}

// receipt proves that the entry is under the checkpoint, which this process or
// another of this node has just signed.
func (a *appender) receipt(ctx context.Context, index uint64, text []byte) (proof.Receipt, error) {
	fail := func(err error) (proof.Receipt, error) {
		return proof.Receipt{}, comity.Errorf(comity.Fault, "prove log entry %d: %w", index, err)
	}
	cp, err := proof.UnverifiedCheckpoint(text)
	if err != nil {
		return fail(err)
	}
	hashes, err := a.inclusion(ctx, index, cp.Size)
	if err != nil {
		return fail(err)
	}
	r := proof.Receipt{Index: index, Size: cp.Size, Root: cp.Root, Checkpoint: cp.Text, Proof: []comity.Digest{}}
	for _, h := range hashes {
		r.Proof = append(r.Proof, comity.Digest(h))
	}
	return r, nil
}

// inclusion proves an entry under the checkpoint of a size.
func (a *appender) inclusion(ctx context.Context, index, size uint64) ([][]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.builder == nil || a.size != size {
		b, err := client.NewProofBuilder(ctx, size, a.reader.ReadTile)
		if err != nil {
			return nil, err
		}
		a.builder, a.size = b, size
	}
	return a.builder.InclusionProof(ctx, index)
}

// Close waits until all that was added is published and stops the log.
func (l *Log) Close(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running == nil {
		return nil
	}
	err := l.running.shutdown(ctx)
	l.running.cancel()
	l.running = nil
	if err != nil {
		return comity.Errorf(comity.Fault, "close the node's log: %w", err)
	}
	return nil
}

// makeFolder makes the log's folder where it is missing; Tessera syncs what it makes inside.
func makeFolder(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
