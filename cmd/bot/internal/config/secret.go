package config

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

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

// GoString hides the value from %#v.
func (s Secret) GoString() string { return "config.Secret(" + s.String() + ")" }

// LogValue hides the value from structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON hides the value from JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalYAML hides the value from YAML.
func (s Secret) MarshalYAML() (any, error) { return s.String(), nil }

// UnmarshalText reads the value as it stands in the file; it is resolved later, when the folder is known.
func (s *Secret) UnmarshalText(b []byte) error {
	s.raw = strings.TrimSpace(string(b))
	s.value = ""
	return nil
}

// JSONSchema describes the secret's form in the file.
func (Secret) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type:        "string",
		Description: "A secret: ${NAME} for an environment variable, file:PATH for the first line of a file, or the value itself.",
	}
}

// resolve looks the value up. The returned text says what is missing; it never holds the value.
func (s *Secret) resolve(folder string, getenv func(string) string) string {
	switch {
	case s.raw == "":
		return ""
	case strings.HasPrefix(s.raw, "${") && strings.HasSuffix(s.raw, "}"):
		name := s.raw[2 : len(s.raw)-1]
		if s.value = getenv(name); s.value == "" {
			return "the environment variable " + name + " is empty"
		}
	case strings.HasPrefix(s.raw, "file:"):
		path := strings.TrimPrefix(s.raw, "file:")
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		b, err := os.ReadFile(path) //nolint:gosec // the operator names the file
		if err != nil {
			return "the file of the secret cannot be read"
		}
		first, _, _ := strings.Cut(string(b), "\n")
		if s.value = strings.TrimSpace(first); s.value == "" {
			return "the file of the secret is empty"
		}
	default:
		s.value = s.raw
	}
	return ""
}
