package main

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// off stands in a replacement for "this guard is switched off".
const off = "$off"

// variable names the guard that is switched off, in the environment of the test program.
const variable = "DAYLIGHT_GUARD_OFF"

// change is one text of a file and what takes its place. The replacement does the same as the text while off is false.
type change struct {
	file, text, with string
}

// guard is what keeps some rows green.
type guard struct {
	rows    []string
	changes []change
}

// name tells guards apart: no two of them begin with the same text of the same file.
func (g guard) name() string { return g.changes[0].file + ": " + strings.TrimSpace(g.changes[0].text) }

// switched returns the files of the guards with a switch at each text, by the path from the root.
func switched(root string, all []guard) (map[string]string, error) {
	files := map[string]string{}
	for _, g := range all {
		for _, c := range g.changes {
			text, ok := files[c.file]
			if !ok {
				raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(c.file))) //nolint:gosec // a file of this module
				if err != nil {
					return nil, err
				}
				text = string(raw)
			}
			if n := strings.Count(text, c.text); n != 1 {
				return nil, fmt.Errorf("%s holds %d times what the guard of %q is, want once:\n%s", c.file, n, g.rows[0], c.text)
			}
			if !strings.Contains(c.with, off) {
				return nil, fmt.Errorf("the guard of %q cannot be switched off: its replacement in %s has no %s", g.rows[0], c.file, off)
			}
			files[c.file] = strings.Replace(text, c.text, strings.ReplaceAll(c.with, off, "guardOff("+strconv.Quote(g.name())+")"), 1)
		}
	}
	return files, nil
}

// overlay writes the files with their switches into a folder and returns the file that tells the go command of them.
func overlay(root, temp string, all []guard) (string, error) {
	files, err := switched(root, all)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	put := func(name, text string) error {
		to := filepath.Join(temp, strconv.Itoa(len(replace))+".go")
		at, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		replace[at] = to
		return os.WriteFile(to, []byte(text), 0o600)
	}
	rooms := map[string]string{}
	for name, text := range files {
		if err := put(name, text); err != nil {
			return "", err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.PackageClauseOnly)
		if err != nil {
			return "", err
		}
		rooms[path.Dir(name)] = f.Name.Name
	}
	for dir, room := range rooms {
		text := "package " + room + "\n\nimport \"os\"\n\nfunc guardOff(name string) bool { return os.Getenv(" + strconv.Quote(variable) + ") == name }\n"
		if err := put(path.Join(dir, "zz_guard_off.go"), text); err != nil {
			return "", err
		}
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(temp, "overlay.json")
	return file, os.WriteFile(file, raw, 0o600)
}
