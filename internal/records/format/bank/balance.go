package bank

// Gap is a statement of which opening balance and entries do not make the closing one:
// entries may lack. Sums in minor units of the currency.
type Gap struct {
	Line                      int64 // at which the statement begins, in the stream
	Opening, Entries, Closing int64 // Entries is their sum
	Currency                  string
}

// Tally adds the entries of one statement after another up, and compares them with the balances that
// each bears. The zero value is ready. Memory does not grow: of what does not add up only the first is kept.
type Tally struct {
	open    bool // opening is known
	closed  bool // closing is known
	unknown bool // an entry was not read, or the statement is not all of it
	now     Gap
	first   Gap
	gaps    int64
}

// Begin begins a statement, at the line. The one before is compared where it was ended, else it is forgotten.
func (t *Tally) Begin(line int64) {
	t.open, t.closed, t.unknown, t.now = false, false, false, Gap{Line: line}
}

// Opening is the balance before the first entry. Of several the first counts.
func (t *Tally) Opening(sum int64, currency []byte) {
	if t.open {
		return
	}
	t.open, t.now.Opening, t.now.Currency = true, sum, string(currency)
}

// Open reports whether entries are to be added up: the balance before them is known, and all so far.
func (t *Tally) Open() bool { return t.open && !t.unknown }

// Entry adds an entry, below zero where money left the account.
func (t *Tally) Entry(sum int64, currency []byte) {
	t.now.Entries += sum
	t.unknown = t.unknown || string(currency) != t.now.Currency
}

// Unknown says that an entry, or a balance, of the statement was not read: it was rejected, lies outside of what may be
// read, or on another page. Then nothing is compared.
func (t *Tally) Unknown() { t.unknown = true }

// Closing is the balance after the last entry.
func (t *Tally) Closing(sum int64, currency []byte) {
	t.closed, t.now.Closing = true, sum
	t.unknown = t.unknown || string(currency) != t.now.Currency
}

// End ends the statement and compares it, where both its balances are known.
func (t *Tally) End() {
	if t.open && t.closed && !t.unknown && t.now.Opening+t.now.Entries != t.now.Closing {
		if t.gaps++; t.gaps == 1 {
			t.first = t.now
		}
	}
	t.open, t.closed = false, false
}

// Gaps are how many statements do not add up, and the first of them.
func (t *Tally) Gaps() (n int64, first Gap) { return t.gaps, t.first }
