package told_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// forms are the formats of the sources' errors, hints and phrases, and the sentences that
// are put into them, each with a place where it stands.
func forms(root string) (map[string]string, error) {
	out := map[string]string{}
	for _, dir := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.Name() == "testdata":
				return fs.SkipDir
			case d.IsDir():
				return formsOf(path, out)
			case strings.HasSuffix(path, ".cedar"):
				return rulesOf(path, out)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

var says = regexp.MustCompile(`(?m)^@says\("(.*)"\)`)

// rulesOf adds what the rules of the policy say when they refuse.
func rulesOf(path string, out map[string]string) error {
	b, err := os.ReadFile(path)
	for _, m := range says.FindAllSubmatch(b, -1) {
		out[string(m[1])] = path
	}
	return err
}

func formsOf(dir string, out map[string]string) error {
	s := source{fset: token.NewFileSet(), consts: map[string][]string{}, out: out, funcs: map[string][]*ast.FuncDecl{}}
	s.sayers = map[string]sayer{
		"comity.Errorf": {1, nil}, "WithHint": {0, nil}, "errors.New": {0, nil}, "comity.Wrapf": {0, nil}, "comity.Phrasef": {0, nil},
		"comity.MayKeep": {-9, []int{0}},
	}
	if strings.HasSuffix(filepath.ToSlash(dir), "internal/comity") {
		s.sayers["Errorf"], s.sayers["MayKeep"] = s.sayers["comity.Errorf"], s.sayers["comity.MayKeep"]
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(s.fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	s.read(files)
	return nil
}

// sayer is a function that says something: at which arguments it takes a format (below 0: none), and
// texts that are put into one.
type sayer struct {
	format int
	texts  []int
}

// source is a package as it is searched.
type source struct {
	fset   *token.FileSet
	consts map[string][]string
	funcs  map[string][]*ast.FuncDecl
	sayers map[string]sayer
	out    map[string]string
}

func (s *source) read(files []*ast.File) {
	for _, f := range files {
		ast.Inspect(f, s.learnConst)
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				s.funcs[fn.Name.Name] = append(s.funcs[fn.Name.Name], fn)
			}
		}
	}
	for range 3 { // functions that hand on to functions that hand on
		for _, same := range s.funcs {
			for _, fn := range same {
				s.learn(fn)
			}
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			fn, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool { s.look(fn, n); return true })
		}
	}
}

func (s *source) learnConst(n ast.Node) bool {
	v, ok := n.(*ast.ValueSpec)
	if !ok {
		return true
	}
	for i, name := range v.Names {
		if i < len(v.Values) {
			if text, ok := s.constant(v.Values[i]); ok {
				s.consts[name.Name] = append(s.consts[name.Name], text)
			}
		}
	}
	return true
}

// learn makes fn a sayer where it hands a parameter on to one.
func (s *source) learn(fn *ast.FuncDecl) {
	switch fn.Name.Name {
	case "Errorf", "Wrapf", "WithHint", "MayKeep", "command": // how a command is used is said as it is typed
		return
	}
	params := map[string]int{}
	n := 0
	for _, p := range fn.Type.Params.List {
		for _, name := range p.Names {
			if t, ok := p.Type.(*ast.Ident); ok && (t.Name == "string" || t.Name == "any") {
				params[name.Name] = n
			}
			n++
		}
	}
	me := sayer{format: -9}
	if was, ok := s.sayers[fn.Name.Name]; ok {
		me = was
	}
	ast.Inspect(fn.Body, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		format, texts := s.said(call)
		if id, ok := format.(*ast.Ident); ok {
			if at, ok := params[id.Name]; ok {
				me.format = at
			}
		}
		for _, text := range texts {
			if id, ok := text.(*ast.Ident); ok {
				if at, ok := params[id.Name]; ok && !slices.Contains(me.texts, at) {
					me.texts = append(me.texts, at)
				}
			}
		}
		return true
	})
	if me.format >= 0 || me.texts != nil {
		s.sayers[fn.Name.Name] = me
	}
}

