package score

import (
	"io"
	"io/fs"
	"slices"

	"comity/internal/comity"
)

// Claim is a subject as the curves of docs/decisions/0042-who-pays-is-somebody.md are fitted to it.
type Claim struct {
	Score    int64                 `json:"score"`
	Band     comity.Band           `json:"band"`
	Line     string                `json:"line"`               // the claimed connection: provider, its country where it has one, and subscriber; "" for none
	Guests   int                   `json:"guests"`             // who live elsewhere and used it
	Payers   int                   `json:"payers"`             // others who only paid from it
	Days     int                   `json:"days"`               // on how many each of a crowd there was seen, in the mean
	Begun    int                   `json:"begun"`              // on how many different days the first of each was, for a hundred of them
	Held     int                   `json:"held,omitempty"`     // whose accounts were only paid for or opened there, of a hundred of them
	Like     int                   `json:"like,omitempty"`     // on how many other connections such a crowd was
	Firm     bool                  `json:"firm,omitempty"`     // its holder is no person
	Nameless bool                  `json:"nameless,omitempty"` // who holds it is not stated
	Used     bool                  `json:"used"`               // test c of the top band holds
	Disputed bool                  `json:"disputed"`           // some are listed apart
	Types    []comity.SelectorType `json:"types"`              // of the others, one each
	Said     []string              `json:"said"`               // what speaks for it and against it
	Right    bool                  `json:"right"`
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
			Score: s.Score, Band: s.Band, Guests: s.Company.Guests, Payers: s.Company.Payers, Days: s.Company.Days, Begun: s.Company.Begun, Held: s.Company.Held, Like: s.Company.Like, Firm: s.Company.Firm, Nameless: s.Company.Nameless, Used: !slices.Contains(s.Missing, "c"), Disputed: len(s.Disputed) > 0,
			Right: people.judge(s).right,
		}
		if len(s.Subscribers) > 0 {
			list[i].Line = s.Subscribers[0].text()
		}
		for _, sel := range s.Selectors {
			list[i].Types = append(list[i].Types, sel.Type)
		}
		for _, w := range slices.Concat(s.For, s.Against) {
			list[i].Said = append(list[i].Said, w.Text)
		}
	}
	return list, nil
}
