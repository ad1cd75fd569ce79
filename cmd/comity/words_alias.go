package main

// aliasEnglish says by its code what speaks for two names being one person (docs/aliases.md).
func aliasEnglish() map[string]string {
	return map[string]string{
		"phrases": "phrases", "style": "style", "marks": "marks", "letters": "letters", "words": "words", "hours": "hours", "lengths": "lengths", "pace": "pace",
		"partners": "partners", "imposters": "beside strangers", "selector": "same address", "name": "same name in mail", "sequence": "one after the other", "against:answers": "against: they answer each other",
	}
}

func aliasItalian() map[string]string {
	return map[string]string{
		"phrases": "espressioni", "style": "stile", "marks": "segni", "letters": "lettere", "words": "parole", "hours": "ore", "lengths": "lunghezze", "pace": "ritmo",
		"partners": "interlocutori", "imposters": "confronto con estranei", "selector": "stesso indirizzo", "name": "stesso nome nella posta", "sequence": "uno dopo l'altro", "against:answers": "contro: si rispondono",
	}
}

// aliasReasons says why two names may be one person.
func (w words) aliasReasons(codes []string) (out []string) {
	for _, c := range codes {
		out = append(out, orElse(w.BoardAlike[c], c))
	}
	return out
}
