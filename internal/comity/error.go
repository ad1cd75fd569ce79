package comity

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an Error is; it decides the exit code.
type Kind uint8

// The kinds of failure. The zero value is Fault: an error nobody classified is our own.
const (
	Fault    Kind = iota // our own mistake, or a machine that failed us (full disk, lost file)
	Negative             // ran, and the answer is no: verification failed, below a floor, no hit
	Usage                // the command line is wrong
	Input                // what was given to read is bad: file, line, field
	Refused              // a rule forbids it: legal basis, scope, handling code, policy, quota
)

var exitCodes = [...]int{Fault: 5, Negative: 1, Usage: 2, Input: 3, Refused: 4}

// ExitCode is the process exit code for k, as the command contract fixes it.
func (k Kind) ExitCode() int { return exitCodes[k] }

// Error is the one error type that reaches a user. Msg is safe to show: it
// holds no secret and no personal data. Hint says what to do about it. Both are
// English; Tell gives them in another language.
type Error struct {
	Kind Kind
	Msg  string
	Hint string
	Err  error // cause, may be nil

	said, advice message // what Error() and Hint were made of
}

// Error implements error.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Msg
	}
	if e.Msg == "" {
		return e.Err.Error()
	}
	return e.Msg + ": " + e.Err.Error()
}

// Unwrap implements errors.Unwrap.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of kind k without a hint. A %w verb keeps its cause reachable.
func Errorf(k Kind, format string, args ...any) *Error {
	err, said := fmt.Errorf(format, args...), messageOf(format, args)
	if cause := errors.Unwrap(err); cause != nil {
		return &Error{Kind: k, Err: err, said: said}
	}
	return &Error{Kind: k, Msg: err.Error(), said: said}
}

// WithHint returns e with its hint set; it changes e.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint, e.advice = fmt.Sprintf(format, args...), messageOf(format, args)
	return e
}

// Wrapf says more of err, which is an argument for %w, and leaves its kind as it is.
func Wrapf(format string, args ...any) error {
	return &wrapped{error: fmt.Errorf(format, args...), said: messageOf(format, args)}
}

type wrapped struct {
	error

	said message
}

// Unwrap implements errors.Unwrap.
func (w *wrapped) Unwrap() error { return errors.Unwrap(w.error) }

// KindOf is the kind of the outermost Error in err's chain, Fault where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Fault
}

// HintOf is the first hint found in err's chain, or "".
func HintOf(err error) string {
	if e := hinting(err); e != nil {
		return e.Hint
	}
	return ""
}

// hinting is the first Error in err's chain that has a hint, or nil.
func hinting(err error) *Error {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return nil
		}
		if e.Hint != "" {
			return e
		}
		err = e.Err
	}
	return nil
}
