package casefile

import (
	"slices"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// sought refuses a board or a baseline that the exhibits hold no post of: an empty profile would look like a silent board.
func sought(boards []string, p BoardParams, exhibits []BoardExhibit) error {
	if len(boards) == 0 {
		return postless(exhibits)
	}
	for _, name := range []string{p.Board, p.Baseline} {
		if name != "" && !slices.Contains(boards, name) {
			return comity.Errorf(comity.Negative, "no exhibit in force has a post of board %.80q", name).WithHint("the boards are: %s", named(boards))
		}
	}
	return nil
}

// postless says what became of the rows of boards without a post.
func postless(exhibits []BoardExhibit) error {
	var rejects, quarantined, withdrawn int64
	for _, x := range exhibits {
		rejects, quarantined, withdrawn = rejects+x.Rejects, quarantined+x.Quarantined, withdrawn+x.Withdrawn
	}
	return comity.Errorf(comity.Negative, "no post of a board can be read in this case: %d rows rejected, %d quarantined, %d withdrawn", rejects, quarantined, withdrawn).
		WithHint("a post without a time, or outside the period of its legal basis, is quarantined: `comity show CASE exhibits` has clock statements and bases")
}

// named lists the first boards, quoted.
func named(boards []string) string {
	const most = 8
	var out []string
	for _, b := range boards[:min(len(boards), most)] {
		out = append(out, strconv.Quote(b))
	}
	if len(boards) > most {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}