// said are the format of a call and the texts that are put into it.
func (s *source) said(call *ast.CallExpr) (format ast.Expr, texts []ast.Expr) {
	who, ok := s.sayerOf(call)
	if !ok {
		return nil, nil
	}
	var verbs []string
	if who.format >= 0 && who.format < len(call.Args) {
		format = call.Args[who.format]
		text, _ := s.constant(format)
		verbs = verb.FindAllString(text, -1)
	}
	for i, arg := range call.Args {
		n := i - who.format - 1
		if slices.Contains(who.texts, i) || who.format >= 0 && n >= 0 && n < len(verbs) && verbs[n] == "%s" {
			texts = append(texts, arg)
		}
	}
	return format, texts
}

func (s *source) sayerOf(call *ast.CallExpr) (sayer, bool) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		who, ok := s.sayers[f.Name]
		return who, ok
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			if who, ok := s.sayers[x.Name+"."+f.Sel.Name]; ok {
				return who, true
			}
			if slices.Contains([]string{"fmt", "comity", "errors", "t", "b"}, x.Name) {
				return sayer{}, false
			}
		}
		who, ok := s.sayers[f.Sel.Name]
		return who, ok && f.Sel.Name != "Errorf"
	}
	return sayer{}, false
}

// look adds what a call says.
func (s *source) look(fn *ast.FuncDecl, n ast.Node) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return
	}
	format, texts := s.said(call)
	if text, ok := s.constant(format); ok {
		s.add(text, format)
	} else if format != nil {
		s.sentences(fn, format, 0)
	}
	for _, text := range texts {
		s.sentences(fn, text, 0)
	}
}

func (s *source) add(text string, at ast.Node) {
	if _, ok := s.out[text]; !ok && words(text) {
		s.out[text] = s.fset.Position(at.Pos()).String()
	}
}

var verb = regexp.MustCompile(`%[-+# 0]*(?:\[(\d+)\])?\d*(?:\.\d+)?([a-zA-Z])`)

// sentence adds a text that is put into another, where it is of several words.
func (s *source) sentence(text string, at ast.Node) {
	if strings.Contains(text, " ") && !usage.MatchString(text) {
		s.add(text, at)
	}
}

// usage is how a command is typed.
var usage = regexp.MustCompile(`^[a-z]+ \[?(?:CASE|FILE|DIR|TABLE)\b`)

// words reports whether a format says anything but what is put into it.
func words(text string) bool {
	return regexp.MustCompile(`[A-Za-z]`).MatchString(verb.ReplaceAllString(text, ""))
}

// sentences adds what an argument can be, where that is of several words: a constant, what a
// variable of fn is set to, what a function of the package returns.
func (s *source) sentences(fn *ast.FuncDecl, e ast.Expr, deep int) {
	if text, ok := s.constant(e); ok {
		s.sentence(text, e)
		return
	}
	if deep > 3 {
		return
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			s.sentences(fn, x, deep+1)
		}
	case *ast.IndexExpr:
		s.sentences(fn, e.X, deep)
	case *ast.Ident:
		for _, text := range s.consts[e.Name] { // several functions have one of the name
			s.sentence(text, e)
		}
		if fn != nil && fn.Body != nil {
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				s.set(fn, n, e.Name, deep)
				return true
			})
		}
	case *ast.CallExpr:
		name := ""
		switch f := e.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		for _, to := range s.funcs[name] {
			ast.Inspect(to.Body, func(n ast.Node) bool {
				if r, ok := n.(*ast.ReturnStmt); ok {
					for _, x := range r.Results {
						s.sentences(to, x, deep+1)
					}
				}
				return true
			})
		}
	}
}

// set adds what a statement of fn sets a variable to.
func (s *source) set(fn *ast.FuncDecl, n ast.Node, name string, deep int) {
	is := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && id.Name == name
	}
	switch n := n.(type) {
	case *ast.RangeStmt:
		if is(n.Value) {
			s.sentences(fn, n.X, deep+1)
		}
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			if is(l) && (len(n.Lhs) == len(n.Rhs) || len(n.Rhs) == 1) {
				s.sentences(fn, n.Rhs[min(i, len(n.Rhs)-1)], deep+1)
			}
		}
	}
}

// constant is the text of literals, and constants of the package, joined by +.
func (s *source) constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		if all := s.consts[e.Name]; len(all) == 1 {
			return all[0], true
		}
	case *ast.ParenExpr:
		return s.constant(e.X)
	case *ast.BinaryExpr:
		x, ok := s.constant(e.X)
		y, also := s.constant(e.Y)
		return x + y, ok && also && e.Op == token.ADD
	}
	return "", false
}
