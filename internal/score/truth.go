package score

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"slices"
	"strings"

	"comity/internal/comity"
)

// Files of the truth.
const (
	personsFile    = "persons.jsonl"
	rejectsFile    = "rejects.jsonl"
	duplicatesFile = "duplicates.jsonl"
)

// Roles of the truth that are scored.
const (
	subscriber = "subscriber"
	victim     = "victim"
	bystander  = "bystander"
)

// maxLine bounds a line of JSON Lines; a subject with many thousands of
// selectors is one line.
const maxLine = 256 << 20

// connection is a subscriber of a provider.
type connection struct {
	Provider   string `json:"provider"`
	Country    string `json:"country"` // of the provider; "": not said, as where no other is called like it
	Subscriber string `json:"subscriber"`
}

// text names the connection.
func (c connection) text() string {
	if c.Country != "" {
		return c.Provider + " (" + c.Country + ") " + c.Subscriber
	}
	return c.Provider + " " + c.Subscriber
}

// person is one line of persons.jsonl.
type person struct {
	Person      string       `json:"person"`
	Role        string       `json:"role"`
	Accounts    []string     `json:"accounts"`
	Emails      []string     `json:"emails"`
	Cards       []string     `json:"cards"`
	Subscribers []connection `json:"subscribers"`
	Resolvable  bool         `json:"resolvable"`
	Rivals      []string     `json:"rivals"` // kinds of rival that are true of a victim or bystander
}

// people finds who has a selector or a connection. More than one person may:
// accounts are shared, and so are lines.
type people struct {
	list  []*person // in the order of the file
	has   map[comity.Selector][]*person
	lines map[connection][]*person

	countries map[connection][]string // those of lines with a country, by the line without it
}

func readPeople(truth fs.FS) (*people, error) {
	ps := &people{has: map[comity.Selector][]*person{}, lines: map[connection][]*person{}, countries: map[connection][]string{}}
	err := readFile(truth, personsFile, func(line []byte) error {
		p := new(person)
		if err := json.Unmarshal(line, p); err != nil {
			return err
		}
		ps.add(p)
		return nil
	})
	if err == nil && len(ps.list) == 0 {
		err = comity.Errorf(comity.Input, "%s: no persons", personsFile).
			WithHint("name the folder truth/ that the simulation wrote beside evidence.toml")
	}
	return ps, err
}

func (ps *people) add(p *person) {
	ps.list = append(ps.list, p)
	for _, v := range p.Accounts {
		ps.give(comity.SelectorAccount, v, p)
	}
	for _, v := range p.Emails {
		ps.give(comity.SelectorEmail, v, p)
	}
	for _, v := range p.Cards {
		ps.give(comity.SelectorCard, v, p)
	}
	for _, c := range p.Subscribers {
		if own := ps.lines[c]; len(own) == 0 || own[len(own)-1] != p {
			ps.lines[c] = append(own, p)
		}
		if bare := (connection{Provider: c.Provider, Subscriber: c.Subscriber}); c != bare && !slices.Contains(ps.countries[bare], c.Country) {
			ps.countries[bare] = append(ps.countries[bare], c.Country)
		}
	}
}

// at are those whose connection c is. Where one side does not say of which of two providers of a
// name it is, the other's word counts, if there is but one.
func (ps *people) at(c connection) []*person {
	if own := ps.lines[c]; len(own) > 0 {
		return own
	}
	if c.Country != "" {
		c.Country = ""
		return ps.lines[c]
	}
	if countries := ps.countries[c]; len(countries) == 1 {
		c.Country = countries[0]
		return ps.lines[c]
	}
	return nil
}

// give notes that p has a selector, once.
func (ps *people) give(t comity.SelectorType, value string, p *person) {
	s := plain(comity.Selector{Type: t, Value: value})
	if own := ps.has[s]; len(own) == 0 || own[len(own)-1] != p {
		ps.has[s] = append(own, p)
	}
}

// plain brings selectors of truth and run to one form.
func plain(s comity.Selector) comity.Selector {
	s.Cite = ""
	switch s.Type {
	case comity.SelectorEmail:
		if v := comity.Email(s.Value); v != "" {
			s.Value = v
		}
	case comity.SelectorAccount:
		s.Value = account(s.Value)
	}
	return s
}

// account is the form that runs print accounts in, see comity.Account.
func account(s string) string {
	site, user, _ := strings.Cut(s, ":")
	return comity.Account(site, user)
}

// readFile calls each for every line of a file of the truth.
func readFile(truth fs.FS, name string, each func([]byte) error) (err error) {
	f, err := truth.Open(name)
	if err != nil {
		return comity.Errorf(comity.Input, "truth: %w", err).
			WithHint("name the folder truth/ that the simulation wrote beside evidence.toml")
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	if err := readLines(name, f, each); err != nil {
		return comity.Errorf(comity.Input, "truth: %w", err).
			WithHint("the file is damaged, or another version's: write the world anew, and score the case of that one")
	}
	return nil
}

// readLines calls each for every line that is not blank; an error names file and line.
func readLines(name string, r io.Reader, each func([]byte) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for sc.Scan() {
		n++
		line := bytes.TrimSpace(sc.Bytes())
		if len(line) == 0 {
			continue
		}
		if err := each(line); err != nil {
			return comity.Errorf(comity.Input, "%s:%d: %w", name, n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return comity.Errorf(comity.Input, "%s:%d: %w", name, n+1, err)
	}
	return nil
}
