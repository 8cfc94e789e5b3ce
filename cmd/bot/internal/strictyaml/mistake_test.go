package strictyaml_test

import (
	"errors"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/fault"
)

func TestAMistakeNamesWhatIsKnownOfItsPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		m    strictyaml.Mistake
		want string
	}{
		{"line and path", strictyaml.Mistake{Line: 3, Path: "a.b", Message: "is wrong"}, "line 3: a.b: is wrong"},
		{"no path", strictyaml.Mistake{Line: 3, Message: "is wrong"}, "line 3: is wrong"},
		{"no line", strictyaml.Mistake{Path: "a.b", Message: "is wrong"}, "a.b: is wrong"},
		{"the whole file", strictyaml.Mistake{Message: "is wrong"}, "is wrong"},
	} {
		if got := c.m.String(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestNothingWrongIsNoError(t *testing.T) {
	t.Parallel()
	var l strictyaml.List
	if err := l.Err("f.yaml", "f.yaml has mistakes:", 3); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestMistakesAreListedByLineAndThoseOfALineAsTheyWereFound(t *testing.T) {
	t.Parallel()
	var l strictyaml.List
	l.Add(7, "c", "is %d", 1)
	l.Add(2, "b", "came first")
	l.Add(2, "a", "came second")
	l.Add(0, "", "is the whole file")
	err := l.Err("f.yaml", "f.yaml has mistakes:", 3)
	const want = "f.yaml has mistakes:\n  is the whole file\n  line 2: b: came first\n  line 2: a: came second\n  and 1 more"
	if err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	e, ok := errors.AsType[*strictyaml.MistakesError](err)
	if !ok || e.Name != "f.yaml" || len(e.Mistakes) != 4 || e.Mistakes[3].Message != "is 1" {
		t.Errorf("got %+v: the error holds those, too, that its message leaves out", e)
	}
	if fault.CodeOf(err) != fault.Invalid {
		t.Errorf("code %s", fault.CodeOf(err))
	}
}

func TestAsManyMistakesAsFitAreAllSpeltOut(t *testing.T) {
	t.Parallel()
	var l strictyaml.List
	l.Add(1, "", "x")
	l.Add(2, "", "y")
	if got := l.Err("f", "f:", 2).Error(); strings.Contains(got, "more") || !strings.Contains(got, "line 2: y") {
		t.Errorf("got %q", got)
	}
}
