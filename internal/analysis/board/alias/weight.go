package alias

// table is what likenesses weigh.
type table struct {
	kinds  [kinds]int64 // first stage: thousandths a standard deviation
	stands [4]int64     // second stage: thousandths a logit of the smaller and of the larger margin, each doubling of words above 256; constant
}

// weights are version 2, fitted on half of the licensed channel's authors (docs/aliases.md, TestFit).
var weights = table{
	kinds: [kinds]int64{phrases: 337, style: 361, runs: 446, shapes: 984, letterRuns: 652, habits: 124, hours: 409, lengths: 297,
		pace: 226, partners: 397, imposters: 232},
	stands: [4]int64{388, 243, -42, 125},
}

// against is what two names that answer each other lose: set by hand, as who has two names for the licensed channel never
// answers himself.
const against = 2000
