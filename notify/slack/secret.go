package slack

import (
	"fmt"
	"log/slog"
)

// redacted is what every way of printing a [Secret] gives.
const redacted = "[redacted]"

// Secret holds a token. It never prints: not with fmt, not in a log, not as JSON or YAML. The value sits in a
// closure, because fmt walks into unexported fields of a struct without asking for a String method.
type Secret struct{ reveal func() string }

// NewSecret wraps a token.
func NewSecret(value string) Secret { return Secret{reveal: func() string { return value }} }

// Empty reports whether there is no token.
func (s Secret) Empty() bool { return s.value() == "" }

func (s Secret) value() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// String returns a placeholder.
func (s Secret) String() string { return redacted }

// GoString returns a placeholder.
func (s Secret) GoString() string { return redacted }

// Format writes a placeholder for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText returns a placeholder, for JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns a placeholder.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
