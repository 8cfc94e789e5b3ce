package main

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"daylight/scripts/mutants/schemata"
)

// load reads the packages that the patterns name, with the types of their expressions. Packages without a test of
// their own are left out and named.
func load(ctx context.Context, root string, patterns []string) (found []*schemata.Package, untested []string, err error) {
	loaded, err := packages.Load(&packages.Config{
		Context: ctx, Dir: root,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedTypes |
			packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo,
	}, patterns...)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return nil, nil, fmt.Errorf("%s cannot be read: %w", p.PkgPath, p.Errors[0])
		}
		one, err := convert(root, p)
		if err != nil {
			return nil, nil, err
		}
		tests, err := filepath.Glob(filepath.Join(p.Dir, "*_test.go"))
		if err != nil {
			return nil, nil, err
		}
		if len(tests) == 0 {
			untested = append(untested, one.Dir)
			continue
		}
		found = append(found, one)
	}
	slices.SortFunc(found, func(a, b *schemata.Package) int { return strings.Compare(a.Dir, b.Dir) })
	if len(found) == 0 {
		return nil, nil, errors.New("no package with tests matches " + strings.Join(patterns, " "))
	}
	return found, untested, nil
}

func convert(root string, p *packages.Package) (*schemata.Package, error) {
	dir, err := filepath.Rel(root, p.Dir)
	if err != nil || strings.HasPrefix(dir, "..") {
		return nil, fmt.Errorf("%s does not lie in this module", p.PkgPath)
	}
	one := &schemata.Package{Dir: filepath.ToSlash(dir), Path: p.PkgPath, Fset: p.Fset, Types: p.Types, Info: p.TypesInfo, Imports: imports(p.Imports)}
	for i, name := range p.CompiledGoFiles {
		text, err := os.ReadFile(name) //nolint:gosec // the go command names it
		if err != nil {
			return nil, err
		}
		one.Files = append(one.Files, schemata.File{Name: filepath.Base(name), Text: text, AST: p.Syntax[i]})
	}
	return one, nil
}

// imports answers for the packages that one package imports.
type imports map[string]*packages.Package

func (i imports) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := i[path]; p != nil {
		return p.Types, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}
