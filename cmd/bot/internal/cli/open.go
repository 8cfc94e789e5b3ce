package cli

import (
	"context"
	"errors"
	"log/slog"
	"os/user"
	"path/filepath"
	"strings"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// folder is where configuration and database are.
func (s *session) folder() string {
	switch {
	case s.dir != "":
		return s.dir
	case s.config != "":
		return filepath.Dir(s.config)
	case s.getenv("DAYLIGHT_DIR") != "":
		return s.getenv("DAYLIGHT_DIR")
	default:
		return "."
	}
}

// configName is the configuration file of this call, whether it exists or not.
func (s *session) configName() string {
	if s.config != "" {
		return s.config
	}
	return filepath.Join(s.folder(), config.FileName)
}

// load reads the configuration; without a file the defaults hold.
func (s *session) load() (*config.Config, error) {
	if s.config != "" || exists(s.configName()) {
		return config.Load(s.configName(), s.getenv)
	}
	return config.Parse(nil, s.folder(), s.getenv)
}

// create opens the bot for one call and makes the database where there is none.
func (s *session) create(ctx context.Context) (*app.App, error) {
	cfg, err := s.load()
	if err != nil {
		return nil, err
	}
	return s.build(ctx, cfg)
}

// open opens the bot for one call on a database that has to be there: looking at nothing makes nothing.
func (s *session) open(ctx context.Context) (*app.App, error) {
	cfg, err := s.load()
	if err != nil {
		return nil, err
	}
	if err := s.needDatabase(cfg); err != nil {
		return nil, err
	}
	return s.build(ctx, cfg)
}

// needDatabase says how to begin where nothing has begun.
func (s *session) needDatabase(cfg *config.Config) error {
	if exists(cfg.Database.Path) {
		return nil
	}
	place, flag := s.folder(), "--dir "+quote(s.folder())
	switch {
	case s.config != "":
		flag = "--config " + quote(s.config)
	case place == ".":
		place = "this folder"
	}
	if exists(s.configName()) {
		place = s.configName() + " names " + cfg.Database.Path + ", and it is not there"
		return fault.Errorf(fault.Unavailable, "%s: run `bot init %s`, or record a first case with `bot case new`", place, flag)
	}
	return fault.Errorf(fault.Unavailable,
		"there is no Daylight database in %s: run `bot init %s`, or record a first case with `bot case new`", place, flag)
}

// needKey refuses a database whose key is missing. A new key would open it, and every mail body in it would be lost
// without anybody noticing.
func needKey(cfg *config.Config) error {
	if !exists(cfg.Database.Path) || exists(cfg.Database.Key) {
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

func (s *session) build(ctx context.Context, cfg *config.Config) (*app.App, error) {
	if err := needKey(cfg); err != nil {
		return nil, err
	}
	return app.New(ctx, cfg, app.Options{Version: version(), Logger: s.logger(cfg), Clock: s.clock})
}

// logger writes to the error stream: everything when asked for, else only what went wrong.
func (s *session) logger(cfg *config.Config) *slog.Logger {
	level := slog.LevelError
	if s.verbose {
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

// withDesk opens the bot on its database, does something as the calling person and closes it again.
func (s *session) withDesk(ctx context.Context, do func(a *app.App, actor disclosure.Actor) error) error {
	return s.with(ctx, s.open, do)
}

// withNewDesk is [session.withDesk] for what may be the first call of all: it makes the database where there is none.
func (s *session) withNewDesk(ctx context.Context, do func(a *app.App, actor disclosure.Actor) error) error {
	return s.with(ctx, s.create, do)
}

func (s *session) with(
	ctx context.Context, open func(context.Context) (*app.App, error), do func(a *app.App, actor disclosure.Actor) error,
) (err error) {
	a, err := open(ctx)
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
func (s *session) person() string {
	if s.as != "" {
		return s.as
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return s.getenv("USER")
}
