package camt

import (
	"bytes"

	"comity/internal/records/record"
)

// Sniff reports whether head begins a bank statement in XML.
func Sniff(head []byte) bool {
	head = record.Unmarked(head)
	text := bytes.TrimLeft(head, " \t\r\n")
	return len(text) > 0 && text[0] == '<' && bytes.Contains(text, []byte(anyMessage))
}
