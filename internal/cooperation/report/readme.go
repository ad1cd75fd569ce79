package report

import (
	"io"

	"comity/internal/cooperation/report/paper"
	"comity/internal/cooperation/report/plain"
	"comity/internal/cooperation/report/word"
)

// ReadmeFile is the name of a README in a language: README.txt in English.
func ReadmeFile(lang string) string {
	if lang = word.Known(lang); lang != word.English {
		return "README." + lang + ".txt"
	}
	return "README.txt"
}

// WriteReadme writes what is in the pack and how to verify it, in one language. It names no subject.
func WriteReadme(w io.Writer, c *Content, lang string) error {
	in := *c
	in.Language = lang
	d := draft{c: &in}
	d.p = plain.New(w, d.cover())
	d.what()
	d.files()
	d.verify()
	return d.p.Close()
}

// files says what is in the pack.
func (d *draft) files() {
	d.p.Heading(1, d.t("The files"), "files")
	d.p.Facts(
		paper.Fact{Name: paper.Plain("report.html, report.pdf"), Value: d.t("begin here: everything in words, with the rows; the PDF is signed")},
		paper.Fact{Name: paper.Plain("exhibits/<n>/description.json"), Value: d.t("a sealed file: source, legal basis, codes, the root of its tree")},
		paper.Fact{Name: paper.Plain("exhibits/<n>/rows.txt"), Value: d.t("the rows that are shown, and digests of all others")},
		paper.Fact{Name: paper.Plain("findings/"), Value: d.t("the findings, one a line, and from each claim to the rows")},
		paper.Fact{Name: paper.Plain("subrun/"), Value: d.t("the findings from the rows of this pack alone, to be computed again")},
		paper.Fact{Name: paper.Plain("custody/"), Value: d.t("signed acts of the case, and that the sender's log holds them")},
		paper.Fact{Name: paper.Plain("withheld.json"), Value: d.t("how many leaves of each file are not shown, by which rule")},
		paper.Fact{Name: paper.Plain("pack.json"), Value: d.t("from whom, to whom, what for, by which version")},
		paper.Fact{Name: paper.Plain("verify.sh"), Value: d.t("checks the pack with openssl, sha256sum, xxd and base64 alone")},
		paper.Fact{Name: paper.Plain("manifest-sha256.txt"), Value: d.t("digests of all files, for sha256sum -c")},
		paper.Fact{Name: paper.Plain("META-INF/"), Value: d.t("digests of all files once more, with signatures and timestamps (ASiC-E, CAdES)")},
	)
	if d.c.Kind == Disclosure {
		d.p.Facts(paper.Fact{Name: paper.Plain("weights.json, accuracy.md"), Value: d.t("the table of weights, and on what data accuracy was measured")})
	}
}
