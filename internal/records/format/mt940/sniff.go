package mt940

import "bytes"

// Sniff reports whether head begins a bank statement in MT940 or MT942: fields
// :20: and :25: or :28: that begin lines, near the start.
func Sniff(head []byte) bool {
	opened := false
	for i, line := range bytes.SplitN(head, []byte{'\n'}, 20) {
		line, ok := bytes.CutPrefix(line, []byte{':'})
		switch n := tag(line); {
		case !ok || n < 2:
		case string(line[:2]) == "20" && i < 10:
			opened = true
		case string(line[:2]) == "25" || string(line[:2]) == "28":
			return opened
		}
	}
	return false
}
