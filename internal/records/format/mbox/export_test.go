package mbox

// Mailbox is mailbox.
var Mailbox = mailbox

// Unpack is unpack.
func Unpack(coding string, body []byte) []byte { return (&mail{}).unpack(coding, body) }

// MediaTypes makes what takes media types apart.
func MediaTypes() func(string) (string, map[string]string) {
	var t types
	return t.parse
}
