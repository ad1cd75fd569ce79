package main

// zoneWords say what the band of a member's clock rests on.
type zoneWords struct{ Stated, Machine, ByHours, ByLanguage, Reading string }

func zoneEnglish() zoneWords {
	return zoneWords{
		Stated:     "clock: the stamps of its messages say %s in %s of %s",
		Machine:    "clock: the stamps of its messages say %s in %s of %s, as nearly everybody's do: it may be a server's",
		ByHours:    "clock: its hours by themselves say %s, from %s half-hours with posts",
		ByLanguage: "clock: with where %s is spoken, %s",
		Reading:    "clock: %s by reading %s beside the first of the clock of %s",
	}
}

func zoneItalian() zoneWords {
	return zoneWords{
		Stated:     "orologio: gli orari dei suoi messaggi dichiarano %s in %s su %s",
		Machine:    "orologio: gli orari dei suoi messaggi dichiarano %s in %s su %s, come quelli di quasi tutti: può essere di un server",
		ByHours:    "orologio: le sue ore da sole dicono %s, da %s mezz'ore con messaggi",
		ByLanguage: "orologio: con dove si parla %s, %s",
		Reading:    "orologio: %s per la lettura %s, oltre alla prima, dell'orologio di %s",
	}
}
