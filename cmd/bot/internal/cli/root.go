package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/fault"
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
	out := &sink{w: streams.Out}
	streams.Out = out
	s := &session{Streams: streams, getenv: getenv}
	root := newRoot(s) //nolint:contextcheck // cobra carries the context in the command
	root.SetArgs(args)
	code := s.report(root.ExecuteContext(ctx))
	if out.err != nil && code == exitOK {
		fmt.Fprintln(s.Err, "bot: the output could not be written: "+out.err.Error())
		return exitFailed
	}
	return code
}

// sink remembers that writing failed: a call whose answer is lost has not succeeded.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err != nil && s.err == nil {
		s.err = err
	}
	return n, err
}

// report prints an error and chooses the exit code.
func (s *session) report(err error) int {
	if err == nil {
		return exitOK
	}
	if silent, ok := errors.AsType[*quiet](err); ok {
		return silent.code
	}
	if all, ok := errors.AsType[config.Problems](err); ok {
		fmt.Fprintf(s.Err, "bot: %s has %s:\n", s.configName(), count(len(all), "mistake", "mistakes"))
		for _, p := range all {
			fmt.Fprintln(s.Err, "  "+block(p.String()))
		}
		return exitUsage
	}
	fmt.Fprintln(s.Err, "bot: "+block(advised(strings.TrimSpace(err.Error()), fault.HintOf(err))))
	if !s.started {
		return exitUsage
	}
	switch fault.CodeOf(err) {
	case fault.Invalid, fault.NotFound: // what the call names is wrong or not there
		return exitUsage
	case fault.Refused, fault.Forbidden:
		return exitRefused
	case fault.Conflict, fault.Unavailable, fault.Internal:
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
		SilenceUsage: true, SilenceErrors: true, Version: version(),
		PersistentPreRun: func(*cobra.Command, []string) { s.started = true },
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetVersionTemplate("daylight {{.Version}}\n")
	f := root.PersistentFlags()
	f.StringVar(&s.config, "config", "", "configuration file (default: config.yaml in the folder)")
	f.StringVar(&s.dir, "dir", "", "folder with configuration and database (default: $DAYLIGHT_DIR, else here)")
	f.StringVar(&s.as, "as", "", "who you are (default: your login on this machine)")
	f.BoolVar(&s.json, "json", false, "print JSON")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "log what happens to standard error")
	add := func(group string, all ...*cobra.Command) {
		for _, cmd := range all {
			cmd.GroupID = group
		}
		root.AddCommand(all...)
	}
	add(groupWork, newCase(s), newEvent(s), newContact(s), newDraft(s), newProbe(s), newTimeline(s), newPublish(s), newInbox(s), newStats(s), newPolicy(s), newClock(s), newAgenda(s), newDigest(s))
	add(groupSetUp, newDemo(s), newInit(s), newConfig(s), newSlack(s), newDoctor(s), newServe(s))
	add(groupCare, newDB(s), newJobs(s), newVersion(s))
	shape(root)
	return root
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
