package alias

// table is what likenesses weigh.
type table struct {
	kinds  [kinds]int64 // first stage: thousandths a standard deviation
	stands [4]int64     // second stage: thousandths a logit of the smaller and of the larger margin, each doubling of words above 256; constant
}

// weights are version 2, fitted on half of the licensed channel's authors (docs/aliases.md, TestFit).
var weights = table{
	kinds: [kinds]int64{phrases: 334, style: 358, runs: 439, shapes: 980, letterRuns: 644, habits: 125, hours: 405, lengths: 287,
		pace: 219, partners: 393, imposters: 217},
	stands: [4]int64{387, 253, -60, 96},
}

// against is what two names that answer each other lose: set by hand, as who has two names for the licensed channel never
// answers himself.
const against = 2000
