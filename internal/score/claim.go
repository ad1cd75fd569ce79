package score

import (
	"io"
	"io/fs"
	"slices"

	"comity/internal/comity"
)

// Claim is a subject as the curve of docs/decisions/0029-company.md is fitted to it.
type Claim struct {
	Score    int64       `json:"score"`
	Band     comity.Band `json:"band"`
	Named    bool        `json:"named"`    // a connection is claimed
	Used     bool        `json:"used"`     // test c of the top band holds
	Account  bool        `json:"account"`  // some selector is an account
	Disputed bool        `json:"disputed"` // some are listed apart
	Said     []string    `json:"said"`     // what speaks for it and against it
	Right    bool        `json:"right"`
}

// Claims judges the subjects of a run's findings, by rank.
func Claims(findings io.Reader, truth fs.FS) ([]Claim, error) {
	people, err := readPeople(truth)
	if err != nil {
		return nil, err
	}
	subjects, err := readSubjects(findings)
	if err != nil {
		return nil, err
	}
	list := make([]Claim, len(subjects))
	for i := range subjects {
		s := &subjects[i]
		list[i] = Claim{
			Score: s.Score, Band: s.Band, Named: len(s.Subscribers) > 0, Used: !slices.Contains(s.Missing, "c"), Disputed: len(s.Disputed) > 0,
			Account: slices.ContainsFunc(s.Selectors, func(sel comity.Selector) bool { return sel.Type == comity.SelectorAccount }),
			Right:   people.judge(s).right,
		}
		for _, w := range slices.Concat(s.For, s.Against) {
			list[i].Said = append(list[i].Said, w.Text)
		}
	}
	return list, nil
}
