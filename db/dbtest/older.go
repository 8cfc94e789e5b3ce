package dbtest

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// Older is a database that can be made to look as an older version of the program would have left it.
type Older interface {
	// Open opens the database, the same one each time. The store ends with the test or with Age.
	Open(t *testing.T) Store
	// Age closes the store, spoils whatever is derived from events, and takes away what says by which version it was
	// written.
	Age(t *testing.T)
}

// RunOlder holds a store to this: opening a database of an older version writes anew what is derived from events, and
// nothing else.
func RunOlder(t *testing.T, db Older) {
	t.Helper()
	s := db.Open(t)
	fillOlder(t, s)
	want := everything(t, s)
	db.Age(t)
	s = db.Open(t)
	got := everything(t, s)
	for name, before := range want {
		if got[name] != before {
			t.Errorf("%s after the rewriting:\n%s\nbefore:\n%s", name, got[name], before)
		}
	}
	c, err := s.Load(t.Context(), ID(1))
	must(t, err)
	Put(t, s, ID(1), c, Note("work goes on"))
	found, err := s.List(t.Context(), ledger.Filter{Query: "work goes alpha"})
	must(t, err)
	if len(found) != 1 {
		t.Errorf("a note after the rewriting is not found beside those before it: %d cases", len(found))
	}
}

// fillOlder writes cases, and something of everything that is not derived from events.
func fillOlder(t *testing.T, s Store) {
	t.Helper()
	body := newBlob(t, "Dear vendor, a bucket of yours is open.")
	message := disclosure.Message{
		Key: "DL-2020-0001/first_contact/C1/1", ID: "<abc@team.example>", State: disclosure.MessageApproved, Raw: body.Ref,
		Role: disclosure.Vendor, Channel: disclosure.Email,
	}
	first := Next(ID(1), nil, Recorded(Facts(1)), Note("alpha"), Deadline(day0.AddDate(0, 0, 45)), disclosure.Event{
		Kind: disclosure.KindApproved, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Channel: disclosure.Email,
		Visibility: disclosure.InternalOnly, Detail: disclosure.Detail{Message: &message},
	})
	first.Blobs = []disclosure.Blob{body}
	first.Refs = []ledger.Ref{{Case: ID(1), Owner: "slack", Name: "card", Value: "C1/1.1"}}
	first.Jobs = []ledger.Job{
		ofCase(ID(1), ledger.NewJob(ledger.QueueSend, "held", task.Send{Channel: disclosure.Email}).At(day0)),
		ofCase(ID(1), ledger.NewJob(ledger.QueueTimer, "later", task.Deadline{}).At(day0.AddDate(1, 0, 0))),
	}
	must(t, s.Commit(t.Context(), first))
	Put(t, s, ID(2), nil, Recorded(Facts(2)), Note("beta"))
	Put(t, s, ID(3), nil, Recorded(Facts(3)))
	held, err := s.Claim(t.Context(), "me", []ledger.Queue{ledger.QueueSend}, day0, time.Hour, 1)
	must(t, err)
	if len(held) != 1 {
		t.Fatalf("claimed %d jobs", len(held))
	}
	must(t, s.Mark(t.Context(), held[0].ID, "me", "data_end"))
	_, _, err = s.Receive(t.Context(), mail("mail/1"), newBlob(t, "From: vendor"), InboundJob())
	must(t, err)
	must(t, s.SetCursor(t.Context(), "imap/INBOX", "7"))
}

// ofCase gives a job its case.
func ofCase(id disclosure.CaseID, j ledger.Job) ledger.Job {
	j.Case = id
	return j
}

// everything is what a store says of the cases of fillOlder and of what lies beside them.
func everything(t *testing.T, s Store) map[string]string {
	t.Helper()
	ctx, out := t.Context(), map[string]string{}
	keep := func(name string, v any, err error) {
		t.Helper()
		must(t, err)
		out[name] = asJSON(t, v)
	}
	for n := 1; n <= 3; n++ {
		c, err := s.Load(ctx, ID(n))
		keep("case "+string(ID(n)), c, err)
		events, err := s.Events(ctx, ID(n))
		keep("events of "+string(ID(n)), events, err)
		targets, err := s.FindTarget(ctx, Facts(n).Assets[0].Target)
		keep("target of "+string(ID(n)), targets, err)
	}
	for _, query := range []string{"", "alpha", "bet", "number2", "nothing"} {
		list, err := s.List(ctx, ledger.Filter{Query: query})
		keep("list of "+query, list, err)
	}
	id, key, ok, err := s.FindMessage(ctx, "<abc@team.example>")
	keep("message", []any{id, key, ok}, err)
	value, ok, err := s.Ref(ctx, ID(1), "slack", "card")
	keep("reference", []any{value, ok}, err)
	cursor, err := s.Cursor(ctx, "imap/INBOX")
	keep("cursor", cursor, err)
	jobs, err := s.Jobs(ctx, ledger.JobFilter{})
	keep("jobs", jobs, err)
	in, raw, err := s.Inbound(ctx, 1)
	keep("inbox", []any{in, raw}, err)
	c, err := s.Load(ctx, ID(1))
	must(t, err)
	text, err := s.Blob(ctx, c.Messages[0].Raw)
	keep("text", text, err)
	return out
}
