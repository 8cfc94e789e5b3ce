package probe

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

// part returns what of a path belongs to the target, not escaped.
func (s Service) part(written, fragment string) (string, error) {
	if s.Part != nil {
		var err error
		if written, err = s.Part(strings.TrimPrefix(path.Clean("/"+written), "/"), fragment); err != nil {
			return "", err
		}
	}
	plain, err := url.PathUnescape(written)
	if err != nil {
		return "", fault.Errorf(fault.Invalid, "the path of the address has a broken %%-escape")
	}
	if s.Part != nil && (strings.Count(plain, "/") != strings.Count(written, "/") || plain != strings.TrimPrefix(path.Clean("/"+plain), "/")) {
		return "", fault.Errorf(fault.Invalid, "a name in the path holds a slash or dots; make the whole address an asset of kind http")
	}
	if strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", fault.Errorf(fault.Invalid, "an address has no control characters")
	}
	return plain, nil
}

// ReadTop is [Service.Read] for kinds whose targets end with one name, that of what. What lies within is left out. A slash
// that is written as %2F is one all the same: none of these names has one.
func (s Service) ReadTop(raw string, asked bool, what string) (Target, string, error) {
	t, how, err := s.Read(raw, asked)
	if err != nil || t.Target == "" {
		return t, how, err
	}
	at, err := s.Parse(t.Target)
	if err != nil {
		return Target{}, "", err
	}
	top, within, _ := strings.Cut(at.Path, "/")
	if within != "" {
		how += "; the path within the " + what + " is left out"
	}
	at.Path = top
	t.Target = at.String()
	return t, how, nil
}

// declines reports whether a path is none that this kind asks for. Another kind may.
func (s Service) declines(tail string) bool {
	if s.Part == nil {
		return false
	}
	way, _, _ := strings.Cut(tail, "?")
	way, fragment, _ := strings.Cut(way, "#")
	_, err := s.part(strings.Trim(way, "/"), fragment)
	return err != nil
}

// Elsewhere refuses a path about which a kind does not ask: left out, it would be called closed by another's refusal.
func Elsewhere(kind, what string) error {
	return fault.Errorf(fault.Invalid,
		"kind %s does not ask for %s: make the whole address an asset of kind http, or leave the path out for the server as a whole", kind, what)
}

// FirstName returns the first segment of a path for [command.Service].Part, as long as it names a part of the service: what begins
// with an underscore is the service's own, unless it is among named.
func FirstName(path string, named ...string) string {
	first, _, _ := strings.Cut(path, "/")
	if strings.HasPrefix(first, "_") && !slices.Contains(named, first) {
		return ""
	}
	return first
}
