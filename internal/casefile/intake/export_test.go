package intake

// Often is for looks at thousands of small files, each a folder of its own: most of such a look would be spent on
// making the vocabulary ready.
func Often() Config { return Config{lex: newLexicon()} }
