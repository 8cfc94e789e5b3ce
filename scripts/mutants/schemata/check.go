package schemata

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"path/filepath"
)

// Check type-checks the package with the mutants in it and returns those that do not compile, as indexes.
func Check(p *Package, mutants []Mutant) (bad []int, err error) {
	faults, err := compile(p, mutants)
	if err != nil || len(faults) == 0 {
		return nil, err
	}
	// The lines are those of the original, and a mutant can only break the function that it stands in.
	suspects := map[int]bool{}
	for _, f := range faults {
		known := false
		for i, m := range mutants {
			if m.File == f.file && m.function.start <= f.line && f.line <= m.function.end {
				suspects[i], known = true, true
			}
		}
		if !known {
			return nil, fmt.Errorf("%s does not compile, whatever the mutants are: %s:%d: %s", p.Dir, f.file, f.line, f.text)
		}
	}
	for i := range mutants {
		if !suspects[i] {
			continue
		}
		alone, err := compile(p, mutants[i:i+1])
		if err != nil {
			return nil, err
		}
		if len(alone) > 0 {
			bad = append(bad, i)
		}
	}
	if len(bad) > 0 {
		return bad, nil
	}
	// Each of them compiles, but not all together: keep none of them.
	for i := range mutants {
		if suspects[i] {
			bad = append(bad, i)
		}
	}
	return bad, nil
}

type fault struct {
	file string
	line int
	text string
}

// compile returns what the type checker says to the package with the mutants.
func compile(p *Package, mutants []Mutant) ([]fault, error) {
	fset := token.NewFileSet()
	var faults []fault
	var files []*ast.File
	for _, f := range p.Files {
		ast, err := parser.ParseFile(fset, f.Name, Rewrite(f.Text, inFile(mutants, f.Name)), parser.SkipObjectResolution)
		if list := scanner.ErrorList(nil); errors.As(err, &list) {
			for _, e := range list {
				faults = append(faults, fault{filepath.Base(e.Pos.Filename), e.Pos.Line, e.Msg})
			}
		} else if err != nil {
			return nil, err
		}
		files = append(files, ast)
	}
	if len(faults) > 0 {
		return faults, nil
	}
	helper, err := parser.ParseFile(fset, SwitchFile, switchToCheck(p.Types.Name()), 0)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: p.Imports, Error: func(err error) {
		if e := (types.Error{}); errors.As(err, &e) {
			at := e.Fset.Position(e.Pos)
			faults = append(faults, fault{filepath.Base(at.Filename), at.Line, e.Msg})
		}
	}}
	_, err = config.Check(p.Path, fset, append(files, helper), nil)
	if err != nil && len(faults) == 0 {
		return nil, err
	}
	return faults, nil
}

// inFile picks the mutants of a file.
func inFile(mutants []Mutant, name string) []Mutant {
	var in []Mutant
	for _, m := range mutants {
		if m.File == filepath.Base(name) {
			in = append(in, m)
		}
	}
	return in
}

// Mutate returns the text of each file of the package that has a mutant, by base name, and SwitchFile.
func Mutate(p *Package, mutants []Mutant) map[string][]byte {
	out := map[string][]byte{SwitchFile: Switch(p.Types.Name())}
	for _, f := range p.Files {
		if in := inFile(mutants, f.Name); len(in) > 0 {
			out[filepath.Base(f.Name)] = Rewrite(f.Text, in)
		}
	}
	return out
}
