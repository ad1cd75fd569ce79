package main

import "comity/internal/cooperation/report/word"

// say is what a run says of a weight or a rival, in the words' language: the
// sentences of the run are English, their figures stay as they are.
func (w words) say(english string) string { return word.Replace(w.Sentences, english) }

// italianSentences are what a run says, in Italian.
func italianSentences() map[string]string { return word.Sentences("it") }

// italianTerms are the words of JSON that people read in tables: bands (of a subject), rivals and
// their verdicts (of an explanation), what became of leads.
func italianTerms() map[string]string {
	return map[string]string{
		"corroborated": "corroborato", "supported": "sostenuto", "unresolved": "non risolto", "contradicted": "contraddetto", "all": "tutti",
		"ahead": "prevale", "possible": "possibile", "excluded": "esclusa",
		"stolen-card": "carta rubata", "shared-address": "indirizzo condiviso", "reseller": "rivenditore", "account-sharing": "account condiviso",
		"remote-access": "accesso remoto", "namesake": "omonimia", "clock-error": "errore di orologio",
		"searched": "perquisito", "cleared": "scagionato", "charged": "imputato", "informed": "segnalato",
	}
}
