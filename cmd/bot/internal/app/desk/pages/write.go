package pages

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Write writes files into a folder, each complete or not at all.
func Write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a writeup is meant to be read
		return fmt.Errorf("the folder for the writeup: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.Base(name))
		tmp := path + ".part"
		if err := os.WriteFile(tmp, files[name], 0o644); err != nil {
			return fmt.Errorf("the writeup: %w", err)
		}
		if err := os.Rename(tmp, path); err != nil {
			return fmt.Errorf("the writeup: %w", err)
		}
	}
	return nil
}
