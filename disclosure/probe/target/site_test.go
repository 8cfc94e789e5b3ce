package target_test

import (
	"testing"

	"daylight/disclosure/probe/target"
)

func TestSameSite(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"a.example.com", "b.example.com", true},
		{"Example.com", "www.example.COM", true},
		{"example.com", "example.org", false},
		{"a.co.uk", "b.co.uk", false},
		{"alice.github.io", "bob.github.io", false},
		{"127.0.0.1", "127.0.0.1", true},
		{"127.0.0.1", "127.0.0.2", false},
		{"example.com", "127.0.0.1", false},
		{"localhost", "localhost", true},
		{"", "", false},
		{"com", "com.", false},
	} {
		if got := target.SameSite(tt.a, tt.b); got != tt.want {
			t.Errorf("SameSite(%q, %q) = %t", tt.a, tt.b, got)
		}
	}
}
