package xlsx

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Sniff reports whether head begins a workbook: a ZIP archive whose first parts
// are those of an office document. The names stand in the local headers (APPNOTE
// 4.3.7); where a size is not stated there, the next header is looked for.
func Sniff(head []byte) bool {
	magic, size := []byte("PK\x03\x04"), 30
	office := false
	for bytes.HasPrefix(head, magic) && len(head) >= size {
		packed := int64(binary.LittleEndian.Uint32(head[18:]))
		end := size + int(binary.LittleEndian.Uint16(head[26:]))
		extra := int(binary.LittleEndian.Uint16(head[28:]))
		if end > len(head) {
			return office
		}
		switch name := partName(string(head[size:end])); {
		case strings.HasPrefix(name, "xl/"):
			return true
		case name == "[content_types].xml", strings.HasPrefix(name, "_rels/"):
			office = true
		case !strings.HasPrefix(name, "docprops/") && !strings.HasPrefix(name, "customxml/"):
			return false
		}
		next := int64(end+extra) + packed
		if next >= int64(len(head)) {
			break
		}
		i := bytes.Index(head[next:], magic)
		if i < 0 {
			break
		}
		head = head[int(next)+i:]
	}
	// A text document or a slide show begins alike; its own part comes later.
	return office && !bytes.Contains(head, []byte("word/")) && !bytes.Contains(head, []byte("ppt/"))
}
