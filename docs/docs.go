// Package docs holds the pages that travel with what comity hands over.
package docs

import _ "embed" // for the page

//go:embed accuracy.md
var accuracy string

// Accuracy says on what data accuracy was measured, and the figures.
func Accuracy() string { return accuracy }
