package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

// manual is what the tool says of itself, in one language.
type manual struct {
	synopsis, about, options, exits, files, see string // about, exits and files are paragraphs, with line feeds between
	heads                                       [6]string
	flags                                       map[string]string // what is given stands in back quotes
	hint, word                                  string            // before a hint, and before the synopsis of --help
}

func manualOf(lang string) manual {
	if lang == "it" {
		return italian()
	}
	return english()
}

func english() manual {
	return manual{
		synopsis: "comity-verify PACK|DIR|CASE [--recompute] [--json] [--roots FILE.pem] [--time-roots FILE.pem] [--crl FILE] [--witnesses FILE] [--home DIR] [--passphrase-file FILE] [--lang en|it] [--man]",
		about: `PACK is a file such as from-IT.asice, DIR one that was unpacked, CASE the folder of a case.
Prints what was proven, what stands on somebody's word, and what does not hold. It opens no connection and changes nothing.
Of a case the keys of its exhibits are needed to hold the stored bytes and the trees of their rows to what was sealed: with --home both are computed anew, without it the report says of each exhibit that they were not.`,
		exits: "0: nothing speaks against it; 1: something does not hold; 2: the command line is wrong; 3: a file cannot be read or is none of these; 5: the disk failed, or the command was interrupted.",
		files: "COMITY_PASSPHRASE_FILE names the file with the passphrase of the node's keys. LANG chooses Italian where it begins with it.",
		see:   "The pack's README.txt, and verify.sh in it: a second verifier, of shell and openssl.",
		heads: [6]string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT"},
		flags: map[string]string{
			"recompute":       "compute the run anew: of a pack over the rows that are shown, of a case over its exhibits (with --home)",
			"json":            "print the report as one JSON document and nothing else",
			"roots":           "`file` of root certificates in PEM that you trust to sign: the sender's, and those of offices that countersign",
			"time-roots":      "`file` of root certificates in PEM that you trust for time: those of timestamp authorities, and of nobody else",
			"witnesses":       "`file` of the witnesses that you trust and how many countries must have co-signed: lines quorum N and CC KEY; of a pack only",
			"crl":             "`file` of lists of revoked certificates (CRL) in DER or PEM, newer than those in the pack",
			"home":            "the `folder` of the node that opened the case, for its keys and its log; of a case only",
			"passphrase-file": "`file` with the passphrase that protects the node's keys",
			"lang":            "`language` of sentences: en or it (default: from LANG)",
			"man":             "print this manual as a man page, for man -l -",
			"quiet":           "print nothing on stderr but errors; nothing else ever is",
		},
		options: "verify a pack or case of comity offline", hint: "hint", word: "usage",
	}
}

func italian() manual {
	return manual{
		synopsis: "comity-verify PLICO|CARTELLA|CASO [--recompute] [--json] [--roots FILE.pem] [--time-roots FILE.pem] [--crl FILE] [--witnesses FILE] [--home CARTELLA] [--passphrase-file FILE] [--lang en|it] [--man]",
		about: `PLICO è un file come from-IT.asice, CARTELLA un plico estratto, CASO la cartella di un caso.
Stampa ciò che è provato, ciò che vale sulla parola di qualcuno e ciò che non regge. Non apre connessioni e non cambia nulla.
Di un caso servono le chiavi dei reperti per confrontare i byte conservati e gli alberi delle loro righe con ciò che fu sigillato: con --home gli uni e gli altri sono ricalcolati, senza il rapporto dice di ogni reperto che non lo sono stati.`,
		exits: "0: nulla lo contraddice; 1: qualcosa non regge; 2: la riga di comando è sbagliata; 3: un file non si può leggere o non è nulla di questo; 5: il disco ha ceduto, o il comando è stato interrotto.",
		files: "COMITY_PASSPHRASE_FILE nomina il file con la frase segreta delle chiavi del nodo. LANG sceglie l'italiano dove comincia con it.",
		see:   "Il README del plico, e verify.sh in esso: un secondo verificatore, di shell e openssl.",
		heads: [6]string{"NOME", "SINOSSI", "DESCRIZIONE", "OPZIONI", "STATO D'USCITA", "AMBIENTE"},
		flags: map[string]string{
			"recompute":       "ricalcola: di un plico sulle righe mostrate, di un caso sui suoi reperti (con --home)",
			"json":            "stampa il rapporto come un solo documento JSON e null'altro",
			"roots":           "`file` di certificati radice in PEM di cui vi fidate per le firme: quella del mittente e quelle degli uffici che controfirmano",
			"time-roots":      "`file` di certificati radice in PEM di cui vi fidate per il tempo: quelle delle autorità di marcatura temporale, e di nessun altro",
			"witnesses":       "`file` dei testimoni di cui vi fidate e di quanti paesi devono avere controfirmato: righe quorum N e CC CHIAVE; solo di un plico",
			"crl":             "`file` di elenchi di certificati revocati (CRL) in DER o PEM, più recenti di quelli nel plico",
			"home":            "la `cartella` del nodo che ha aperto il caso, per le sue chiavi e il suo registro; solo di un caso",
			"passphrase-file": "`file` con la frase segreta che protegge le chiavi del nodo",
			"lang":            "`lingua` delle frasi: en o it (predefinita: da LANG)",
			"man":             "stampa questo manuale come pagina di man, per man -l -",
			"quiet":           "su stderr non stampa nulla se non errori; non c'è mai altro",
		},
		options: "verifica un plico o un caso di comity senza rete", hint: "suggerimento", word: "uso",
	}
}

// usage is what --help prints.
func (m *manual) usage(w io.Writer, f *flag.FlagSet) {
	fmt.Fprintf(w, "%s: %s\n\n%s\n%s\n\n", m.word, m.synopsis, m.about, m.exits)
	f.VisitAll(func(x *flag.Flag) {
		name, text := m.named(x.Name)
		fmt.Fprintf(w, "  --%s\n    \t%s\n", name, text)
	})
}

// named is a flag with what it takes, and what it is for.
func (m *manual) named(name string) (string, string) {
	value, text := flag.UnquoteUsage(&flag.Flag{Usage: m.flags[name], Value: nothing{}, Name: name})
	if strings.Contains(m.flags[name], "`") {
		name += " " + value
	}
	return name, text
}

// nothing is a flag's value that is never asked.
type nothing struct{}

// String implements flag.Value.
func (nothing) String() string { return "" }

// Set implements flag.Value.
func (nothing) Set(string) error { return nil }

// man writes the manual as a man page.
func (m *manual) man(w io.Writer, f *flag.FlagSet) error {
	var b strings.Builder
	head := func(i int) { fmt.Fprintf(&b, ".SH %s\n", roff(m.heads[i])) }
	b.WriteString(".TH COMITY-VERIFY 1 \"\" \"comity\"\n")
	head(0)
	fmt.Fprintf(&b, "comity\\-verify \\- %s\n", roff(m.options))
	head(1)
	fmt.Fprintf(&b, "%s\n", roff(m.synopsis))
	head(2)
	for _, text := range strings.Split(m.about, "\n") {
		fmt.Fprintf(&b, "%s\n.PP\n", roff(text))
	}
	fmt.Fprintf(&b, "%s\n", roff(m.see))
	head(3)
	f.VisitAll(func(x *flag.Flag) {
		name, text := m.named(x.Name)
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", roff("--"+name), roff(text))
	})
	head(4)
	fmt.Fprintf(&b, "%s\n", roff(m.exits))
	head(5)
	fmt.Fprintf(&b, "%s\n", roff(m.files))
	_, err := io.WriteString(w, b.String())
	return err
}

// roff is text as a man page has it.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
