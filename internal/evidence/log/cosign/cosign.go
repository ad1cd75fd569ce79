// Package cosign collects partners' cosignatures under the checkpoints of the
// node's own log, after they are published: a partner that cannot be reached
// never stops the work, and the next command asks again. Answers that come over
// HTTP and answers that come as files are treated alike.
//
// What a partner has co-signed is kept outside the log's folder, so that a log
// that was put back from an old backup is told by it, or by the partners
// themselves, before anything is added (RolledBack). docs/formats/witness.md gives the files.
package cosign

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/transparency-dev/tessera/client"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/log/witness"
)

// Dir is the folder of a node's home that holds what partners co-signed.
const Dir = "cosigned"

// DefaultTimeout is how long one partner is waited for; and pause how long one
// that was not reached is left alone.
const (
	DefaultTimeout = 3 * time.Second
	pause          = 30 * time.Second
)

// Partner is a witness and how it is asked.
type Partner struct {
	proof.Witness
	URL *url.URL // nil: by exchange of files
}

// Config says whom to ask about which log.
type Config struct {
	FS       disk.FS // the node's home
	Log      string  // path of the log's folder
	LogKey   string  // its verifier key
	Country  string  // our own
	Quorum   int
	Partners []Partner
	Now      func() time.Time
	HTTP     *http.Client  // http.DefaultClient where nil
	Timeout  time.Duration // for one partner; DefaultTimeout where 0
}

// Book collects and keeps cosignatures. It is safe for parallel use, by several
// processes too.
type Book struct {
	cfg    Config
	policy proof.Policy

	mu    sync.Mutex // guards what follows
	read  map[string]kept
	down  map[string]time.Time // by partner: not to be asked before
	cover uint64               // size of the largest checkpoint known to meet the policy
	last  Report
}

// Open returns the book of a log. An Input error says what is wrong with the policy.
func Open(cfg Config) (*Book, error) {
	b := &Book{cfg: cfg, policy: proof.Policy{Country: cfg.Country, Quorum: cfg.Quorum}, read: map[string]kept{}, down: map[string]time.Time{}}
	for _, p := range cfg.Partners {
		b.policy.Witnesses = append(b.policy.Witnesses, p.Witness)
	}
	if b.cfg.HTTP == nil {
		b.cfg.HTTP = http.DefaultClient
	}
	if b.cfg.Timeout == 0 {
		b.cfg.Timeout = DefaultTimeout
	}
	return b, b.policy.Check()
}

// LogKey is the verifier key of the log.
func (b *Book) LogKey() string { return b.cfg.LogKey }

// Policy is whose cosignatures count.
func (b *Book) Policy() proof.Policy { return b.policy }

// Report is what asking gave.
type Report struct {
	Checkpoint proof.Checkpoint // with all cosignatures; the zero value where nothing is published
	Standing   proof.Standing
	Failed     map[string]error // by partner: not reached, or refused; nil error: nobody asks it online
}

// Collect asks every partner that is online to co-sign the published
// checkpoint. That a partner does not is in the report and no error; that the
// log lags behind what a partner has seen, or does not continue it, is a Refused
// error: RolledBack(err) is true, and nothing may be added.
func (b *Book) Collect(ctx context.Context) (Report, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.collect(ctx)
}

// Cover is Collect unless what is known already meets the policy for a log of
// size entries. Many may wait for one question.
func (b *Book) Cover(ctx context.Context, size uint64) (Report, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cover >= size {
		return b.last, nil
	}
	return b.collect(ctx)
}

// attempts bounds how often the checkpoint is read again because another process
// of this node published a newer one meanwhile.
const attempts = 5

func (b *Book) collect(ctx context.Context) (rep Report, err error) {
	var ahead *aheadError
	for range attempts {
		cp, perr := b.published()
		if perr != nil {
			return rep, perr
		}
		if ahead != nil && cp.Size < ahead.size {
			break
		}
		rep, err = b.ask(ctx, cp)
		if !errors.As(err, &ahead) {
			return rep, err
		}
	}
	return rep, err
}

