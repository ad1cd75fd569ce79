package witness

import (
	"errors"
	"net/http"

	"comity/internal/comity"
)

// Why is the reason of a Refusal: the HTTP status that C2SP tlog-witness gives it.
type Why int

// The reasons.
const (
	Malformed    Why = http.StatusBadRequest
	NotSigned    Why = http.StatusForbidden           // not by the log's key
	UnknownLog   Why = http.StatusNotFound            // not in the witness's list
	Conflict     Why = http.StatusConflict            // the witness has seen another size than the log says
	Inconsistent Why = http.StatusUnprocessableEntity // the log does not continue what was co-signed
)

// Refusal is the answer of a witness that does not co-sign.
type Refusal struct {
	Why  Why
	Size uint64 // of the checkpoint co-signed last, for a Conflict
	why  error
}

// Error implements error.
func (r *Refusal) Error() string { return r.why.Error() }

// Unwrap implements errors.Unwrap.
func (r *Refusal) Unwrap() error { return r.why }

// refuse makes a Refusal that the command line shows as the answer no.
func refuse(why Why, size uint64, format string, args ...any) error {
	r := &Refusal{Why: why, Size: size, why: comity.Errorf(comity.Negative, format, args...)}
	return comity.Errorf(comity.Negative, "not co-signed: %w", r)
}

// refusal is the Refusal in err; nil where there is none.
func refusal(err error) *Refusal {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	return nil
}
