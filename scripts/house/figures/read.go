package figures

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Read measures all packages of the module whose go.mod lies in root, sorted by Dir. Folders that the go command does
// not look into are left out: testdata, vendor, other modules, and those whose name begins with a dot or underscore.
// A folder without a file that counts is no package.
func Read(root string) ([]Package, error) {
	module, err := modulePath(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	var packages []Package
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name != root && skipped(name, d.Name()) {
			return filepath.SkipDir
		}
		dir, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		p, err := readPackage(root, module, filepath.ToSlash(dir))
		if err != nil {
			return err
		}
		if p.Files > 0 {
			packages = append(packages, p)
		}
		return nil
	})
	slices.SortFunc(packages, func(a, b Package) int { return strings.Compare(a.Dir, b.Dir) })
	return packages, err
}

func skipped(full, name string) bool {
	if name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(full, "go.mod"))
	return err == nil
}

func modulePath(file string) (string, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the caller names the module
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no %s: name the root of a module", file)
	}
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if module, ok := strings.CutPrefix(line, "module "); ok {
			return strings.TrimSpace(module), nil
		}
	}
	return "", fmt.Errorf("%s has no module line", file)
}

// readPackage measures the files of one folder, not of those below it.
func readPackage(root, module, dir string) (Package, error) {
	entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(dir)))
	if err != nil {
		return Package{}, err
	}
	sources := map[string][]byte{}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") ||
			strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(dir), name)) //nolint:gosec // below the root that the caller names
		if err != nil {
			return Package{}, err
		}
		sources[path.Join(dir, name)] = text
	}
	return measure(module, dir, sources)
}

// measure does the counting for the sources of one package, by path.
func measure(module, dir string, sources map[string][]byte) (Package, error) {
	p := Package{Dir: dir, Imports: []string{}}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range sortedNames(sources) {
		text := sources[name]
		f, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return Package{}, err
		}
		if ast.IsGenerated(f) {
			continue
		}
		files = append(files, f)
		p.Name = f.Name.Name
		p.Files++
		lines := countLines(text)
		p.Code += lines.code
		p.Comments += lines.comments
		if lines.all > p.Biggest.Lines {
			p.Biggest = File{Path: name, Lines: lines.all}
		}
		p.Longest = longer(p.Longest, longestFunc(fset, f))
		p.Imports = append(p.Imports, localImports(module, f)...)
	}
	p.Exported = exportedNames(files)
	slices.Sort(p.Imports)
	p.Imports = slices.Compact(p.Imports)
	return p, nil
}

// localImports returns the packages of the module that a file imports, as folders.
func localImports(module string, f *ast.File) []string {
	var dirs []string
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has let nothing of the kind pass
		}
		if imported == module {
			dirs = append(dirs, ".")
		} else if dir, ok := strings.CutPrefix(imported, module+"/"); ok {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func sortedNames(sources map[string][]byte) []string {
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
