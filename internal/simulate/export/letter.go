package export

import (
	"io"
	"strconv"
	"strings"
)

// WriteLetter writes a PDF file of one page of text for each element of pages
// (ISO 32000-1, 7.5): what a letter looks like once scanned and read. Only
// ASCII is printed.
func WriteLetter(w io.Writer, pages [][]string) error {
	n := len(pages)
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}
	kids := ""
	for i, lines := range pages {
		kids += strconv.Itoa(4+2*i) + " 0 R "
		var text strings.Builder
		text.WriteString("BT /F1 9 Tf 50 780 Td 13 TL\n")
		for _, l := range lines {
			text.WriteString("(" + pdfText.Replace(l) + ") Tj T*\n")
		}
		text.WriteString("ET\n")
		objects = append(objects,
			"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents "+strconv.Itoa(5+2*i)+" 0 R >>",
			"<< /Length "+strconv.Itoa(text.Len())+" >>\nstream\n"+text.String()+"endstream")
	}
	objects[1] = "<< /Type /Pages /Count " + strconv.Itoa(n) + " /Kids [ " + kids + "] >>"
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		b.WriteString(strconv.Itoa(i+1) + " 0 obj\n" + o + "\nendobj\n")
	}
	start := b.Len()
	b.WriteString("xref\n0 " + strconv.Itoa(len(objects)+1) + "\n0000000000 65535 f \n")
	for _, offset := range at {
		s := strconv.Itoa(offset)
		b.WriteString(strings.Repeat("0", 10-len(s)) + s + " 00000 n \n")
	}
	b.WriteString("trailer\n<< /Size " + strconv.Itoa(len(objects)+1) + " /Root 1 0 R >>\nstartxref\n" + strconv.Itoa(start) + "\n%%EOF\n")
	_, err := io.WriteString(w, b.String())
	return err
}

var pdfText = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)
