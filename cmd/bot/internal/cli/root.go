package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
)

// The exit codes of the bot.
const (
	exitOK      = 0
	exitFailed  = 1
	exitUsage   = 2 // the call or the configuration is wrong
	exitRefused = 3 // a gate says no
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// session is one call of the bot: its global flags and what it opened.
type session struct {
	Streams
	getenv  func(string) string
	config  string
	dir     string
	as      string
	json    bool
	verbose bool
	started bool // the arguments were understood
	clock   func() time.Time
}

// Main runs one call and returns its exit code. Errors go to the error stream in one line that says what to do.
func Main(ctx context.Context, args []string, streams Streams, getenv func(string) string) int {
	s := &session{Streams: streams, getenv: getenv}
	root := newRoot(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return s.report(err)
}

// report prints an error and chooses the exit code.
func (s *session) report(err error) int {
	if err == nil {
		return exitOK
	}
	var silent *quiet
	if errors.As(err, &silent) {
		return silent.code
	}
	fmt.Fprintln(s.Err, "bot: "+strings.TrimSpace(err.Error()))
	if !s.started {
		return exitUsage
	}
	switch disclosure.CodeOf(err) {
	case disclosure.Invalid:
		return exitUsage
	case disclosure.Refused, disclosure.Forbidden:
		return exitRefused
	case disclosure.NotFound, disclosure.Conflict, disclosure.Unavailable, disclosure.Internal:
		return exitFailed
	default:
		return exitFailed
	}
}

// quiet ends a call with a code whose reason is already on the screen.
type quiet struct{ code int }

func (q *quiet) Error() string { return fmt.Sprintf("exit code %d", q.code) }

func newRoot(s *session) *cobra.Command {
	root := &cobra.Command{
		Use:   "bot",
		Short: "Daylight carries an exposure from discovery to publication",
		Long: "Daylight records what a research team found, works out who can close it, sends the mails and issues that a\n" +
			"person approved, asks the asset again and again until it is closed, and lets the writeup out only then.\n\n" +
			"Try it: bot demo\nSet it up: bot init",
		SilenceUsage: true, SilenceErrors: true,
		PersistentPreRun: func(*cobra.Command, []string) { s.started = true },
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())
	})
	f := root.PersistentFlags()
	f.StringVar(&s.config, "config", "", "configuration file (default: config.yaml in the folder)")
	f.StringVar(&s.dir, "dir", "", "folder with configuration and database (default: $DAYLIGHT_DIR, else here)")
	f.StringVar(&s.as, "as", "", "who you are (default: your login on this machine)")
	f.BoolVar(&s.json, "json", false, "print JSON")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "log what happens to standard error")
	root.AddCommand(
		newInit(s), newDemo(s), newServe(s), newConfig(s), newCase(s), newEvent(s), newContact(s), newDraft(s),
		newProbe(s), newTimeline(s), newPublish(s), newInbox(s), newJobs(s), newSlack(s), newDoctor(s), newDB(s), newVersion(s),
	)
	for _, cmd := range root.Commands() {
		needSubcommand(cmd)
	}
	return root
}

// needSubcommand makes a noun without a verb a usage error that lists the verbs.
func needSubcommand(cmd *cobra.Command) {
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			var verbs []string
			for _, c := range cmd.Commands() {
				verbs = append(verbs, c.Name())
			}
			what := "a verb is missing"
			if len(args) > 0 {
				what = fmt.Sprintf("%q is no verb", args[0])
			}
			return disclosure.Errorf(disclosure.Invalid, "%s: write `%s` followed by one of %s", what, cmd.CommandPath(), strings.Join(verbs, ", "))
		}
	}
}

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

// load reads the configuration; without a file the defaults hold.
func (s *session) load() (*config.Config, error) {
	if s.config != "" {
		return config.Load(s.config, s.getenv)
	}
	path := filepath.Join(s.folder(), config.FileName)
	if _, err := os.Stat(path); err == nil {
		return config.Load(path, s.getenv)
	}
	return config.Parse(nil, s.folder(), s.getenv)
}

// open builds the bot for one call.
func (s *session) open(ctx context.Context) (*app.App, error) {
	cfg, err := s.load()
	if err != nil {
		return nil, err
	}
	return s.build(ctx, cfg)
}

func (s *session) build(ctx context.Context, cfg *config.Config) (*app.App, error) {
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

// withDesk opens the bot, does something as the calling person and closes it again.
func (s *session) withDesk(ctx context.Context, do func(a *app.App, actor disclosure.Actor) error) (err error) {
	a, err := s.open(ctx)
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

func newVersion(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if s.json {
				return s.printJSON(map[string]string{"version": version()})
			}
			fmt.Fprintln(s.Out, "daylight "+version())
			return nil
		},
	}
}

// version is the module's version as the toolchain recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
