// Package session is one call of the bot, as every command sees it: the streams and the global flags, how the desk is
// opened and closed for the call, how results, JSON and errors are printed, which exit code follows, and what flags and
// completions have in common. A command takes a [Session] and nothing global.
//
// No command lives here, and nothing that only one noun needs: that stands beside its command.
package session

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"daylight/disclosure"

	"github.com/spf13/cobra"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Session is one call of the bot: its streams and its global flags.
type Session struct {
	Streams
	Getenv     func(string) string
	ConfigFile string           // --config
	Dir        string           // --dir
	JSON       bool             // --json
	Verbose    bool             // --verbose
	Clock      func() time.Time // nil is the system's clock

	as      string // --as
	started bool   // the arguments were understood
	// next says what a person should do now in a case; set while a desk is open.
	next func(*disclosure.Case) string
}

// New returns a call that reads and writes the streams.
func New(streams Streams, getenv func(string) string) *Session {
	streams.Out = &sink{w: streams.Out}
	return &Session{Streams: streams, Getenv: getenv}
}

// Attach gives the root command the streams of the call and the flags that every command takes.
func (s *Session) Attach(root *cobra.Command) {
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.PersistentPreRun = func(*cobra.Command, []string) { s.started = true }
	f := root.PersistentFlags()
	f.StringVar(&s.ConfigFile, "config", "", "configuration file (default: config.yaml in the folder)")
	f.StringVar(&s.Dir, "dir", "", "folder with configuration and database (default: $DAYLIGHT_DIR, else here)")
	f.StringVar(&s.as, "as", "", "who you are (default: your login on this machine)")
	f.BoolVar(&s.JSON, "json", false, "print JSON")
	f.BoolVarP(&s.Verbose, "verbose", "v", false, "log what happens to standard error")
}

// Run runs the root command and returns the exit code of the call. An error goes to the error stream.
func (s *Session) Run(ctx context.Context, root *cobra.Command, args []string) int {
	root.SetArgs(args)
	code := s.report(root.ExecuteContext(ctx))
	if out, ok := s.Out.(*sink); ok && out.err != nil && code == ExitOK {
		fmt.Fprintln(s.Err, "bot: the output could not be written: "+out.err.Error())
		return ExitFailed
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

// Version is the module's version as the toolchain recorded it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
