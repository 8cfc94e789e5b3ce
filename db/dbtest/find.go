package dbtest

import (
	"fmt"
	"slices"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func testRefs(t *testing.T, s Store) {
	commit := Next(ID(1), nil, Recorded(Facts(1)))
	commit.Refs = []ledger.Ref{
		{Case: ID(1), Owner: "slack", Name: "card", Value: "C1/1.1"},
		{Case: ID(1), Owner: "github", Name: "card", Value: "C1/1.1"},
	}
	must(t, s.Commit(t.Context(), commit))
	// A channel stores its result with the end of a job alone, too.
	must(t, s.Commit(t.Context(), ledger.Commit{Refs: []ledger.Ref{
		{Case: ID(1), Owner: "slack", Name: "card", Value: "C1/2.2"},
	}}))
	value, ok, err := s.Ref(t.Context(), ID(1), "slack", "card")
	if err != nil || !ok || value != "C1/2.2" {
		t.Errorf("reference %q, %v, %v", value, ok, err)
	}
	for _, v := range []struct {
		owner, value string
		want         disclosure.CaseID
	}{{"slack", "C1/2.2", ID(1)}, {"slack", "C1/1.1", ""}, {"github", "C1/1.1", ID(1)}, {"mail", "C1/1.1", ""}} {
		id, ok, err := s.FindRef(t.Context(), v.owner, "card", v.value)
		if err != nil || id != v.want || ok != (v.want != "") {
			t.Errorf("%s %s leads to %q, %v, %v", v.owner, v.value, id, ok, err)
		}
	}
}

// testSole holds a name that has one value in all cases to it, also when two commits come at once.
func testSole(t *testing.T, s Store) {
	for n := range 3 {
		must(t, s.Commit(t.Context(), Next(ID(n+1), nil, Recorded(Facts(n+1)))))
	}
	hold := func(n int, value string) error {
		return s.Commit(t.Context(), ledger.Commit{Refs: []ledger.Ref{
			{Case: ID(n), Owner: "github", Name: "repository/o/r", Value: value, Sole: true},
		}})
	}
	got := make(chan error)
	for n, value := range []string{"vendor/a", "vendor/b"} {
		go func() { got <- hold(n+1, value) }()
	}
	refused := 0
	for range 2 {
		if err := <-got; err != nil {
			wantCode(t, err, fault.Refused)
			refused++
		}
	}
	if refused != 1 {
		t.Fatalf("of two values at once %d were refused", refused)
	}
	refs, err := s.FindRefs(t.Context(), "github", "repository/o/")
	must(t, err)
	if len(refs) != 1 || refs[0].Name != "repository/o/r" || refs[0].Owner != "github" {
		t.Fatalf("kept %+v", refs)
	}
	must(t, hold(3, refs[0].Value)) // another case of the same party
	commit := Next(ID(4), nil, Recorded(Facts(4)))
	commit.Refs = []ledger.Ref{{Case: ID(4), Owner: "github", Name: "repository/o/r", Value: "vendor/c", Sole: true}}
	wantCode(t, s.Commit(t.Context(), commit), fault.Refused)
	if _, err := s.Load(t.Context(), ID(4)); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("half of a refused commit was written: %v", err)
	}
	if refs, err = s.FindRefs(t.Context(), "github", "repository/o/r"); err != nil || len(refs) != 2 {
		t.Errorf("%+v, %v", refs, err)
	}
	if refs, err = s.FindRefs(t.Context(), "slack", "repository/"); err != nil || len(refs) != 0 {
		t.Errorf("of another channel: %+v, %v", refs, err)
	}
}

func testFinder(t *testing.T, s Store) {
	message := disclosure.Message{
		Key: "DL-2020-0001/first_contact/C1/1", ID: "<abc@team.example>", State: disclosure.MessageApproved,
		Role: disclosure.Vendor, Channel: disclosure.Email,
	}
	approved := disclosure.Event{
		Kind: disclosure.KindApproved, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Channel: disclosure.Email,
		Visibility: disclosure.InternalOnly, Detail: disclosure.Detail{Message: &message},
	}
	c := Put(t, s, ID(1), nil, Recorded(Facts(1)), approved)
	Put(t, s, ID(1), c, Note("nothing of the message changes"))
	other := Facts(2)
	other.Assets = append(other.Assets, Facts(1).Assets[0]) // the same bucket, seen twice
	other.Assets[1].ID = "A2"
	Put(t, s, ID(2), nil, Recorded(other))
	for _, id := range []string{"<abc@team.example>", "abc@team.example", " <abc@team.example>"} {
		found, key, ok, err := s.FindMessage(t.Context(), id)
		if err != nil || !ok || found != ID(1) || key != message.Key {
			t.Errorf("%q leads to %q %q, %v, %v", id, found, key, ok, err)
		}
	}
	if _, _, ok, err := s.FindMessage(t.Context(), "<xyz@team.example>"); ok || err != nil {
		t.Errorf("a foreign message was found: %v, %v", ok, err)
	}
	stolen := Next(ID(3), nil, Recorded(Facts(3)), approved)
	wantCode(t, s.Commit(t.Context(), stolen), fault.Conflict)
	for target, want := range map[string][]disclosure.CaseID{
		"https://files-1.s3.example/": {ID(1), ID(2)}, "https://files-2.s3.example/": {ID(2)}, "https://files-9.s3.example/": nil,
	} {
		ids, err := s.FindTarget(t.Context(), target)
		must(t, err)
		if !slices.Equal(ids, want) {
			t.Errorf("%s leads to %v, want %v", target, ids, want)
		}
	}
}

func testCursor(t *testing.T, s Store) {
	for i, want := range []string{"", "1", "1"} {
		value, err := s.Cursor(t.Context(), "imap/INBOX")
		must(t, err)
		if value != want {
			t.Errorf("cursor %q, want %q", value, want)
		}
		must(t, s.SetCursor(t.Context(), "imap/INBOX", "1"))
		must(t, s.SetCursor(t.Context(), fmt.Sprint("other", i), "9"))
	}
}
