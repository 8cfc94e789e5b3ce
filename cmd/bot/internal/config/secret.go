package config

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"daylight/disclosure/pattern"

	"github.com/invopop/jsonschema"
)

// Secret is a value that is not shown. In the file it is one of ${NAME} for an environment variable, file:PATH for
// the first line of a file (relative to the configuration's folder), or the value itself.
type Secret struct {
	raw   string // as in the file
	value string // resolved
}

// hidden is what every rendering of a set secret shows.
const hidden = "(set, not shown)"

// maxSecret bounds a secret and the file that holds it, in bytes.
const maxSecret = 16 << 10

// NewSecret returns a secret with the value, for tests and the demo.
func NewSecret(value string) Secret { return Secret{raw: value, value: value} }

// Reveal returns the value. Only the code that hands it to its service calls it.
func (s Secret) Reveal() string { return s.value }

// IsZero reports whether no secret is given.
func (s Secret) IsZero() bool { return s.raw == "" }

func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return hidden
}

// Format hides the value from every verb: %d and %q would otherwise print the fields.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) } //nolint:errcheck // a formatter has no error

// LogValue hides the value from structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value from every encoding that takes text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON hides the value from JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalYAML hides the value from YAML.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// JSONSchema describes the secret's form in the file.
func (Secret) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type:        "string",
		Description: "A secret: ${NAME} for an environment variable, file:PATH for the first line of a file, or the value itself.",
	}
}

// variableForm is the name of an environment variable.
var variableForm = pattern.New(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`)

// resolve looks the value up. The returned text says what is missing; it never holds the value, not even where
// somebody wrote a value in the form of a name.
func (s *Secret) resolve(folder string, getenv func(string) string) string {
	name, isFile := strings.CutPrefix(s.raw, "file:")
	switch {
	case s.raw == "":
		return ""
	case isFile:
		return s.fromFile(folder, name)
	case strings.HasPrefix(s.raw, "${") && strings.HasSuffix(s.raw, "}"):
		name := s.raw[2 : len(s.raw)-1]
		if !variableForm.MatchString(name) {
			return "the text in ${…} is not the name of an environment variable"
		}
		if s.value = strings.TrimSpace(getenv(name)); s.value == "" {
			return "the environment variable " + name + " is empty: set it where the bot runs"
		}
	case strings.Contains(s.raw, "${"):
		return "${NAME} is replaced only where it is the whole value: put the whole secret into the variable"
	default:
		s.value = s.raw
	}
	return s.usable()
}

func (s *Secret) fromFile(folder, path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "the file of the secret cannot be read: is the path right, and may the bot read it?"
	}
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "the file of the secret cannot be read: is the path right, and may the bot read it?"
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret))
	if err != nil {
		return "the file of the secret cannot be read"
	}
	first, _, _ := strings.Cut(string(b), "\n")
	if s.value = strings.TrimSpace(first); s.value == "" {
		return "the first line of the secret's file is empty"
	}
	return s.usable()
}

// usable refuses what could break out of a header or a command.
func (s *Secret) usable() string {
	if strings.ContainsFunc(s.value, unicode.IsControl) {
		return "the secret holds a line break or a control character"
	}
	return ""
}
