package report

import "comity/internal/cooperation/report/paper"

// verify says how to check the pack, with three tools.
func (d *draft) verify() {
	p := d.p
	p.Heading(1, d.t("How to verify this pack"), "verify")
	p.Para(d.t("Nobody needs to believe the sender. What is needed is the sender's root certificate, here root.pem, which must have come another way than this pack: from the partner card, a liaison officer, or a court's file. Three tools check the pack, made independently of one another:"))
	p.List(d.t("comity-verify: one program without installation, for Linux, Windows and macOS, without network. It checks everything and computes the findings again from the rows."),
		d.t("verify.sh, in this pack: under sixty lines of shell that anybody who knows the shell can read, on openssl, sha256sum, xxd and base64. It checks signatures, timestamps, digests and the tree of every exhibit."),
		d.t("openssl and sha256sum alone, with the two commands below."))
	p.Code("comity-verify PACK.asice --roots root.pem --recompute")
	if d.c.Timestamp == "" {
		p.Code("bash verify.sh PACK.asice root.pem")
	} else {
		p.Code("bash verify.sh PACK.asice root.pem authority.pem")
	}
	p.Code("unzip -d pack PACK.asice && cd pack && sha256sum -c manifest-sha256.txt",
		"openssl cms -verify -cades -binary -inform DER -in META-INF/signature001.p7s \\",
		"  -content META-INF/ASiCManifest001.xml -CAfile ../root.pem -purpose smimesign -out /dev/null")
	p.Para(d.t("What this proves: who signed, that nothing was altered since, that each row stands in the file that was sealed, how many rows are not shown, and that the findings follow from the rows. What it does not prove: that the files were true when they were obtained, and that a person did what an account did."))
	if d.c.Timestamp == "" {
		p.Notice(paper.Warn, d.t("No timestamp"), d.t("No independent authority vouches for the time of signing. The signature is of the level B-B: its time is the sender's statement."))
	}
}

// accuracy says on what data the accuracy was measured.
func (d *draft) accuracy() {
	p := d.p
	p.Heading(1, d.t("On what data the accuracy was measured"), "accuracy")
	p.Para(d.t("Accuracy was measured on simulated billing cases only, never on real ones. The figures say how the check does on those worlds; they are no statement about this case."))
	if len(d.c.Accuracy) == 0 {
		p.Para(d.t("No figures stand in this report; they are published with the program, in docs/accuracy.md."))
		return
	}
	t := paper.Table{Columns: []paper.Column{{Title: d.t("measure"), Share: 48}, {Title: d.t("value"), Share: 18, Right: true}, {Title: d.t("measured on"), Share: 34}}}
	for _, m := range d.c.Accuracy {
		t.Rows = append(t.Rows, row(d.t(m.Name), paper.Plain(m.Value), d.t(m.World)))
	}
	p.Table(&t)
}

// versions lists what computes the same again.
func (d *draft) versions() {
	v := d.c.Versions
	d.p.Heading(1, d.t("Versions and digests"), "versions")
	d.p.Para(d.t("The findings are a function of the rows, of the descriptions of the files, of the tables and of the version of the program: the same give the same digest on any machine. The run is of the whole case, and named as a file is; the subrun is of the rows of this pack alone, and comity-verify --recompute compares it."))
	list := []paper.Fact{
		{Name: d.t("version of comity"), Value: paper.Plain(or(v.Comity))},
		{Name: d.t("run"), Value: paper.Plain(v.Run.String()), Mono: true},
		{Name: d.t("subrun"), Value: paper.Plain(v.Subrun.String()), Mono: true},
		{Name: d.t("table of weights %s", or(v.Table)), Value: paper.Plain(v.Weights.String()), Mono: true},
	}
	for _, t := range v.Tables {
		list = append(list, paper.Fact{Name: paper.Plain(t.Name), Value: paper.Plain(t.Digest.String()), Mono: true})
	}
	d.p.Facts(list...)
}

// legend says what the words mean.
func (d *draft) legend() {
	d.p.Heading(1, d.t("Words"), "words")
	var list []paper.Fact
	for _, w := range [][2]string{
		{"exhibit", "a sealed file, with who gave it, when, and on which legal basis"},
		{"citation", "the place of a row: name of the file, place of the first byte, number of bytes"},
		{"leaf", "the unit of which an exhibit's tree is made: a line, a cell, or a piece of 4 KiB"},
		{"assignment", "a provider's statement that an address was a subscriber's from one time to another"},
		{"event", "something done from an address at a time: lines of a log, a payment, a sign-up"},
		{"unique", "every assignment that may cover the event names one subscriber"},
		{"ambiguous", "the clocks leave several subscribers possible"},
		{"shared", "several subscribers held the address at once, and the port that tells them apart is missing"},
		{"subject", "accounts, addresses and names that the evidence ties together: a lead, not a person found guilty"},
		{"subscriber named", "whose connection it was by the provider's records: who held it is not who used it"},
		{"rival", "another explanation of the same records, weighed from the same records"},
		{"ban", "unit of weight: 1 is a factor of ten"},
		{"act", "a signed statement that something was done to the case; each names the one before"},
	} {
		list = append(list, paper.Fact{Name: d.t(w[0]), Value: d.t(w[1])})
	}
	d.p.Facts(list...)
	d.p.Para(d.t("Characters that would act on a reader's screen are shown by their numbers, as \\x1b or \\u{202e}; in the PDF also letters that its fonts do not have."))
}
