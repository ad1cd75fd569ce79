package nginx

import (
	"bytes"

	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Sniff reports whether most of the first lines of head are JSON objects that
// have a time and a client's address under known names.
func Sniff(head []byte) bool {
	if head = bytes.TrimLeft(head, " \t\r\n"); len(head) == 0 || head[0] != '{' {
		return false
	}
	l, err := newLayout(&record.Source{Site: "known.example", Clock: clock.Statement{Zone: "unknown"}})
	if err != nil {
		return false
	}
	const most = 100
	p, lines, fit := l.parser(), 0, 0
	var e record.Event
	for line := range bytes.Lines(head) {
		if lines == most || line[len(line)-1] != '\n' && lines > 0 {
			break
		}
		lines++
		if p.Parse(bytes.TrimSuffix(line, []byte{'\n'}), &e) == ok {
			fit++
		}
	}
	return 2*fit > lines
}
