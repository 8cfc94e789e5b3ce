package person_test

import (
	"testing"

	"daylight/disclosure/person"
)

func TestWhoSeesARestrictedCase(t *testing.T) {
	t.Parallel()
	named := person.Circle{Names: []string{"ada", "Bob"}}
	for _, c := range []struct {
		rule   string
		circle person.Circle
		reader person.Reader
		want   bool
	}{
		{"a case that is not restricted, by anybody", person.Circle{}, person.Reader{}, true},
		{"a case that was restricted and is not any more", person.Circle{Lifted: true}, person.Reader{}, true},
		{"somebody named", named, person.ReaderNamed("ada"), true},
		{"somebody named, in other letters", named, person.ReaderNamed(" bob "), true},
		{"somebody else", named, person.ReaderNamed("carol"), false},
		{"a name that only begins alike", named, person.ReaderNamed("ad"), false},
		{"anybody, such as on the board", named, person.Reader{}, false},
		{"nobody by name, where a name is empty", person.Circle{Names: []string{""}}, person.ReaderNamed(" "), false},
		{"somebody who calls themselves daylight", named, person.ReaderNamed("daylight"), false},
		{"Daylight itself", named, person.ReaderEngine(), true},
	} {
		if got := c.circle.Sees(c.reader); got != c.want {
			t.Errorf("%s: %t, want %t", c.rule, got, c.want)
		}
	}
}
