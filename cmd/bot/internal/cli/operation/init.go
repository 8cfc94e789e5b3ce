package operation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/config"
)

// Init returns `bot init`.
func Init(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "init", Short: "Create a configuration, a key and a database in a folder; overwrites nothing", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir := s.Folder()
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return fmt.Errorf("the folder cannot be created: %w", err)
			}
			path := s.ConfigFile
			if path == "" {
				path = filepath.Join(dir, config.FileName)
			}
			made, err := writeNew(path, config.Example())
			if err != nil {
				return err
			}
			s.ConfigFile = path
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			before := session.Exists(cfg.Database.Path)
			a, err := s.Make(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			if err := a.Close(); err != nil {
				return err
			}
			if s.JSON {
				return s.PrintJSON(map[string]any{"config": path, "database": cfg.Database.Path, "key": cfg.Database.Key, "config_made": made, "database_made": !before})
			}
			for _, item := range []struct {
				what, path string
				made       bool
			}{{"configuration", path, made}, {"database", cfg.Database.Path, !before}} {
				word := "was there"
				if item.made {
					word = "made"
				}
				fmt.Fprintf(s.Out, "%-14s %s (%s)\n", item.what, item.path, word)
			}
			fmt.Fprintf(s.Out, "%-14s %s (keep a copy of it elsewhere: without it no mail can be read again)\n", "key", cfg.Database.Key)
			fmt.Fprintln(s.Out, "\nNext: fill in team in the configuration, then `bot config check` and `bot doctor`. Record a first case with `bot case new`.")
			return nil
		},
	}
}

// writeNew writes a file unless it is there.
func writeNew(path string, content []byte) (made bool, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the caller names the folder
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("the configuration cannot be created: %w", err)
	}
	_, err = f.Write(content)
	return true, errors.Join(err, f.Close())
}
