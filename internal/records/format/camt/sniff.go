package camt

import "bytes"

// Sniff reports whether head begins a bank statement in XML.
func Sniff(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	text := bytes.TrimLeft(head, " \t\r\n")
	return len(text) > 0 && text[0] == '<' && bytes.Contains(text, []byte(anyMessage))
}
