package session

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Folder is where configuration and database are.
func (s *Session) Folder() string {
	switch {
	case s.Dir != "":
		return s.Dir
	case s.ConfigFile != "":
		return filepath.Dir(s.ConfigFile)
	case s.Getenv("DAYLIGHT_DIR") != "":
		return s.Getenv("DAYLIGHT_DIR")
	default:
		return "."
	}
}

// ConfigName is the configuration file of this call, whether it exists or not.
func (s *Session) ConfigName() string {
	if s.ConfigFile != "" {
		return s.ConfigFile
	}
	return filepath.Join(s.Folder(), config.FileName)
}

// Load reads the configuration; without a file the defaults hold.
func (s *Session) Load() (*config.Config, error) {
	if s.ConfigFile != "" || Exists(s.ConfigName()) {
		return config.Load(s.ConfigName(), s.Getenv)
	}
	return config.Parse(nil, s.Folder(), s.Getenv)
}

// needDatabase says how to begin where nothing has begun.
func (s *Session) needDatabase(cfg *config.Config) error {
	if Exists(cfg.Database.Path) {
		return nil
	}
	place, flag := s.Folder(), "--dir "+quote(s.Folder())
	switch {
	case s.ConfigFile != "":
		flag = "--config " + quote(s.ConfigFile)
	case place == ".":
		place = "this folder"
	}
	if Exists(s.ConfigName()) {
		place = s.ConfigName() + " names " + cfg.Database.Path + ", and it is not there"
		return fault.Errorf(fault.Unavailable, "%s: run `bot init %s`, or record a first case with `bot case new`", place, flag)
	}
	return fault.Errorf(fault.Unavailable,
		"there is no Daylight database in %s: run `bot init %s`, or record a first case with `bot case new`", place, flag)
}

// needKey refuses a database whose key is missing. A new key would open it, and every mail body in it would be lost
// without anybody noticing.
func needKey(cfg *config.Config) error {
	if !Exists(cfg.Database.Path) || Exists(cfg.Database.Key) {
		return nil
	}
	return fault.Errorf(fault.Unavailable,
		"the key %s is missing, and without it the mails in %s cannot be read: put your copy of it back", cfg.Database.Key, cfg.Database.Path)
}

// quote writes a word as a shell takes it.
func quote(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@%", r)
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Open opens the bot by a configuration, and makes the database where there is none.
func (s *Session) Open(ctx context.Context, cfg *config.Config) (*app.App, error) {
	if err := needKey(cfg); err != nil {
		return nil, err
	}
	return app.New(ctx, cfg, app.Options{Version: Version(), Logger: s.Logger(cfg), Clock: s.Clock, Rewriting: s.rewriting()})
}

// Logger writes to the error stream: everything when asked for, else only what went wrong.
func (s *Session) Logger(cfg *config.Config) *slog.Logger {
	level := slog.LevelError
	if s.Verbose {
		if err := level.UnmarshalText([]byte(cfg.Log.Level)); err != nil {
			level = slog.LevelInfo
		}
	}
	opts := &slog.HandlerOptions{Level: level}
	if cfg.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(s.Err, opts))
	}
	return slog.New(slog.NewTextHandler(s.Err, opts))
}

// WithDesk opens the bot on its database, does something as the calling person and closes it again. The database has to
// be there: looking at nothing makes nothing.
func (s *Session) WithDesk(ctx context.Context, do func(a *app.App, actor disclosure.Actor) error) error {
	cfg, err := s.Load()
	if err != nil {
		return err
	}
	return s.WithDeskOf(ctx, cfg, do)
}

// WithDeskOf is [Session.WithDesk] with a configuration that the caller loaded.
func (s *Session) WithDeskOf(ctx context.Context, cfg *config.Config, do func(a *app.App, actor disclosure.Actor) error) error {
	if err := s.needDatabase(cfg); err != nil {
		return err
	}
	return s.with(ctx, cfg, do)
}

// WithNewDesk is [Session.WithDesk] for what may be the first call of all: it makes the database where there is none.
func (s *Session) WithNewDesk(ctx context.Context, do func(a *app.App, actor disclosure.Actor) error) error {
	cfg, err := s.Load()
	if err != nil {
		return err
	}
	return s.with(ctx, cfg, do)
}

func (s *Session) with(ctx context.Context, cfg *config.Config, do func(a *app.App, actor disclosure.Actor) error) (err error) {
	a, err := s.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	actor, err := a.Desk.Actor(s.person(), "cli")
	if err != nil {
		return err
	}
	return do(a, actor)
}

// person is who calls: --as, else the login.
func (s *Session) person() string {
	if s.as != "" {
		return s.as
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return s.Getenv("USER")
}

// Exists reports whether there is a file.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
