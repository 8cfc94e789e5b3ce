package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
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

// place is the folder of the call in words, and the flag that names it.
func (s *Session) place() (place, flag string) {
	place, flag = s.Folder(), "--dir "+quote(s.Folder())
	switch {
	case s.ConfigFile != "":
		flag = "--config " + quote(s.ConfigFile)
	case place == ".":
		place = "this folder"
	}
	return place, flag
}

// needDatabase says how to begin where nothing has begun, and how to go on where what was there is gone. Only `bot init`,
// `bot demo` and `bot db restore` make a database. What the configuration names and is not there is a mistake of the set-up, and no
// failure: the same call fails again until somebody mends it.
func (s *Session) needDatabase(cfg *config.Config) error {
	place, flag := s.place()
	info, err := os.Stat(cfg.Database.Path)
	switch {
	case err == nil && info.Mode().IsRegular() && info.Size() == 0:
		return fault.Errorf(fault.Invalid, "the database %s has 0 bytes: something emptied it. Restore a backup with `bot db restore FILE %s`; "+
			"only if there never was a case in it, remove the file and run `bot init %s`", cfg.Database.Path, flag, flag)
	case err == nil:
		return nil
	case Exists(cfg.Database.Key):
		return fault.Errorf(fault.NotFound, "the database %s is gone, and its key %s is there: put the file back, or restore a backup with `bot db restore FILE %s`",
			cfg.Database.Path, cfg.Database.Key, flag)
	case Exists(s.ConfigName()):
		return fault.Errorf(fault.NotFound, "%s names %s, and it is not there: run `bot init %s` to begin, or restore a backup with `bot db restore FILE %s`",
			s.ConfigName(), cfg.Database.Path, flag, flag)
	}
	return fault.Errorf(fault.NotFound,
		"there is no Daylight database in %s: run `bot init %s` to begin, or restore a backup with `bot db restore FILE %s`", place, flag, flag)
}

// NeedConfig refuses to go on without a configuration: what runs by itself must not run on defaults that nobody chose.
func (s *Session) NeedConfig() error {
	if Exists(s.ConfigName()) {
		return nil
	}
	_, flag := s.place()
	return fault.Errorf(fault.NotFound, "there is no configuration %s: run `bot init %s`, and look at what it writes", s.ConfigName(), flag)
}

// needKey refuses a database whose key is missing. A new key would open it, and every mail body in it would be lost
// without anybody noticing.
func needKey(cfg *config.Config) error {
	if !Exists(cfg.Database.Path) || Exists(cfg.Database.Key) {
		return nil
	}
	return fault.Errorf(fault.NotFound,
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

// Open opens the bot by a configuration. Its database has to be there: looking at nothing makes nothing.
func (s *Session) Open(ctx context.Context, cfg *config.Config) (*app.App, error) {
	if err := s.needDatabase(cfg); err != nil {
		return nil, err
	}
	return s.open(ctx, cfg, false)
}

// Make opens the bot by a configuration, and makes key and database where there is neither.
func (s *Session) Make(ctx context.Context, cfg *config.Config) (*app.App, error) {
	if info, err := os.Stat(cfg.Database.Path); err == nil && info.Size() == 0 {
		return nil, s.needDatabase(cfg)
	}
	return s.open(ctx, cfg, true)
}

func (s *Session) open(ctx context.Context, cfg *config.Config, create bool) (*app.App, error) {
	if err := needKey(cfg); err != nil {
		return nil, err
	}
	return app.New(ctx, cfg, app.Options{Version: Version(), Logger: s.Logger(cfg), Clock: s.Clock, Rewriting: s.rewriting(), Create: create})
}

// Serve makes this call the only one that runs the jobs of the database.
func (s *Session) Serve(cfg *config.Config) (release func() error, err error) {
	if err := s.needDatabase(cfg); err != nil {
		return nil, err
	}
	return db.Serve(cfg.Database.Path, app.Clock(s.Clock)())
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

// WithDesk opens the bot on its database, does something as the calling person and closes it again.
func (s *Session) WithDesk(ctx context.Context, do func(a *app.App, actor disclosure.Actor) error) error {
	cfg, err := s.Load()
	if err != nil {
		return err
	}
	return s.WithDeskOf(ctx, cfg, do)
}

// WithDeskOf is [Session.WithDesk] with a configuration that the caller loaded.
func (s *Session) WithDeskOf(ctx context.Context, cfg *config.Config, do func(a *app.App, actor disclosure.Actor) error) error {
	return s.with(ctx, cfg, do)
}

func (s *Session) with(ctx context.Context, cfg *config.Config, do func(a *app.App, actor disclosure.Actor) error) (err error) {
	a, err := s.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	actor, err := a.Desk.Caller(s.Login(), s.as)
	if err != nil {
		return err
	}
	a.Desk = a.Desk.As(actor.Reader())
	if err := s.WarnRestored(ctx, a); err != nil {
		return err
	}
	s.next = a.Desk.NextAction
	return do(a, actor)
}

// WarnRestored says with every call that the bot waits for a person after a restore, for the end of its rehearsal, or that it rehearses.
func (s *Session) WarnRestored(ctx context.Context, a *app.App) error {
	w, err := a.Waiting(ctx)
	if err == nil && w != nil {
		fmt.Fprintf(s.Err, "bot: warning: %s: nothing leaves until a lead runs `bot db resume`\n", wording.OneLine(w.Entry.Text))
	}
	if err == nil {
		if waits := a.Rehearsal().Waits(ctx); waits != nil {
			fmt.Fprintf(s.Err, "bot: warning: %s\n", wording.OneLine(waits.Error()))
		}
	}
	if text := a.Rehearses(); text != "" {
		fmt.Fprintln(s.Err, "bot: "+text)
	}
	return err
}

// Exists reports whether there is a file.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
