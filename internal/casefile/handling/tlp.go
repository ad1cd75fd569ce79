package handling

// TLP is a label of the Traffic Light Protocol 2.0, https://www.first.org/tlp/,
// ordered by strictness. Unlabelled, the zero value, is stricter than CLEAR:
// that nobody set a limit is no leave to publish.
type TLP int8

// The labels.
const (
	Clear       TLP = iota - 1 // may be published
	Unlabelled                 // nobody said
	Green                      // the community, not the public
	Amber                      // the recipient's organisation and its clients
	AmberStrict                // the recipient's organisation
	Red                        // the persons addressed
)

var labels = [...]string{"TLP:CLEAR", "", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"}

// Labels are the labels, the mildest first.
func Labels() []string { return append([]string{labels[0]}, labels[2:]...) }

// String is the label as Parse reads it, "" for Unlabelled.
func (t TLP) String() string { return labels[t-Clear] }
