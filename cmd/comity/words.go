package main

import (
	"strings"

	"comity/internal/comity"
)

// words is what a person reads in tables, headings and footers, in one
// language. Errors, help, and the texts inside findings are English only.
type words struct {
	// Headings of columns, and labels.
	Rank, Band, Bans, Subscriber, Countries, Accounts, Rivals, ID               string
	Ref, Kind, Format, Bytes, Rows, Provider, Basis, Exhibit, Path              string
	Line, Reason, Cite, Run, Time, Actor, Version, Hits, Subjects, Seq, Purpose string
	Event, Account, Address, Answer, First, Last, Count, Weight, Verdict, Text  string
	Check, Result, Measure, Value, Certain                                      string

	// Sections of one item.
	Selectors, Subscribers, For, Against, RivalsTitle, HitsTitle, Cards, Decisions string
	Lines, Assignments, Missing, Score, Probability, None                          string

	// Sentences.
	Lead, Measured, RivalsMeaning, FirstOf, Summary string
	OK, Damaged, Fallen, Recomputed, NoSubjects     string

	// The demonstration.
	DemoSimulated, DemoInit, DemoSealed, DemoChecked, DemoVerified, DemoWalk, DemoPlaces string
	DemoEvidence, DemoTruth, DemoCase, DemoNode                                          string
}

// language chooses the words by --lang, or else by the locale.
func (a *app) language() error {
	switch a.lang {
	case "en", "it":
		return nil
	case "":
		a.lang = a.locale()
		return nil
	}
	return comity.Errorf(comity.Usage, "--lang %.20q is not spoken", a.lang).WithHint("one of en, it")
}

// locale follows the order of POSIX: LC_ALL, LC_MESSAGES, LANG.
func (a *app) locale() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := a.env(name); v != "" {
			if strings.HasPrefix(v, "it") {
				return "it"
			}
			return "en"
		}
	}
	return "en"
}

func (a *app) words() words {
	if a.lang == "it" {
		return italian()
	}
	return english()
}

func english() words {
	return words{
		Rank: "rank", Band: "band", Bans: "bans", Subscriber: "subscriber", Countries: "countries", Accounts: "accounts",
		Rivals: "rivals", ID: "id", Ref: "ref", Kind: "kind", Format: "format", Bytes: "bytes", Rows: "rows",
		Provider: "provider", Basis: "basis", Exhibit: "exhibit", Path: "path", Line: "line", Reason: "reason",
		Cite: "citation", Run: "run", Time: "time", Actor: "actor", Version: "version", Hits: "hits",
		Subjects: "subjects", Seq: "act", Purpose: "purpose", Event: "event", Account: "account", Address: "address",
		Answer: "answer", First: "first", Last: "last", Count: "count", Weight: "weight", Verdict: "verdict", Text: "text",
		Check: "check", Result: "result", Measure: "measure", Value: "value", Certain: "certain",

		Selectors: "Selectors", Subscribers: "Subscribers (the claimed one first)", For: "For", Against: "Against",
		RivalsTitle: "Rival explanations", HitsTitle: "Hits", Cards: "Cards", Decisions: "Decisions and notes",
		Lines: "Lines", Assignments: "Assignments", Missing: "missing", Score: "score", Probability: "probability", None: "none",

		Lead: "A band is a lead, not a verdict; no adverse decision may rest on it alone.",
		Measured: "Accuracy was measured on simulated billing cases only, never on real ones: " +
			"`comity score`, docs/accuracy.md.",
		RivalsMeaning: "rivals: explanations other than the subscriber, ahead of the claim/still possible",
		FirstOf:       "%d of %d subjects; all of them: %s subjects",
		Summary:       "run %s · %d exhibits · %d events · %d hits · %d rejects · %d quarantined · %d subjects",
		OK:            "ok", Damaged: "DAMAGED", Fallen: "Findings that fall with it", Recomputed: "recomputed run",
		NoSubjects: "no subjects",

		DemoSimulated: "simulated a billing case", DemoInit: "opened a case", DemoSealed: "sealed the exhibits",
		DemoChecked: "checked them against each other", DemoVerified: "verified every byte, signature and log entry",
		DemoWalk: "From the first subject to the bytes behind it", DemoPlaces: "Where things lie",
		DemoEvidence: "evidence as received", DemoTruth: "truth, never sealed", DemoCase: "the case", DemoNode: "the node",
	}
}

func italian() words {
	return words{
		Rank: "posto", Band: "fascia", Bans: "ban", Subscriber: "abbonato", Countries: "paesi", Accounts: "account",
		Rivals: "rivali", ID: "id", Ref: "rif.", Kind: "genere", Format: "formato", Bytes: "byte", Rows: "righe",
		Provider: "fornitore", Basis: "base", Exhibit: "reperto", Path: "percorso", Line: "riga", Reason: "motivo",
		Cite: "citazione", Run: "calcolo", Time: "ora", Actor: "autore", Version: "versione", Hits: "riscontri",
		Subjects: "soggetti", Seq: "atto", Purpose: "scopo", Event: "evento", Account: "account", Address: "indirizzo",
		Answer: "risposta", First: "primo", Last: "ultimo", Count: "numero", Weight: "peso", Verdict: "esito", Text: "testo",
		Check: "verifica", Result: "risultato", Measure: "misura", Value: "valore", Certain: "certo",

		Selectors: "Selettori", Subscribers: "Abbonati (per primo quello indicato)", For: "A favore", Against: "Contro",
		RivalsTitle: "Spiegazioni rivali", HitsTitle: "Riscontri", Cards: "Carte", Decisions: "Decisioni e note",
		Lines: "Righe", Assignments: "Assegnazioni", Missing: "mancano", Score: "punteggio", Probability: "probabilità", None: "nessuno",

		Lead: "Una fascia è una pista, non un verdetto; nessuna decisione sfavorevole può basarsi solo su di essa.",
		Measured: "La precisione è stata misurata solo su casi simulati, mai su casi reali: " +
			"`comity score`, docs/accuracy.md.",
		RivalsMeaning: "rivali: spiegazioni diverse dall'abbonato, avanti all'ipotesi/ancora possibili",
		FirstOf:       "%d soggetti su %d; tutti: %s subjects",
		Summary:       "calcolo %s · %d reperti · %d eventi · %d riscontri · %d scarti · %d in quarantena · %d soggetti",
		OK:            "ok", Damaged: "DANNEGGIATO", Fallen: "Risultanze che cadono", Recomputed: "calcolo rifatto",
		NoSubjects: "nessun soggetto",

		DemoSimulated: "simulato un caso di pagamenti", DemoInit: "aperto un caso", DemoSealed: "sigillati i reperti",
		DemoChecked: "confrontati i reperti fra loro", DemoVerified: "verificati ogni byte, firma e voce di registro",
		DemoWalk: "Dal primo soggetto ai byte che lo sostengono", DemoPlaces: "Dove si trova che cosa",
		DemoEvidence: "prove come ricevute", DemoTruth: "verità, mai sigillata", DemoCase: "il caso", DemoNode: "il nodo",
	}
}
