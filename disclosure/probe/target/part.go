package target

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

// part returns what of a path belongs to the target, not escaped. For services with Part, it refuses names that hold a slash
// or dots once they are unescaped: two programs could read such a path as two different parts.
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

// ReadTop is [Service.Read] for kinds whose path is a single name, such as that of a share; what says of what, for people.
// The path below it is dropped. %2F counts as a slash here, because no such name may contain one.
func (s Service) ReadTop(raw string, explicit bool, what string) (Target, string, error) {
	t, how, err := s.Read(raw, explicit)
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

// declines reports whether this kind does not probe the path. Another kind may.
func (s Service) declines(tail string) bool {
	if s.Part == nil {
		return false
	}
	rest, _, _ := strings.Cut(tail, "?")
	rest, fragment, _ := strings.Cut(rest, "#")
	_, err := s.part(strings.Trim(rest, "/"), fragment)
	return err != nil
}

// RefusePath returns the error for a path that a kind does not probe; what says what the path names. Such a path is refused
// and not dropped: otherwise a refusal of the server as a whole would close an asset that is still open.
func RefusePath(kind, what string) error {
	return fault.Errorf(fault.Invalid,
		"kind %s does not probe %s: make the whole address an asset of kind http, or leave the path out for the server as a whole", kind, what)
}

// FirstSegment returns the first segment of a path, for [command.Service].Part, or "" when it does not name a part of the service.
// Names that begin with an underscore are API endpoints of the service, unless they are in named.
func FirstSegment(path string, named ...string) string {
	first, _, _ := strings.Cut(path, "/")
	if strings.HasPrefix(first, "_") && !slices.Contains(named, first) {
		return ""
	}
	return first
}
