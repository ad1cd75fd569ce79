// Package arch holds the rules of the house as data, for the test beside it: which room may import which, that every
// package says what it is, how long a file may be, and that the README leads to every folder.
//
// It judges what `go list` prints and reads no product code. The linter's depguard rules say the same arrows while one
// types; the reasons stand there and in docs/architecture.md.
package arch

import (
	"fmt"
	"slices"
	"strings"
)

// Module is the import path that every room's path begins with.
const Module = "comity"

// MaxLines is the number of lines that no hand-written Go file may exceed.
const MaxLines = 600

// floors are the rooms that evidence passes, lowest first: each may import those before it.
var floors = []string{"comity", "evidence", "records", "analysis", "verify", "cluster", "casefile", "cooperation", "web"}

// apart are the rooms beside the tower: they import comity only, and only commands (and tests outside the analysis)
// import them, so that neither the world nor the judge can know the detector.
var apart = []string{"simulate", "score"}

// orders gives each room's folders, lowest first: one may import those before it. A room's own package may import all
// of its folders; what lies inside one folder is that folder's own affair. A room not named here has no such order.
var orders = map[string][]string{
	"evidence":    {"disk", "sign", "cms", "stamp", "vault", "act", "seal", "log", "container"},
	"records":     {"clock", "record", "charset", "unpack", "block", "format"},
	"analysis":    {"parallel", "chance", "crosscheck", "duplicate", "offset", "extent", "attribution", "identity", "board", "money", "material", "run", "excerpt", "difference", "derivation"},
	"verify":      {"history", "shell"},
	"casefile":    {"policy", "handling", "manifest", "intake", "catalogue", "query", "look", "partner"},
	"cooperation": {"law", "admissible", "nexus", "ledger", "plan", "report", "profile", "pack", "opening", "exchange", "hitnohit"},
}

// Package is what the rules need to know of one package.
type Package struct {
	Path    string   // import path
	Doc     string   // first sentence of the package comment
	Imports []string // of the product's files
	Tests   []string // of its test files, inside and outside the package
}

// Judge returns one line per broken rule, sorted; none means that the house stands.
func Judge(pkgs []Package, readme string) []string {
	var bad []string
	for _, p := range pkgs {
		if p.Doc == "" {
			bad = append(bad, fmt.Sprintf("%s: no package comment; say what it is for above its package clause", p.Path))
		}
		if dir := folder(p.Path); dir != "" && !mapped(readme, dir) {
			bad = append(bad, fmt.Sprintf("%s: not in README's \"Where is it?\"; add a row naming `%s/` (or `%s/…` for all below it)", p.Path, dir, dir))
		}
		bad = append(bad, arrows(p)...)
	}
	slices.Sort(bad)
	return bad
}

func arrows(p Package) []string {
	var bad []string
	for _, to := range p.Imports {
		if why := Forbidden(p.Path, to); why != "" {
			bad = append(bad, fmt.Sprintf("%s imports %s: %s", p.Path, to, why))
		}
	}
	for _, to := range p.Tests {
		if why := Forbidden(p.Path, to); why != "" && !testMay(p.Path, to) {
			bad = append(bad, fmt.Sprintf("%s imports %s in a test: %s", p.Path, to, why))
		}
	}
	return bad
}

// Forbidden says why package from may not import package to; "" where it may.
func Forbidden(from, to string) string {
	a, aSub := room(from)
	b, bSub := room(to)
	switch {
	case a == "" || b == "" || a == "arch":
		return ""
	case a == b:
		return sideways(a, aSub, bSub)
	case b == "comity":
		return ""
	case slices.Contains(apart, a):
		return "this room imports comity only"
	case slices.Contains(apart, b):
		return "only commands import this room"
	}
	i, j := slices.Index(floors, a), slices.Index(floors, b)
	switch {
	case i < 0:
		return "room " + a + " has no place in internal/arch and docs/architecture.md"
	case j < 0:
		return "room " + b + " has no place in internal/arch and docs/architecture.md"
	case i < j:
		return "nothing points back up"
	}
	return ""
}

// sideways judges an import inside one room, between its folders from and to ("" is the room's own package).
func sideways(in, from, to string) string {
	if from == to || from == "" {
		return ""
	}
	if to == "" {
		return "a room's folder does not import the room's own package"
	}
	order, ordered := orders[in]
	if !ordered { // the compiler forbids circles; more is not asked
		return ""
	}
	i, j := slices.Index(order, from), slices.Index(order, to)
	switch {
	case i < 0:
		return "folder " + from + " has no place in the order of room " + in + " (internal/arch)"
	case j < 0:
		return "folder " + to + " has no place in the order of room " + in + " (internal/arch)"
	case i < j:
		return "folder " + from + " stands below " + to
	}
	return ""
}

// testMay lets tests borrow a simulated world and its judge, except where detectors and parsers of truth live.
func testMay(from, to string) bool {
	a, _ := room(from)
	b, _ := room(to)
	return slices.Contains(apart, b) && a != "analysis" && !slices.Contains(apart, a)
}

// room splits an import path into room and first folder inside it; "" for what stands outside the rooms.
func room(path string) (in, sub string) {
	rest, ok := strings.CutPrefix(path, Module+"/internal/")
	if !ok {
		return "", ""
	}
	parts := strings.SplitN(rest, "/", 3)
	if len(parts) > 1 {
		sub = parts[1]
	}
	return parts[0], sub
}

// folder is a package's path below the module's root; "" for the root itself.
func folder(path string) string {
	dir, _ := strings.CutPrefix(path, Module+"/")
	if dir == Module {
		return ""
	}
	return dir
}

// Rows returns the folders that the README's table names, as written between back quotes and ending in "/" or "/…".
func Rows(readme string) []string {
	_, table, ok := strings.Cut(readme, "\n## Where is it?\n")
	if !ok {
		return nil
	}
	table, _, _ = strings.Cut(table, "\n## ")
	var rows []string
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "|") {
			rows = append(rows, quoted(line)...)
		}
	}
	return rows
}

func quoted(line string) []string {
	var found []string
	for i, part := range strings.Split(line, "`") {
		if i%2 == 1 && (strings.HasSuffix(part, "/") || strings.HasSuffix(part, "/…")) {
			found = append(found, part)
		}
	}
	return found
}

func mapped(readme, dir string) bool {
	for _, row := range Rows(readme) {
		if row == dir+"/" {
			return true
		}
		if all, ok := strings.CutSuffix(row, "…"); ok && strings.HasPrefix(dir+"/", all) {
			return true
		}
	}
	return false
}
