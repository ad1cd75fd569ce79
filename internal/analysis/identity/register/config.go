package register

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/analysis/identity"
	"comity/internal/comity"
)

// Config is identity.toml. Its zero value guesses columns by their names.
type Config struct {
	ID           string  `toml:"id"`            // column that names rows
	Encoding     string  `toml:"encoding"`      // of text; UTF-8 where it is not said
	Sheet        string  `toml:"sheet"`         // of a workbook
	HeaderRow    int     `toml:"header_row"`    // that names the columns, from 1
	TruthPattern string  `toml:"truth_pattern"` // regular expression; its first group is the person
	Threshold    int     `toml:"threshold"`     // milli-bans
	MaxCluster   int     `toml:"max_cluster"`
	MaxBlock     int     `toml:"max_block"`
	Field        []Field `toml:"field"`
}

// Field says what a column holds.
type Field struct {
	Column    string `toml:"column"`
	Is        string `toml:"is"`
	DateOrder string `toml:"date_order"`
}

// keysHint is the way out of a wrong configuration.
const keysHint = "docs/formats/resolve.md lists the keys"

// Parse reads a configuration. An Input error names the line.
func Parse(name string, text []byte) (Config, error) {
	var c Config
	d := toml.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(&c)
	var strict *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case errors.As(err, &strict) && len(strict.Errors) > 0:
		row, _ := strict.Errors[0].Position()
		return c, comity.Errorf(comity.Input, "%s:%d: this key is not known", name, row).WithHint(keysHint)
	case errors.As(err, &bad):
		row, column := bad.Position()
		return c, comity.Errorf(comity.Input, "%s:%d:%d: %s", name, row, column, bad.Error()).WithHint(keysHint)
	case err != nil:
		return c, comity.Errorf(comity.Input, "%s: %w", name, err).WithHint(keysHint)
	case c.HeaderRow < 0 || c.Threshold < 0 || c.MaxCluster < 0 || c.MaxBlock < 0:
		return c, comity.Errorf(comity.Input, "%s: header_row, threshold, max_cluster and max_block are positive", name).WithHint(keysHint)
	}
	return c, nil
}

// columns finds where the fields lie.
func (r *Register) columns(names []string, cfg *Config, truth string) (*plan, error) {
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	p := &plan{width: len(names), id: -1, truth: -1}
	var err error
	if cfg.TruthPattern != "" {
		if p.pattern, err = regexp.Compile(cfg.TruthPattern); err != nil {
			return nil, comity.Errorf(comity.Input, "truth_pattern: %w", err)
		}
	}
	for _, x := range []struct {
		name string
		at   *int
	}{{cfg.ID, &p.id}, {truth, &p.truth}} {
		if x.name != "" {
			if *x.at, err = column(names, x.name); err != nil {
				return nil, err
			}
		}
	}
	if err := r.fields(names, cfg, p); err != nil {
		return nil, err
	}
	p.cells = make([]string, len(p.at))
	r.Table, err = identity.NewTable(r.Fields)
	return p, err
}

func (r *Register) fields(names []string, cfg *Config, p *plan) error {
	if len(cfg.Field) == 0 {
		r.guess(names, p)
	}
	for _, f := range cfg.Field {
		i, err := column(names, f.Column)
		if err != nil {
			return err
		}
		r.Fields = append(r.Fields, identity.Field{Column: names[i], Is: identity.Sort(f.Is), Order: f.DateOrder})
		p.at = append(p.at, i)
	}
	if len(r.Fields) == 0 {
		return comity.Errorf(comity.Input, "no column has a name by which it is known what it holds").
			WithHint("say it in the configuration, for each column: [[field]] column = \"...\" is = one of %v", identity.Sorts())
	}
	for i, n := range names {
		if !slices.Contains(p.at, i) {
			r.Left = append(r.Left, n)
		}
	}
	return nil
}

// column looks a name up as written, then without regard to case.
func column(names []string, name string) (int, error) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		if i := slices.IndexFunc(names, func(n string) bool { return same(n, strings.TrimSpace(name)) }); i >= 0 {
			return i, nil
		}
	}
	return 0, comity.Errorf(comity.Input, "column %.60q is not in the header line", name).
		WithHint("write it as the header line does; the header must be the first line of the file")
}
