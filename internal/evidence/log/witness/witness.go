// Package witness co-signs the checkpoints of partners' logs: it remembers, for
// each log, the last checkpoint that it signed, and signs another only where that
// is the beginning of it. Whoever shows two histories to two people, or goes back
// to an earlier one, finds no honest witness for both; what it signed to try is kept.
//
// It is a witness of C2SP tlog-witness (https://c2sp.org/tlog-witness, read July
// 2026), over HTTP or by exchange of files, and its cosignatures are cosignature/v1 of C2SP
// tlog-cosignature. docs/formats/witness.md gives the files.
package witness

import (
	"context"
	"errors"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	logproof "comity/internal/evidence/log/proof"
)

// Config says which logs are witnessed and where their state lies.
type Config struct {
	FS     disk.FS
	Dir    string                              // below FS; made when first needed
	Logs   []string                            // verifier keys; the name of each is its log's origin
	Cosign func(text []byte) ([]byte, error)   // gives the signature line for a checkpoint's text, with the time
	Told   func(origin string, m Misbehaviour) // what has just been kept; nil: nobody
}

// Witness co-signs. It is safe for parallel use, by several processes too.
type Witness struct {
	cfg  Config
	logs map[string]string // verifier key by origin
}

// Open returns the witness of cfg.Logs. A key that cannot be read, or an origin
// that is there twice, is an Input error.
func Open(cfg Config) (*Witness, error) {
	if cfg.FS == nil || cfg.Dir == "" || cfg.Cosign == nil {
		return nil, comity.Errorf(comity.Fault, "witness: Config.FS, Dir or Cosign is missing")
	}
	w := &Witness{cfg: cfg, logs: map[string]string{}}
	for _, key := range cfg.Logs {
		v, err := note.NewVerifier(key)
		if err != nil {
			return nil, comity.Errorf(comity.Input, "log key %.120q: %w", key, err).WithHint("the partner prints it: comity witness show")
		}
		if w.logs[v.Name()] != "" {
			return nil, comity.Errorf(comity.Input, "log %.80q is there twice", v.Name())
		}
		w.logs[v.Name()] = key
	}
	return w, nil
}

// AddCheckpoint co-signs r.Checkpoint and returns the signature line. It is
// durable that the witness has seen it before the line is given away. A *Refusal
// says why not.
func (w *Witness) AddCheckpoint(ctx context.Context, r Request) ([]byte, error) {
	cp, err := w.read(r)
	if err != nil {
		return nil, err
	}
	s, err := w.open(ctx, cp.Origin)
	if err != nil {
		return nil, err
	}
	line, err := s.add(r, cp)
	return line, errors.Join(err, s.close())
}

// read checks what can be checked without the state.
func (w *Witness) read(r Request) (logproof.Checkpoint, error) {
	origin, _, _ := strings.Cut(string(r.Checkpoint), "\n")
	key, known := w.logs[origin]
	if !known {
		return logproof.Checkpoint{}, refuse(UnknownLog, 0, "log %.80q is not witnessed here", origin)
	}
	cp, err := logproof.ParseCheckpoint(r.Checkpoint, key)
	switch {
	case err != nil:
		return cp, refuse(NotSigned, 0, "%s", err)
	case r.Old > cp.Size:
		return cp, refuse(Malformed, 0, "the checkpoint of %d entries is smaller than the one it is said to follow, of %d", cp.Size, r.Old)
	case cp.Size == 0 && cp.Root != comity.Digest(rfc6962.DefaultHasher.EmptyRoot()):
		return cp, refuse(Inconsistent, 0, "an empty log has another root")
	}
	return cp, nil
}

// add decides, with the state locked.
func (s *state) add(r Request, cp logproof.Checkpoint) ([]byte, error) {
	last, err := s.last()
	if err != nil {
		return nil, err
	}
	switch {
	case r.Old != last.Size:
		err := s.keepOlder(cp, last)
		return nil, errors.Join(refuse(Conflict, last.Size, "the checkpoint co-signed last has %d entries, not %d", last.Size, r.Old), err)
	case cp.Size == last.Size && last.Text != "" && cp.Root != last.Root:
		err := s.keep(Split, cp, last)
		return nil, errors.Join(refuse(Inconsistent, last.Size, "the log of %d entries had another root when it was co-signed: it shows two histories", cp.Size), err)
	case !grown(last, cp, r.Proof):
		err := s.keep(Unproven, cp, last)
		return nil, errors.Join(refuse(Inconsistent, last.Size, "it is not shown that the log of %d entries is the beginning of that of %d", last.Size, cp.Size), err)
	}
	return s.cosign(cp)
}

// grown reports whether hashes show that cp continues last.
func grown(last, cp logproof.Checkpoint, hashes []comity.Digest) bool {
	if last.Size == 0 {
		return len(hashes) == 0
	}
	list := make([][]byte, len(hashes))
	for i := range hashes {
		list[i] = hashes[i][:]
	}
	return proof.VerifyConsistency(rfc6962.DefaultHasher, last.Size, cp.Size, list, last.Root[:], cp.Root[:]) == nil
}

// Origins are the logs that are witnessed, in the order of Config.Logs.
func (w *Witness) Origins() []string {
	var out []string
	for _, key := range w.cfg.Logs {
		origin, _, _ := strings.Cut(key, "+")
		out = append(out, origin)
	}
	return out
}

// Last returns the checkpoint of origin that was co-signed last; the zero value
// where there is none.
func (w *Witness) Last(ctx context.Context, origin string) (logproof.Checkpoint, error) {
	if w.logs[origin] == "" {
		return logproof.Checkpoint{}, refuse(UnknownLog, 0, "log %.80q is not witnessed here", origin)
	}
	s, err := w.open(ctx, origin)
	if err != nil {
		return logproof.Checkpoint{}, err
	}
	cp, err := s.last()
	return cp, errors.Join(err, s.close())
}
