package container

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// seems says what a file that is no whole container seems to be, and what to do with it.
func seems(r io.ReaderAt, size int64) (what, hint string) {
	const again = "ask who sent it for it again"
	head, _ := at(r, 0, min(size, 512))
	is := func(begin string) bool { return bytes.HasPrefix(head, []byte(begin)) }
	switch {
	case size == 0:
		return "it is empty", again
	case is("age-encryption.org/") || is("-----BEGIN AGE ENCRYPTED FILE-----"):
		return "it is encrypted with age", "its recipient opens it first: comity open FILE --identity KEYFILE --out DIR, or age -d"
	case is("PK\x03\x04") && bytes.Contains(head, []byte(typeName+MediaType)):
		return "it begins as a pack: it was cut, or something follows it", again
	case is("PK"):
		return "it is another ZIP, or one that was cut", "a pack is named X.asice; give that file, not one that was packed around it"
	case is("%PDF-"):
		return "it is a PDF, such as a pack's report", "give the pack that it came with (X.asice)"
	case is("\x1f\x8b") || is("\x28\xb5\x2f\xfd") || is("7z\xbc\xaf") || is("BZh") || is("\xfd7zXZ"):
		return "it is compressed", "unpack it first; a pack is named X.asice"
	case is("-----BEGIN "):
		return "it is a key or certificate", "certificates are given as --roots; a pack is named X.asice"
	case is("{") || is("["):
		return "it is JSON, such as a file out of a pack", "give the whole pack (X.asice), or the folder that it was unpacked into"
	case utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]) && !bytes.ContainsRune(head, 0):
		return "it is plain text", "a pack is named X.asice; of a case give the folder that case.toml is in"
	}
	return "it is no pack", "it was cut or damaged, or is another sort of file; a pack is named X.asice"
}
