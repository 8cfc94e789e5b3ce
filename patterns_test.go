package daylight_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestEachPatternCompiles compiles what package pattern compiles only when it is first used.
func TestEachPatternCompiles(t *testing.T) {
	files := map[string][]*ast.File{} // by folder
	for _, path := range goFiles(t) {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Dir(path)] = append(files[filepath.Dir(path)], f)
	}
	seen := 0
	for dir, list := range files {
		consts := constantsOf(list)
		for _, f := range list {
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !isCall(call, "pattern", "New") {
					return true
				}
				seen++
				text, ok := textOf(call.Args[0], consts)
				if !ok {
					t.Errorf("%s: a pattern that is no constant of its package: nothing checks it before its first use", dir)
				} else if _, err := regexp.Compile(text); err != nil {
					t.Errorf("%s: %v", dir, err)
				}
				return true
			})
		}
	}
	if seen < 100 {
		t.Errorf("only %d patterns were seen: the check is blind", seen)
	}
}

// constantsOf returns the constants of a package that are texts, by name.
func constantsOf(files []*ast.File) map[string]ast.Expr {
	out := map[string]ast.Expr{}
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v, _ := s.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						out[name.Name] = v.Values[i]
					}
				}
			}
		}
	}
	return out
}

// textOf is the value of a constant expression of texts.
func textOf(e ast.Expr, consts map[string]ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.ParenExpr:
		return textOf(e.X, consts)
	case *ast.BinaryExpr:
		left, ok := textOf(e.X, consts)
		right, also := textOf(e.Y, consts)
		return left + right, ok && also && e.Op == token.ADD
	case *ast.Ident:
		if c, ok := consts[e.Name]; ok {
			return textOf(c, consts)
		}
	}
	return "", false
}

func isCall(c *ast.CallExpr, room, name string) bool {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == room && sel.Sel.Name == name
}
