package main

import (
	"regexp"
	"strings"
)

// figure is a number in what a run says.
var figure = regexp.MustCompile(`[0-9]+`)

// say is what a run says of a weight or a rival, in the words' language: the
// sentences of the run are English, their figures stay as they are.
func (w words) say(english string) string {
	if w.Sentences == nil {
		return english
	}
	parts := strings.Split(english, "; ")
	for i, p := range parts {
		own, ok := w.Sentences[figure.ReplaceAllString(p, "#")]
		if !ok {
			continue
		}
		for _, n := range figure.FindAllString(p, -1) {
			own = strings.Replace(own, "#", n, 1)
		}
		parts[i] = own
	}
	return strings.Join(parts, "; ")
}

// italianSentences are the sentences of internal/analysis/attribution in Italian; a
// test holds the two together.
func italianSentences() map[string]string {
	return map[string]string{
		"before any evidence":                                                    "prima di ogni prova",
		"nothing observed speaks for it":                                         "nulla di osservato parla a favore",
		"# events in # assignments name this subscriber":                         "# eventi in # assegnazioni indicano questo abbonato",
		"# separately stated clocks agree":                                       "# orologi dichiarati separatamente concordano",
		"the account was used from here in # sessions":                           "l'account è stato usato da qui in # sessioni",
		"the account was opened from here":                                       "l'account è stato aperto da qui",
		"the name stated with the account is the subscriber's":                   "il nome indicato con l'account è quello dell'abbonato",
		"the name stated with the account shares a part with the subscriber's":   "il nome indicato con l'account ha una parte in comune con quello dell'abbonato",
		"accounts in # names were opened from here":                              "da qui sono stati aperti account a # nomi",
		"only paid for from here, like those of others":                          "da qui solo pagato, come quelli di altri",
		"no look-up names a connection":                                          "nessuna ricerca indica una connessione",
		"nothing but payment or sign-up came from here":                          "da qui sono venuti solo pagamenti o iscrizioni",
		"paid for, and used from nowhere":                                        "pagato, e non usato da nessuna parte",
		"no name stated with the account resembles the subscriber's":             "nessun nome indicato con l'account somiglia a quello dell'abbonato",
		"the issuer's holder is neither the account's name nor the subscriber's": "il titolare secondo l'emittente non è né il nome dell'account né l'abbonato",
		"# sessions resolve to other connections":                                "# sessioni portano ad altre connessioni",
		"the account was opened from another connection":                         "l'account è stato aperto da un'altra connessione",
		"# events leave open who it was":                                         "# eventi lasciano aperto chi fosse",
		"# events met a shared address; nobody else was behind it each time":     "# eventi da un indirizzo condiviso; nessun altro vi era ogni volta",
		"# events met a shared address":                                          "# eventi da un indirizzo condiviso",
		"nobody else was behind it each time":                                    "nessun altro vi era ogni volta",
		"# events met a shared address; of those who fit them all, only the subscriber bears a name like the account's": "# eventi da un indirizzo condiviso; di chi corrisponde a tutti, solo l'abbonato porta un nome simile a quello dell'account",
		"of those who fit them all, only the subscriber bears a name like the account's":                                "di chi corrisponde a tutti, solo l'abbonato porta un nome simile a quello dell'account",
		"# payments were charged back":                                                  "# pagamenti sono stati contestati",
		"charged back, and used by nobody":                                              "contestato, e usato da nessuno",
		"accounts of # unrelated people were used from here":                            "da qui sono stati usati account di # persone estranee tra loro",
		"accounts of # or more unrelated people were used from here":                    "da qui sono stati usati account di # o più persone estranee tra loro",
		"that many people are no household":                                             "tante persone non sono una famiglia",
		"accounts of # other people were used from here":                                "da qui sono stati usati account di altre # persone",
		"only paid for from here, where others used theirs":                             "da qui solo pagato, dove altri usavano i loro",
		"# e-mail addresses or cards of the account stand with accounts in other names": "# indirizzi o carte dell'account stanno anche con account ad altri nomi",
		"the accounts are in names that have nothing in common":                         "gli account sono a nomi che non hanno nulla in comune",
		"a payment was charged back":                                                    "un pagamento è stato contestato",
		"the issuer lists a card as stolen or lost":                                     "l'emittente dà una carta per rubata o smarrita",
		"the issuer's holder is the subscriber or of the same name":                     "il titolare secondo l'emittente è l'abbonato o dello stesso nome",
		"paid for and never used":                                                       "pagato e mai usato",
		"cards of many people were used from the connection":                            "dalla connessione sono state usate carte di molte persone",
		"cards with numbers in sequence were used from the connection":                  "dalla connessione sono state usate carte con numeri in sequenza",
		"several payments were declined":                                                "più pagamenti sono stati rifiutati",
		"issuer, connection and stated address are in different countries":              "emittente, connessione e indirizzo dichiarato sono in Paesi diversi",
		"the issuer's holder is named in the account":                                   "il titolare secondo l'emittente è indicato nell'account",
		"many unrelated people use the connection":                                      "molte persone estranee tra loro usano la connessione",
		"the subscriber bears no name stated with the account":                          "l'abbonato non porta nessun nome indicato con l'account",
		"the subscriber is of the same family name":                                     "l'abbonato è dello stesso cognome",
		"the subscriber bears the name stated with the account":                         "l'abbonato porta il nome indicato con l'account",
		"accounts that nothing ties to this one were used from there as well":           "da lì sono stati usati anche account che nulla lega a questo",
		"who holds the connection, or in whose name the account is, is not stated":      "non è indicato chi sia intestatario della connessione, o a quale nome sia l'account",
		"most look-ups met a shared address without port":                               "la maggior parte delle ricerche ha trovato un indirizzo condiviso senza porta",
		"accounts in many names were opened from the connection":                        "dalla connessione sono stati aperti account a molti nomi",
		"accounts in several names were opened from the connection within a day":        "dalla connessione sono stati aperti account a più nomi in un giorno",
		"an e-mail address or card of the account stands with accounts in other names":  "un indirizzo o una carta dell'account sta anche con account ad altri nomi",
		"another connection, in another name, used the account on several days":         "un'altra connessione, a un altro nome, ha usato l'account in più giorni",
		"used from two countries within an hour":                                        "usato da due Paesi nella stessa ora",
		"used from elsewhere until a day, and only from here since":                     "usato da altrove fino a un certo giorno, e da allora solo da qui",
		"the connection is in another country than the customer and the card":           "la connessione è in un Paese diverso da quelli del cliente e della carta",
		"accounts in several names, none of them the subscriber's, were used from here": "da qui sono stati usati account a più nomi, nessuno quello dell'abbonato",
		"cards of several people, none of them the subscriber's, were used from here":   "da qui sono state usate carte di più persone, nessuna dell'abbonato",
		"another connection is held by somebody of the same name":                       "un'altra connessione è intestata a una persona dello stesso nome",
		"most look-ups lie at the edge of an assignment":                                "la maggior parte delle ricerche cade al margine di un'assegnazione",
		"another kept reading of a clock names other subscribers for most look-ups":     "un'altra lettura mantenuta di un orologio indica altri abbonati per la maggior parte delle ricerche",
	}
}
