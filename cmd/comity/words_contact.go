package main

// contactWords are those of contacts between a board and other cases.
type contactWords struct {
	Case, Subject, Doubt, Said, Row                 string
	None, Capped, Read, Held, HeldRows, Apart, Lead string
}

func contactEnglish() contactWords {
	return contactWords{
		Case: "case", Subject: "subject", Doubt: "disputed", Said: "said on the board", Row: "row of the case",
		None:     "No contact to show.",
		Capped:   "%s: used by %s members and stated by %s subjects of %s; more than %s share it, so it tells nobody from another",
		Read:     "%s: %s subjects of run %s state %s; cards and holders are compared with nothing",
		Held:     "  withheld: %s contacts, by rule %s; ask %s",
		HeldRows: "  withheld: the rows of %s exhibits, by rule %s; ask %s",
		Apart:    "not compared, for no case states their like: %s",
		Lead:     "A contact is a lead for an analyst, never an identification: addresses are shared, lent and invented, and names are chosen alike. Nothing is merged.",
	}
}

func contactItalian() contactWords {
	return contactWords{
		Case: "caso", Subject: "soggetto", Doubt: "contestato", Said: "detto sulla bacheca", Row: "riga del caso",
		None:     "Nessun contatto da mostrare.",
		Capped:   "%s: usato da %s membri e indicato da %s soggetti di %s; lo condividono più di %s, quindi non distingue nessuno",
		Read:     "%s: %s soggetti del calcolo %s indicano %s; carte e titolari non si confrontano con nulla",
		Held:     "  trattenuti: %s contatti, per la regola %s; chiedere a %s",
		HeldRows: "  trattenute: le righe di %s reperti, per la regola %s; chiedere a %s",
		Apart:    "non confrontati, perché nessun caso ne indica di simili: %s",
		Lead:     "Un contatto è una pista per l'analista, mai un'identificazione: gli indirizzi si condividono, si prestano e si inventano, e i nomi si somigliano. Nulla viene unito.",
	}
}

// profileWords are those of a profile that a state is given.
type profileWords struct{ Given, Held string }

func profileEnglish() profileWords {
	return profileWords{
		Given: "board %s for %s: %s names, resting on %s exhibits",
		Held:  "left out by rule %s: %s exhibits with %s rows; %s messages and %s names that nothing else shows",
	}
}

func profileItalian() profileWords {
	return profileWords{
		Given: "bacheca %s per %s: %s nomi, fondati su %s reperti",
		Held:  "esclusi per la regola %s: %s reperti con %s righe; %s messaggi e %s nomi che nient'altro mostra",
	}
}

// tieWords are those of whom a member deals with.
type tieWords struct{ What, Answers, AnsweredBy, Vouched, VouchedBy, Rank, Close string }

func tieEnglish() tieWords {
	return tieWords{What: "tie", Answers: "answers", AnsweredBy: "is answered by", Vouched: "vouched for", VouchedBy: "was vouched for by", Rank: "rank or group",
		Close: "core %s: in a part of the board in which everybody deals with so many others of it; community %s"}
}

func tieItalian() tieWords {
	return tieWords{What: "legame", Answers: "risponde a", AnsweredBy: "riceve risposta da", Vouched: "ha garantito per", VouchedBy: "garantito da", Rank: "grado o gruppo",
		Close: "nucleo %s: in una parte della bacheca in cui ciascuno tratta con altrettanti altri; comunità %s"}
}