// published is the log's checkpoint; the zero value where it has none.
func (b *Book) published() (proof.Checkpoint, error) {
	cp, err := proof.Open(os.DirFS(b.cfg.Log), b.cfg.LogKey).Checkpoint()
	if errors.Is(err, fs.ErrNotExist) {
		return proof.Checkpoint{}, nil
	}
	return cp, err
}

// ask compares cp with what is kept, asks all partners at once, and keeps what they say.
func (b *Book) ask(ctx context.Context, cp proof.Checkpoint) (Report, error) {
	rep := Report{Checkpoint: cp, Failed: map[string]error{}}
	all, err := b.all()
	if err != nil {
		return rep, err
	}
	if err := b.continues(ctx, cp, all); err != nil || cp.Text == "" {
		return rep, err
	}
	answers, err := b.askAll(ctx, cp, all, rep.Failed)
	if err != nil {
		return rep, err
	}
	now, err := b.add(ctx, cp, answers)
	if err != nil {
		return rep, err
	}
	rep.Checkpoint, rep.Standing = now.Checkpoint, now.standing
	if rep.Standing.Met {
		b.cover = max(b.cover, cp.Size)
	}
	b.last = rep
	return rep, nil
}

// askAll asks every partner that is online and not paused. The error is the
// first that forbids to add anything.
func (b *Book) askAll(ctx context.Context, cp proof.Checkpoint, all []kept, failed map[string]error) (map[string][]byte, error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var stop error
	answers := map[string][]byte{}
	for _, p := range b.cfg.Partners {
		if p.URL == nil || b.cfg.Now().Before(b.down[p.Name]) {
			continue
		}
		wg.Go(func() {
			line, err := b.askOne(ctx, p, cp, seen(all, p.Name))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				answers[p.Name] = line
			case RolledBack(err):
				stop = errors.Join(stop, err)
			default:
				failed[p.Name] = err
			}
		})
	}
	wg.Wait()
	for name := range failed {
		b.down[name] = b.cfg.Now().Add(pause)
	}
	return answers, errors.Join(stop, ctx.Err())
}

// seen is the size of the largest kept checkpoint that the partner co-signed.
func seen(all []kept, name string) uint64 {
	for _, k := range slices.Backward(all) {
		if slices.ContainsFunc(k.standing.By, func(c proof.Cosigned) bool { return c.Witness == name }) {
			return k.Size
		}
	}
	return 0
}

// askOne asks one partner, with the proof from the size that it has seen: as far
// as we know, and then as it says itself.
func (b *Book) askOne(ctx context.Context, p Partner, cp proof.Checkpoint, old uint64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	ask := witness.Client{URL: p.URL, HTTP: b.cfg.HTTP}
	var err error
	for range attempts {
		var line []byte
		var hashes []comity.Digest
		if hashes, err = b.consistency(ctx, old, cp.Size); err != nil {
			return nil, err
		}
		line, err = ask.AddCheckpoint(ctx, witness.Request{Old: old, Proof: hashes, Checkpoint: []byte(cp.Text)})
		var no *witness.Refusal
		switch {
		case !errors.As(err, &no):
			return line, err
		case no.Why == witness.Inconsistent:
			return nil, otherHistory(p.Name, cp)
		case no.Why != witness.Conflict:
			return nil, err
		case no.Size > cp.Size:
			return nil, behind(p.Name, no.Size, cp.Size)
		}
		old = no.Size
	}
	return nil, err
}

// consistency proves from the log's tiles that its first old entries are the
// beginning of its first size.
func (b *Book) consistency(ctx context.Context, old, size uint64) ([]comity.Digest, error) {
	if old == 0 || old == size {
		return nil, nil
	}
	builder, err := client.NewProofBuilder(ctx, size, client.FileFetcher{Root: b.cfg.Log}.ReadTile)
	if err != nil {
		return nil, unreadable(err)
	}
	hashes, err := builder.ConsistencyProof(ctx, old, size)
	if err != nil {
		return nil, unreadable(err)
	}
	return digests(hashes), nil
}

func unreadable(err error) error {
	return comity.Errorf(comity.Fault, "read the node's log: %w", err).WithHint("run `comity verify`")
}

func digests(hashes [][]byte) []comity.Digest {
	out := make([]comity.Digest, len(hashes))
	for i, h := range hashes {
		out[i] = comity.Digest(h)
	}
	return out
}
