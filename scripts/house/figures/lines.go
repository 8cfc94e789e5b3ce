package figures

import (
	"bytes"
	"go/ast"
	"go/scanner"
	"go/token"
)

type lineCount struct{ all, code, comments int }

// countLines sorts the lines of a source by what stands on them. A line with code and a comment is code. The lines of
// a string over several lines are code, but for blank ones.
func countLines(text []byte) lineCount {
	rows := bytes.Split(text, []byte("\n"))
	if n := len(rows); n > 0 && len(rows[n-1]) == 0 {
		rows = rows[:n-1] // the end of the last line begins no other
	}
	const code, comment = 1, 2
	holds := make([]int, len(rows)+2)

	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(text))
	var s scanner.Scanner
	s.Init(file, text, nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && lit == "\n" {
			continue // put there by the scanner
		}
		what := code
		if tok == token.COMMENT {
			what = comment
		}
		first := file.Line(pos)
		for n := range bytes.Count([]byte(lit), []byte("\n")) + 1 {
			if at := first + n; at < len(holds) {
				holds[at] |= what
			}
		}
	}
	count := lineCount{all: len(rows)}
	for i, row := range rows {
		switch at := holds[i+1]; {
		case len(bytes.TrimSpace(row)) == 0:
		case at&code != 0:
			count.code++
		case at&comment != 0:
			count.comments++
		}
	}
	return count
}

// longestFunc returns the longest function of a file; the zero Func if there is none.
func longestFunc(fset *token.FileSet, f *ast.File) Func {
	var longest Func
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		start, end := fset.Position(fn.Pos()), fset.Position(fn.End())
		name := fn.Name.Name
		if on := receiver(fn); on != "" {
			name = on + "." + name
		}
		longest = longer(longest, Func{Name: name, Path: start.Filename, Line: start.Line, Lines: end.Line - start.Line + 1})
	}
	return longest
}

func longer(a, b Func) Func {
	if b.Lines > a.Lines {
		return b
	}
	return a
}
