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
