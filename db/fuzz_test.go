package db

import (
	"strings"
	"testing"
	"unicode/utf8"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// FuzzMatchQuery proves that nothing a person types is an error or an operator of the full-text index.
func FuzzMatchQuery(f *testing.F) {
	for _, seed := range []string{
		"bucket", "example-bucket.s3.eu-west-3.amazonaws.com", `"`, `a" OR "b`, "NEAR(a b, 3)", "title:x", "-x", "^x", "x*",
		"a\x00b", "\xff\xfe", "é", "e\u0301", "\u0301", "\u0903", "日本語", "1½", "Ⅷ", "\U000f0000", strings.Repeat("x", 300), "\ufeff", "ǆ İ ß",
	} {
		f.Add(seed)
	}
	s := openTest(f)
	dbtest.Put(f, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)), dbtest.Note("a b c"))
	f.Fuzz(func(t *testing.T, input string) {
		match := matchQuery(input)
		if len(match) > maxWords*(maxWord*utf8.UTFMax+4) {
			t.Errorf("%d bytes of query", len(match))
		}
		if _, err := s.List(t.Context(), ledger.Filter{Query: input}); err != nil {
			t.Errorf("%q became %q: %v", input, match, err)
		}
		for i, part := range strings.Split(match, `"`) {
			if i%2 == 0 && strings.Trim(part, "* ") != "" {
				t.Errorf("%q became %q: %q is outside of quotes", input, match, part)
			}
		}
	})
}

// FuzzDecodeEvent proves that a case projected from an event is the same as one projected from its stored form, which
// is what a verification compares, and that no event makes the projection fail.
func FuzzDecodeEvent(f *testing.F) {
	_, events := history(1, 4)
	for i := range events {
		b, err := events[i].Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"seq":1,"kind":"closed","at":"2022-Q3","until":"2023","detail":{"closure":{"at":"2022"}}}`))
	f.Add([]byte(`{"seq":1,"at":"2020-06-29T07:33 America/New_York"}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := disclosure.DecodeEvent(b)
		if err != nil {
			return
		}
		stored, err := e.Encode()
		if err != nil {
			return // a time beyond the year 9999 can be read and not be written
		}
		read, err := disclosure.DecodeEvent(stored)
		if err != nil {
			t.Fatalf("%s was written and cannot be read: %v", stored, err)
		}
		lived, err := project(milestone.Rebuild("DL-2020-0001", []disclosure.Event{recorded(1), e}), agenda.ListingOf)
		if err != nil {
			return // such as a probe in the year 0: Commit refuses it
		}
		rebuilt, err := project(milestone.Rebuild("DL-2020-0001", []disclosure.Event{recorded(1), read}), agenda.ListingOf)
		if err != nil {
			t.Fatal(err)
		}
		if !sameState(lived.State, rebuilt.State) {
			t.Errorf("projected %s and from its stored form %s", lived.State, rebuilt.State)
		}
		lived.State, rebuilt.State = "", ""
		if lived != rebuilt {
			t.Errorf("columns %+v and from its stored form %+v", lived, rebuilt)
		}
	})
}
