package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"daylight/scripts/mutants/schemata"
)

// copyModule copies the files of a module, so that neither a mutant nor a test that fails leaves anything behind.
func copyModule(root, to string) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir() && rel != "." && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(target, 0o750)
		case !d.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(name) //nolint:gosec // below the root of the module
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, info.Mode().Perm()) //nolint:gosec // below a folder of our own
	})
}

// writeMutants puts the mutated files of a package into the copy of its module.
func writeMutants(module string, p *schemata.Package, mutants []schemata.Mutant) error {
	for name, text := range schemata.Mutate(p, mutants) {
		if err := os.WriteFile(filepath.Join(module, filepath.FromSlash(p.Dir), name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
