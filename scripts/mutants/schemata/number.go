package schemata

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// biggest is the biggest integer that counts as small. Bigger ones are mostly sizes and limits.
const biggest = 100

// number makes two mutants of a small integer: one more, one less. No length is less than none, so to ask for that is
// mostly to leave out a short cut. Where a negative number asks for all there are, -2 does what -1 does.
func (s *finder) number(n *ast.BasicLit) {
	if n.Kind != token.INT {
		return
	}
	is, err := strconv.ParseInt(n.Value, 0, 64)
	if err != nil || is > biggest {
		return
	}
	name, ok := s.typeName(n)
	if !ok {
		return
	}
	for _, other := range []int64{is + 1, is - 1} {
		if other < 0 && s.lengths[n] || other > is && s.alls[n] {
			continue
		}
		to := strconv.FormatInt(other, 10)
		s.add(Number, n, n.Pos(), n.Value+" becomes "+to,
			edit{span: s.span(n), before: "mutantNumber[" + name + "](" + hole + ", ", after: ", " + to + ")"})
	}
}

// all remembers the 1 in a call such as FindAllString(s, -1), whose last argument bounds how much is wanted.
func (s *finder) all(c *ast.CallExpr) {
	f, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || len(c.Args) == 0 || !strings.HasPrefix(f.Sel.Name, "FindAll") && !slices.Contains([]string{"Replace", "SplitN", "SplitAfterN"}, f.Sel.Name) {
		return
	}
	if last, ok := c.Args[len(c.Args)-1].(*ast.UnaryExpr); ok && last.Op == token.SUB {
		s.alls[last.X] = true
	}
}

// typeName writes the type of an expression as this file has to write it. It answers false when the file has no name
// for it.
func (s *finder) typeName(e ast.Expr) (string, bool) {
	t := s.p.Info.TypeOf(e)
	if t == nil {
		return "", false
	}
	t = types.Default(t)
	named := true
	name := types.TypeString(t, func(other *types.Package) string {
		if other == s.p.Types {
			return ""
		}
		local := s.localName(other.Path())
		named = named && local != ""
		return local
	})
	switch t.(type) {
	case *types.Basic, *types.Named, *types.Alias, *types.TypeParam:
		return name, named
	}
	return "", false
}

// localName returns how the file calls a package; "" if it does not import it under a name.
func (s *finder) localName(path string) string {
	for _, spec := range s.file.AST.Imports {
		if imported, err := strconv.Unquote(spec.Path.Value); err != nil || imported != path {
			continue
		}
		if spec.Name != nil {
			if spec.Name.Name == "_" || spec.Name.Name == "." {
				return ""
			}
			return spec.Name.Name
		}
		for _, p := range s.p.Types.Imports() {
			if p.Path() == path {
				return p.Name()
			}
		}
	}
	return ""
}
