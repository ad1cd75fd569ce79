package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// describe says what was seen, in numbers, and of whom nothing.
func describe(f *File, m *mapping, cols []*column) {
	for _, key := range []string{"subscriber", "account", "card", "holder"} {
		if c, ok := m.taken[key]; ok && c.col.filled > 0 && len(c.col.distinct) > 0 {
			more := ""
			if c.col.full {
				more = "more than "
			}
			f.why("%s%d different values of %s in the sample", more, len(c.col.distinct), key)
		}
	}
	for _, key := range []string{"ip", "asked_ip"} {
		if c, ok := m.taken[key]; ok && c.col.filled > 0 {
			f.why("addresses: %s", families(c.col))
		}
	}
	for _, c := range cols {
		if slices.ContainsFunc(c.parts, func(p part) bool { return p.has("zone") }) && c.filled > 0 {
			f.zoneColumn(c)
			f.why("the column %s speaks of a time zone; in the sample %s", quoted(c.name), most(c))
		}
	}
}

func families(c *column) string {
	six := 0
	for v, n := range c.distinct {
		if strings.Contains(v, ":") {
			six += n
		}
	}
	total := 0
	for _, n := range c.distinct {
		total += n
	}
	return fmt.Sprintf("%d of IPv4, %d of IPv6; %d single, %d ranges", total-six, six, c.count[cAddress], c.count[cRange]-c.count[cAddress])
}

func most(c *column) string {
	keys := sortedKeys(c.distinct)
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(c.distinct[b], c.distinct[a]) })
	return quoted(plainText(strings.Join(keys[:min(3, len(keys))], " · "), 60))
}

// gaps reports whether a column is empty in more rows than damage explains: two and more, of
// twenty at most one.
func (c *column) gaps() bool {
	empty := len(c.samples) - c.filled
	return c.filled > 0 && empty > 1 && empty*20 >= len(c.samples)
}

// merged says what may have emptied cells of a workbook.
func (f *File) merged() string {
	if f.Sheet == "" || f.Format != "xlsx" {
		return ""
	}
	return ". Where cells are merged, the first holds the value: fill the others in a copy, and seal both"
}

// fuller are the columns that could be a needed key as well, and are filled in rows where the one that
// was taken is not: when a payment was begun, where that it was paid says nothing of the declined.
func (m *mapping) fuller(key string, taken *column) []string {
	if !tellable[key] {
		return nil
	}
	var out []string
	for _, c := range m.all {
		if overlaps(c, taken) || c.filled <= taken.filled+(len(taken.samples)-taken.filled)/2 || !fits(key, m.kind, c) || c.has("born") || c.has("zone") || c.dayAlone() && !taken.dayAlone() {
			continue
		}
		out = append(out, joinNames(c.names()))
	}
	return out
}
