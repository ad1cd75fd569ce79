package verify

// Italian are the sentences of a report in Italian, by the English ones.
func Italian() Words {
	return Words{}
}
