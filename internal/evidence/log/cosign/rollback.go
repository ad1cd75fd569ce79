package cosign

import (
	"context"
	"errors"

	merkle "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
)

// aheadError says that somebody has seen more of the log than there is.
type aheadError struct {
	error

	size uint64 // that somebody has seen
}

// Unwrap implements errors.Unwrap.
func (e *aheadError) Unwrap() error { return e.error }

// errHistory says that the log does not continue what somebody has seen.
var errHistory = errors.New("it is another history")

// RolledBack reports whether err says that the log is not the one, or not all
// of the one, that was co-signed: adding to it would make two histories.
func RolledBack(err error) bool {
	var ahead *aheadError
	return errors.As(err, &ahead) || errors.Is(err, errHistory)
}

const wayOut = "read and verify as you like; to write again, put back the newest copy of the node's home/log, or ask the partners what they hold"

func behind(who string, size, ours uint64) error {
	return comity.Errorf(comity.Refused, "read-only: %w", &aheadError{comity.Errorf(comity.Refused, "the node's log has %d entries, and %s shows %d: it was put back from an old copy", ours, who, size), size}).WithHint("%s", wayOut)
}

func otherHistory(who string, cp proof.Checkpoint) error {
	return comity.Errorf(comity.Refused, "read-only: the node's log of %d entries does not continue what %s has seen: %w", cp.Size, who, errHistory).
		WithHint("%s", wayOut)
}

// ourselves names what is kept in this home, as opposed to a partner's word.
const ourselves = "a checkpoint kept in " + Dir + "/"

// continues compares the log with the newest checkpoint that is kept.
func (b *Book) continues(ctx context.Context, cp proof.Checkpoint, all []kept) error {
	if len(all) == 0 {
		return nil
	}
	last := all[len(all)-1]
	switch {
	case last.Size > cp.Size:
		return behind(ourselves, last.Size, cp.Size)
	case last.Size == cp.Size && last.Root != cp.Root:
		return otherHistory(ourselves, cp)
	case last.Size == cp.Size || last.Size == 0:
		return nil
	}
	hashes, err := b.consistency(ctx, last.Size, cp.Size)
	if err != nil {
		return err
	}
	list := make([][]byte, len(hashes))
	for i := range hashes {
		list[i] = hashes[i][:]
	}
	if merkle.VerifyConsistency(rfc6962.DefaultHasher, last.Size, cp.Size, list, last.Root[:], cp.Root[:]) != nil {
		return otherHistory(ourselves, cp)
	}
	return nil
}

// NotBehind refuses a log whose published checkpoint, the zero value where there
// is none, has fewer entries than who shows.
func NotBehind(cp proof.Checkpoint, who string, size uint64) error {
	if cp.Size < size {
		return behind(who, size, cp.Size)
	}
	return nil
}
