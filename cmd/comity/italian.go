package main

import "comity/internal/cooperation/report/word"

// say is what a run says of a weight or a rival, in the words' language: the
// sentences of the run are English, their figures stay as they are.
func (w words) say(english string) string { return word.Replace(w.Sentences, english) }

// italianSentences are what a run says, in Italian.
func italianSentences() map[string]string { return word.Sentences("it") }
