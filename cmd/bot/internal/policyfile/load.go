package policyfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
)

// Load returns the shipped policies and those of the team's files, by name. A file whose policy has the name of a
// shipped one takes its place; two files with one name are a mistake. Every file is read, so that the error covers all of them.
func Load(files []string, known func(set string) bool) (map[string]clock.Policy, error) {
	shipped, err := Shipped(known)
	if err != nil {
		return nil, err
	}
	all := make(map[string]clock.Policy, len(shipped)+len(files))
	for i := range shipped {
		all[shipped[i].Name] = shipped[i]
	}
	own := map[string]string{}
	var errs []error
	for _, file := range files {
		p, err := ReadFile(file, known)
		if err == nil && own[p.Name] != "" {
			err = fault.Errorf(fault.Invalid, "%s and %s are both called %q: give one another name", own[p.Name], file, p.Name)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		own[p.Name], all[p.Name] = file, p
	}
	return all, errors.Join(errs...)
}

// ReadFile reads the policy of a file.
func ReadFile(file string, known func(set string) bool) (clock.Policy, error) {
	f, err := os.Open(file) //nolint:gosec // the operator names the file
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return clock.Policy{}, fault.Errorf(fault.Invalid, "there is no policy file %s", file)
		}
		return clock.Policy{}, fault.Errorf(fault.Invalid, "a policy file cannot be read: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return clock.Policy{}, fault.Errorf(fault.Invalid, "a policy file cannot be read: %w", err)
	}
	return Parse(data, filepath.Base(file), known)
}
