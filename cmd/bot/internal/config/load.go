package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"daylight/disclosure"
)

// FileName is the configuration's name in a folder.
const FileName = "config.yaml"

// maxSize bounds a configuration file.
const maxSize = 1 << 20

// Problem is one mistake in a configuration.
type Problem struct {
	Path    string `json:"path"` // such as mail.smtp.host; "" for the file as a whole
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

func (p Problem) String() string {
	switch {
	case p.Path != "":
		return p.Path + ": " + p.Message
	case p.Line > 0:
		return fmt.Sprintf("line %d: %s", p.Line, p.Message)
	default:
		return p.Message
	}
}

// Problems are all mistakes of a configuration. They are an error with code Invalid.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes the problems an error of the caller's input.
func (p Problems) Unwrap() error {
	return &disclosure.Error{Code: disclosure.Invalid, Message: "the configuration has mistakes"}
}

// Load reads a file, fills in defaults, resolves secrets and checks everything. It returns every mistake at once
// as [Problems].
func Load(path string, getenv func(string) string) (*Config, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, disclosure.Errorf(disclosure.Invalid, "there is no configuration %s: make one with `bot init`", path)
		}
		return nil, disclosure.Errorf(disclosure.Invalid, "the configuration cannot be read: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	b, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "the configuration cannot be read: %w", err)
	}
	return Parse(b, filepath.Dir(path), getenv)
}

// Parse reads a configuration from bytes. Relative paths in it start at folder.
func Parse(b []byte, folder string, getenv func(string) string) (*Config, error) {
	if len(b) > maxSize {
		return nil, Problems{{Message: "the file is larger than 1 MiB"}}
	}
	c := Default()
	if strings.TrimSpace(string(bytes.TrimSpace(stripComments(b)))) != "" {
		if err := yaml.Load(b, &c, yaml.WithKnownFields()); err != nil {
			return nil, problemsOf(err)
		}
	}
	problems := c.resolve(folder, getenv)
	problems = append(problems, c.check()...)
	if len(problems) > 0 {
		return nil, problems
	}
	return &c, nil
}

// stripComments drops comment lines, so that a file of comments counts as empty.
func stripComments(b []byte) []byte {
	var out []byte
	for line := range bytes.Lines(b) {
		if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) {
			out = append(out, line...)
		}
	}
	return out
}

var atLine = regexp.MustCompile(`line (\d+)`) //nolint:gochecknoglobals // a constant pattern

// problemsOf turns the decoder's errors into problems. The decoder's words name types of this program, which help
// nobody; the known ones are said again in words of the file.
func problemsOf(err error) Problems {
	var out Problems
	var all *yaml.LoadErrors
	if errors.As(err, &all) {
		for _, one := range all.Errors {
			out = append(out, Problem{Line: one.Mark.Line, Message: plain(one.Message)})
		}
		return out
	}
	p := Problem{Message: plain(err.Error())}
	if m := atLine.FindStringSubmatch(err.Error()); m != nil {
		fmt.Sscan(m[1], &p.Line) //nolint:errcheck,gosec // digits by the pattern
	}
	return append(out, p)
}

var (
	unknownField = regexp.MustCompile(`field (\S+) not found in type \S+`)          //nolint:gochecknoglobals // a constant pattern
	wrongType    = regexp.MustCompile("cannot (?:un|con)\\w+ (\\S+) .*into (\\S+)") //nolint:gochecknoglobals // a constant pattern
)

func plain(msg string) string {
	msg = strings.TrimPrefix(msg, "yaml: ")
	if m := unknownField.FindStringSubmatch(msg); m != nil {
		return "unknown field " + m[1]
	}
	if m := wrongType.FindStringSubmatch(msg); m != nil {
		return "the value is no " + strings.TrimPrefix(m[2], "config.")
	}
	return msg
}

// secrets returns every secret with its path.
func (c *Config) secrets() map[string]*Secret {
	return map[string]*Secret{
		"mail.smtp.password":    &c.Mail.SMTP.Password,
		"mail.imap.password":    &c.Mail.IMAP.Password,
		"slack.bot_token":       &c.Slack.BotToken,
		"slack.app_token":       &c.Slack.AppToken,
		"github.token":          &c.GitHub.Token,
		"github.webhook_secret": &c.GitHub.WebhookSecret,
	}
}

// resolve makes paths absolute and looks secrets up.
func (c *Config) resolve(folder string, getenv func(string) string) Problems {
	var out Problems
	for _, path := range []*string{&c.Database.Path, &c.Database.Key, &c.Mail.Outbox, &c.Mail.SMTP.CAFile, &c.Mail.IMAP.CAFile} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	all := c.secrets()
	for _, path := range sortedKeys(all) {
		if msg := all[path].resolve(folder, getenv); msg != "" {
			out = append(out, Problem{Path: path, Message: msg})
		}
	}
	return out
}

// Show returns the configuration in force as YAML, with secrets hidden.
func (c *Config) Show() ([]byte, error) {
	b, err := yaml.Dump(c, yaml.WithIndent(2))
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return b, nil
}
