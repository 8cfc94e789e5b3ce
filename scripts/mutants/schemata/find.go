package schemata

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// Find returns all mutants that the functions of a file allow, in the order of the text and not yet numbered. Not all
// of them compile: see Check.
func Find(p *Package, f File) []Mutant {
	s := finder{p: p, file: f, tokens: p.Fset.File(f.AST.Pos()), lengths: map[ast.Expr]bool{}, alls: map[ast.Expr]bool{}}
	for _, d := range f.AST.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			s.function = span{s.line(fn.Pos()), s.line(fn.End())}
			ast.Inspect(fn.Body, s.visit)
		}
	}
	slices.SortStableFunc(s.found, func(a, b Mutant) int {
		return cmp.Or(cmp.Compare(a.node.start, b.node.start), cmp.Compare(b.node.end, a.node.end))
	})
	return s.found
}

type finder struct {
	p        *Package
	file     File
	tokens   *token.File
	function span
	lengths  map[ast.Expr]bool // what is compared with a length
	alls     map[ast.Expr]bool // the 1 of a -1 that asks for all there are
	found    []Mutant
}

func (s *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok != token.CONST // a constant cannot depend on a switch
	case *ast.ArrayType:
		ast.Inspect(n.Elt, s.visit)
		return false // and the length of an array neither
	case *ast.CallExpr:
		if reserves(n) {
			return false // how much room is reserved changes nothing that a test could see
		}
		s.all(n)
	case *ast.BinaryExpr:
		s.binary(n)
	case *ast.IfStmt:
		s.branch(n)
	case *ast.BlockStmt:
		s.drops(n.List)
	case *ast.CaseClause:
		s.drops(n.Body)
	case *ast.CommClause:
		s.drops(n.Body)
	case *ast.BasicLit:
		s.number(n)
	case *ast.ReturnStmt:
		for _, r := range n.Results {
			s.answer(r)
		}
	}
	return true
}

// reserves reports whether a call says how much room something will need.
func reserves(c *ast.CallExpr) bool {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name == "make"
	case *ast.SelectorExpr:
		return f.Sel.Name == "Grow"
	}
	return false
}

func (s *finder) binary(n *ast.BinaryExpr) {
	s.lengths[n.X], s.lengths[n.Y] = isLength(n.Y), isLength(n.X)
	whole := s.span(n)
	switch n.Op {
	case token.EQL:
		s.add(Equality, n, n.OpPos, "== becomes !=", edit{span: whole, before: "((", after: ") != mutantOn(" + hole + "))"})
	case token.NEQ:
		s.add(Equality, n, n.OpPos, "!= becomes ==", edit{span: whole, before: "((", after: ") != mutantOn(" + hole + "))"})
	case token.LAND, token.LOR:
		// Turning both sides and the whole round makes one operator of the other and leaves open which side is asked.
		change := "&& becomes ||"
		if n.Op == token.LOR {
			change = "|| becomes &&"
		}
		turned := ") != mutantOn(" + hole + ")"
		s.add(Logic, n, n.OpPos, change,
			edit{span: whole, before: "((", after: turned + ")"},
			edit{span: s.span(n.X), before: "(", after: turned, rank: 1},
			edit{span: s.span(n.Y), before: "(", after: turned, rank: 1})
	case token.LSS:
		s.boundary(n, "mutantLess", "< becomes <=")
	case token.LEQ:
		s.boundary(n, "mutantLessEqual", "<= becomes <")
	case token.GTR:
		s.boundary(n, "mutantMore", "> becomes >=")
	case token.GEQ:
		s.boundary(n, "mutantMoreEqual", ">= becomes >")
	default: // calculations have no mutant: the tests of what they are for would be the same
	}
}

func isLength(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	name, ok := call.Fun.(*ast.Ident)
	return ok && (name.Name == "len" || name.Name == "cap")
}

func (s *finder) boundary(n *ast.BinaryExpr, name, change string) {
	op := s.tokens.Offset(n.OpPos)
	s.add(Boundary, n, n.OpPos, change,
		edit{span: s.span(n), before: name + "(" + hole + ", ", after: ")"},
		edit{span: span{op, op + len(n.Op.String())}, instead: ","})
}

// branch leaves out conditions whose operator alone has a mutant that does the same.
func (s *finder) branch(n *ast.IfStmt) {
	if b, ok := ast.Unparen(n.Cond).(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		return
	}
	s.add(Branch, n.Cond, n.Cond.Pos(), "the condition is turned round",
		edit{span: s.span(n.Cond), before: "(", after: ") != mutantOn(" + hole + ")", rank: 2})
}

func (s *finder) drops(list []ast.Stmt) {
	for _, stmt := range list {
		switch n := stmt.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE || len(n.Lhs) == 1 && isBlank(n.Lhs[0]) {
				continue
			}
		case *ast.IncDecStmt, *ast.ExprStmt:
		default:
			continue
		}
		s.add(Drop, stmt, stmt.Pos(), "the statement is left out",
			edit{span: s.span(stmt), before: "if !mutantOn(" + hole + ") { ", after: " }", rank: 3})
	}
}

func isBlank(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "_"
}

func (s *finder) answer(e ast.Expr) {
	name, ok := e.(*ast.Ident)
	if !ok {
		return
	}
	other := map[string]string{"true": "false", "false": "true"}[name.Name]
	if other == "" {
		return
	}
	s.add(Answer, e, e.Pos(), name.Name+" becomes "+other, edit{span: s.span(e), before: "(", after: " != mutantOn(" + hole + "))"})
}

func (s *finder) add(kind Kind, n ast.Node, at token.Pos, change string, edits ...edit) {
	p := s.tokens.PositionFor(at, false)
	s.found = append(s.found, Mutant{
		Kind: kind, Dir: s.p.Dir, File: filepath.Base(s.file.Name), Line: p.Line, Column: p.Column, Source: s.source(p.Line), Change: change,
		node: s.span(n), function: s.function, edits: edits,
	})
}

func (s *finder) span(n ast.Node) span {
	return span{s.tokens.Offset(n.Pos()), s.tokens.Offset(n.End())}
}

func (s *finder) line(p token.Pos) int { return s.tokens.Line(p) }

func (s *finder) source(line int) string {
	rows := bytes.Split(s.file.Text, []byte("\n"))
	return strings.TrimSpace(string(rows[line-1]))
}
