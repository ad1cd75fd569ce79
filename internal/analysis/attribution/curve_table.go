package attribution

// curves are what `curve fit` of scripts/curve printed.
var curves = [Kinds][]Step{}
