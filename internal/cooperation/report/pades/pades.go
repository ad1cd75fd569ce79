// Package pades puts signatures into a PDF file that package pdf has drawn, so that any reader of PDF
// shows who signed and that nothing was changed since: PAdES (ETSI EN 319 142-1), SubFilter
// ETSI.CAdES.detached, by an incremental update (ISO 32000-1, 7.5.6). What was there before stays byte
// for byte, so a second signature leaves the first one valid.
//
// It reads the plain form that package pdf writes, with a table of cross-references and nothing
// compressed but streams, and no other.
package pades

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode/utf16"

	"comity/internal/comity"
)

// Room is how many bytes are kept for one signature: certificates and a timestamp are some kilobytes.
const Room = 16 << 10

// Note is what the signature's dictionary says beside the signature itself. All but At may be "".
type Note struct {
	At                     time.Time // of signing, as the signer states it; to the second
	Name, Reason, Location string
}

// Sign returns the file with one signature more. sign is given every byte of the new file but the
// place of the signature itself, and returns a detached CMS signature in DER.
func Sign(file []byte, n Note, sign func(signed io.Reader) ([]byte, error)) ([]byte, error) {
	d, err := read(file)
	if err != nil {
		return nil, err
	}
	out, hole, err := d.update(n)
	if err != nil {
		return nil, err
	}
	before, after := out[:hole], out[hole+2*Room+2:]
	cms, err := sign(io.MultiReader(bytes.NewReader(before), bytes.NewReader(after)))
	if err != nil {
		return nil, err
	}
	if len(cms) > Room {
		return nil, comity.Errorf(comity.Fault, "sign report.pdf: the signature has %d bytes, and there is room for %d", len(cms), Room)
	}
	hex.Encode(out[hole+1:], cms)
	return out, nil
}

// Widths of numbers that are known only when everything else is laid out.
const digits = 10

// update appends the objects of a signature whose bytes are all zero, and says where its "<" stands.
func (d *document) update(n Note) (out []byte, hole int, err error) {
	catalog, page, fields, err := d.linked()
	if err != nil {
		return nil, 0, err
	}
	u := &writer{out: bytes.Clone(d.file), at: map[int]int{}}
	if !bytes.HasSuffix(u.out, []byte("\n")) {
		u.out = append(u.out, '\n')
	}
	u.object(d.root, catalog)
	u.object(d.page, page)
	u.object(d.size, fmt.Sprintf("<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (Signature%d)\n/F 132\n/Rect [0 0 0 0]\n/P %d 0 R\n/V %d 0 R\n>>", fields+1, d.page, d.size+1))
	zero := fmt.Sprintf("%0*d", digits, 0)
	u.object(d.size+1, "<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange [0 "+zero+" "+zero+" "+zero+"]\n/Contents <"+
		string(bytes.Repeat([]byte{'0'}, 2*Room))+">\n/M "+date(n.At)+entry("Name", n.Name)+entry("Reason", n.Reason)+entry("Location", n.Location)+"\n>>")
	u.close(d)
	start := u.at[d.size+1]
	hole = start + bytes.Index(u.out[start:], []byte("/Contents <")) + len("/Contents ")
	end := hole + 2*Room + 2
	place := start + bytes.Index(u.out[start:], []byte("/ByteRange [0 ")) + len("/ByteRange [0 ")
	copy(u.out[place:], fmt.Sprintf("%0*d %0*d %0*d", digits, hole, digits, end, digits, len(u.out)-end))
	return u.out, hole, nil
}

// date is a time as PDF writes it (ISO 32000-1, 7.9.4).
func date(t time.Time) string { return "(D:" + t.UTC().Format("20060102150405") + "Z)" }

// entry is a line of a dictionary with a text in UTF-16; "" where there is none.
func entry(key, text string) string {
	if text == "" {
		return ""
	}
	b := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return "\n/" + key + " <" + hex.EncodeToString(b) + ">"
}

// writer appends an update to a file.
type writer struct {
	out []byte
	at  map[int]int // where objects begin
}

func (u *writer) object(number int, text string) {
	u.at[number] = len(u.out)
	u.out = append(u.out, strconv.Itoa(number)+" 0 obj\n"+text+"\nendobj\n"...)
}

// close writes the table of what the update holds.
func (u *writer) close(d *document) {
	start := len(u.out)
	u.out = append(u.out, "xref\n"...)
	for _, n := range []int{min(d.root, d.page), max(d.root, d.page)} {
		u.out = fmt.Appendf(u.out, "%d 1\n%010d 00000 n \n", n, u.at[n])
	}
	u.out = fmt.Appendf(u.out, "%d 2\n%010d 00000 n \n%010d 00000 n \n", d.size, u.at[d.size], u.at[d.size+1])
	u.out = fmt.Appendf(u.out, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n", d.size+2, d.root, d.info, d.xref, start)
}
