// Package docs holds the pages that travel with what comity hands over.
package docs

import (
	_ "embed" // for the page
	"strings"
)

//go:embed accuracy.md
var accuracy string

// Accuracy is on what data accuracy was measured: the page's beginning, to its
// first heading of the second rank, and the figures themselves.
func Accuracy() string {
	return strings.ReplaceAll(accuracy, "\r\n", "\n")
}
