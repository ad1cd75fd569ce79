package profile

// Has reports whether a sentence or word has an Italian one.
func Has(english string) bool { return inItalian[english] != "" }
