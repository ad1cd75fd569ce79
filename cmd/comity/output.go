package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"comity/internal/comity"
)

// emit prints one JSON document, or one line of JSON Lines, on stdout.
func (a *app) emit(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return comity.Errorf(comity.Fault, "write JSON: %w", err)
	}
	return a.write(append(harmlessJSON(b), '\n'))
}

func (a *app) write(b []byte) error {
	if _, err := a.out.Write(b); err != nil {
		return comity.Errorf(comity.Fault, "write output: %w", err)
	}
	return nil
}

// print writes formatted text on stdout; a failure shows when the output is flushed.
func (a *app) print(format string, args ...any) { fmt.Fprintf(a.out, format, args...) }

// bans prints milli-bans as bans, with a sign: "+1.500".
func bans(w comity.Weight) string {
	sign := "+"
	if w < 0 {
		sign, w = "-", -w
	}
	return fmt.Sprintf("%s%d.%03d", sign, w/1000, w%1000)
}

// count prints a number for a column.
func count[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }
