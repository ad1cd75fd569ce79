package verify

import (
	"context"

	"comity/internal/comity"
	"comity/internal/verify/shell"
)

// texts says what people read in the pack is worth: nothing here compares it with what is signed for programs. The script
// that goes along is a program of the sender's, which a recipient is told to run.
func (p *Packed) texts(context.Context) error {
	for _, name := range []string{"report.html", "report.pdf", "README.txt"} {
		if p.cfg.Files.Size(name) >= 0 {
			p.Unproven("reports", p.sender(), "that report.html, report.pdf and the READMEs say what the files beside them say was not looked at, nor the signature within the PDF: where they differ, what is proven here holds")
			break
		}
	}
	if p.cfg.Files.Size(shell.File) < 0 {
		return nil
	}
	got, err := p.hash(shell.File)
	if err != nil {
		return err
	}
	if got != comity.DigestOf(shell.Script) {
		p.Unproven(shell.File, p.sender(), "the script in the pack is another than this tool knows: it is a program of the sender's, or of another version; read it before you run it, or take it from somebody you trust")
		return nil
	}
	p.Row(true, shell.File, "the script in the pack is the one that this tool knows")
	return nil
}
