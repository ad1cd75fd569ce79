package manifest

import (
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// lines tells on which line a table or a key of a table stands, by
// "table/index" and "table/index/key". The decoder forgets positions, but what
// is wrong with a value shows only after decoding.
type lines map[string]int

func lineKey(table string, i int, key string) string {
	s := table + "/" + strconv.Itoa(i)
	if key != "" {
		s += "/" + key
	}
	return s
}

// of is the line of key in the i-th table of that name, else the table's own.
func (l lines) of(table string, i int, key string) int {
	if n, ok := l[lineKey(table, i, key)]; ok {
		return n
	}
	return l[lineKey(table, i, "")]
}

// has reports whether key is written in the i-th table of that name.
func (l lines) has(table string, i int, key string) bool {
	_, ok := l[lineKey(table, i, key)]
	return ok
}

// lineIndex walks data, which the decoder has accepted already.
func lineIndex(data []byte) lines {
	l, count := lines{}, map[string]int{}
	var p unstable.Parser
	p.Reset(data)
	table, at, inner := "", 0, false // inner: inside a table of the table
	for p.NextExpression() {
		e := p.Expression()
		path, line := keyPath(&p, e)
		switch e.Kind {
		case unstable.ArrayTable:
			table, at, inner = path[0], count[path[0]], len(path) > 1
			count[table]++
			l.first(lineKey(table, at, ""), line)
		case unstable.Table:
			switch {
			case len(path) == 1:
				table, at, inner = path[0], 0, false
				l.first(lineKey(table, 0, ""), line)
			case path[0] == table:
				inner = true
				l.first(lineKey(table, at, path[1]), line)
			default:
				table, at, inner = path[0], 0, true
			}
		case unstable.KeyValue:
			if !inner {
				l.first(lineKey(table, at, path[0]), line)
			}
		}
	}
	return l
}

func (l lines) first(key string, line int) {
	if _, ok := l[key]; !ok {
		l[key] = line
	}
}

func keyPath(p *unstable.Parser, e *unstable.Node) (path []string, line int) {
	for it := e.Key(); it.Next(); {
		n := it.Node()
		if line == 0 {
			line = p.Shape(n.Raw).Start.Line
		}
		path = append(path, strings.Clone(string(n.Data)))
	}
	return path, line
}
