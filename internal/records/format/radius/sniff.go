package radius

import "bytes"

// Sniff reports whether head begins a detail file: a line with a date, then
// lines "<tab>Attribute = value".
func Sniff(head []byte) bool {
	lines := bytes.SplitN(bytes.TrimLeft(head, "\r\n"), []byte{'\n'}, 3)
	return len(lines) > 1 && len(lines[1]) > 1 && lines[1][0] == '\t' && bytes.Contains(lines[1], []byte(" = "))
}
