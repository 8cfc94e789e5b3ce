package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/fault"
)

// FileName is the configuration's name in a folder.
const FileName = "config.yaml"

// maxSize bounds a configuration file, in bytes.
const maxSize = 1 << 20

// Load reads a file, fills in defaults, resolves secrets and checks everything. It returns every mistake at once
// as [Problems].
func Load(path string, getenv func(string) string) (*Config, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fault.Errorf(fault.Invalid, "there is no configuration %s: make one with `bot init`", path)
		}
		return nil, fault.Errorf(fault.Invalid, "the configuration cannot be read: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the configuration cannot be read: %w", err)
	}
	return Parse(b, filepath.Dir(path), getenv)
}

// Parse reads a configuration from bytes. Relative paths in it start at folder. The error is of type [Problems].
func Parse(b []byte, folder string, getenv func(string) string) (*Config, error) {
	if len(b) > maxSize {
		return nil, Problems{{Message: "the file is larger than 1 MiB"}}
	}
	c := Default()
	r := &reader{lines: strictyaml.Lines{}}
	r.read(b, &c)
	problems := slices.Clone(r.out)
	for _, p := range append(c.resolve(folder, getenv), c.check()...) {
		if r.reported(p.Path) {
			continue // the value could not be read: the default in its place says nothing about the file
		}
		p.Line = r.lines.Of(p.Path)
		problems = append(problems, p)
	}
	if len(problems) > 0 {
		return nil, problems.inOrder()
	}
	return &c, nil
}

// reported says whether the reader found a mistake at the path or around it.
func (r *reader) reported(path string) bool {
	return slices.ContainsFunc(r.out, func(p Problem) bool { return p.Path == path && p.Path != "" })
}

// secrets are all of the configuration, each under its path in the file. They are found in the types, so that none is forgotten.
func (c *Config) secrets() map[string]*Secret {
	out := map[string]*Secret{}
	collectSecrets(reflect.ValueOf(c).Elem(), "", out)
	return out
}

func collectSecrets(v reflect.Value, path string, out map[string]*Secret) {
	if s, ok := v.Addr().Interface().(*Secret); ok {
		out[path] = s
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			below := path
			if name != "" {
				below = strings.TrimPrefix(path+"."+name, ".")
			}
			if v.Type().Field(i).IsExported() {
				collectSecrets(v.Field(i), below, out)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			collectSecrets(v.Index(i), fmt.Sprintf("%s[%d]", path, i), out)
		}
	default:
	}
}

// resolve joins paths with the folder and looks secrets up.
func (c *Config) resolve(folder string, getenv func(string) string) Problems {
	var out Problems
	for _, path := range []*string{&c.Database.Path, &c.Database.Key, &c.Mail.Outbox, &c.Mail.SMTP.CAFile, &c.Mail.IMAP.CAFile, &c.GitHub.App.Key, &c.Web.Folder} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	for _, files := range [][]string{c.Policies.Files, c.Probe.Definitions} {
		for i, file := range files {
			if file != "" && !filepath.IsAbs(file) {
				files[i] = filepath.Join(folder, file)
			}
		}
	}
	c.vantagePaths(folder)
	all := c.secrets()
	for _, path := range sortedKeys(all) {
		if msg := all[path].resolve(folder, getenv); msg != "" {
			out = append(out, Problem{Path: path, Message: msg})
		}
	}
	return out
}

// Show returns the configuration in force as YAML, with every field and with secrets hidden.
func (c *Config) Show() ([]byte, error) {
	b, err := yaml.Dump(c, yaml.WithIndent(2))
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return b, nil
}

// Tree returns what [Config.Show] shows as maps, lists and values, for JSON with the names and forms of the file.
func (c *Config) Tree() (map[string]any, error) {
	b, err := c.Show()
	if err != nil {
		return nil, err
	}
	var out map[string]any
	if err := yaml.Load(b, &out); err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return out, nil
}
