package dbtest

import (
	"bytes"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

func newBlob(t *testing.T, text string) disclosure.Blob {
	t.Helper()
	b, err := disclosure.NewBlob([]byte(text), nil)
	must(t, err)
	return b
}

func mail(key string) ledger.Inbound {
	return ledger.Inbound{
		Channel: disclosure.Email, Key: key, Received: day0, From: "info@vendor.example", Subject: "Re: your mail",
		Meta: map[string]string{"mailbox": "INBOX"},
	}
}

// InboundJob is a job that waits for an item of the inbox.
func InboundJob() ledger.Job {
	return ledger.NewJob(ledger.QueueInbound, "", reading{}).At(day0)
}

// reading is the payload of the inbound jobs of this suite.
type reading struct{ ledger.ItemRef }

func (reading) Task() ledger.Task { return "email/inbound" }

func testReceive(t *testing.T, s Store) {
	raw := newBlob(t, "From: info@vendor.example\r\n\r\nThanks")
	id, fresh, err := s.Receive(t.Context(), mail("mail/1"), raw, InboundJob())
	must(t, err)
	again, freshAgain, err := s.Receive(t.Context(), mail("mail/1"), newBlob(t, "the same again"), InboundJob())
	must(t, err)
	if !fresh || freshAgain || id == 0 || again != id {
		t.Errorf("ids %d and %d, fresh %v and %v", id, again, fresh, freshAgain)
	}
	in, bytesOf, err := s.Inbound(t.Context(), id)
	must(t, err)
	if !bytes.Equal(bytesOf, raw.Plain) || in.From != "info@vendor.example" || in.Meta["mailbox"] != "INBOX" ||
		in.State != ledger.InboundNew || in.Raw != raw.Ref || !in.Received.Equal(day0) || in.Channel != disclosure.Email {
		t.Errorf("item %+v with %q", in, bytesOf)
	}
	jobs := claim(t, s, "w", day0, 10)
	if len(jobs) != 1 || jobs[0].Key == "" {
		t.Fatalf("jobs %+v", jobs)
	}
	p, err := ledger.PayloadOf[reading](jobs[0])
	must(t, err)
	if p.Inbox != id {
		t.Errorf("the job reads item %d, not %d", p.Inbox, id)
	}
	other, fresh, err := s.Receive(t.Context(), mail("mail/2"), newBlob(t, "another"), InboundJob())
	must(t, err)
	if !fresh || other == id {
		t.Errorf("another mail is item %d, fresh %v", other, fresh)
	}
	wantKeys(t, claim(t, s, "w", day0, 10), "inbound/mail/2")
	probe := ledger.NewJob(ledger.QueueInbound, "", task.Probe{Asset: "A1"})
	if _, _, err := s.Receive(t.Context(), mail("mail/3"), newBlob(t, "a third"), probe); fault.CodeOf(err) != fault.Internal {
		t.Errorf("a job that reads no item was stored with one: %v", err)
	}
}

func testInboxUpdate(t *testing.T, s Store) {
	id, _, err := s.Receive(t.Context(), mail("mail/1"), newBlob(t, "x"), InboundJob())
	must(t, err)
	job := claim(t, s, "w", day0, 1)[0]
	commit := Next(ID(1), nil, Recorded(Facts(1)))
	commit.Finish = &ledger.Finish{JobID: job.ID, Owner: "w", State: ledger.JobDone}
	commit.Inbox = &ledger.InboxUpdate{ID: id, State: ledger.InboundMatched, Case: ID(1), Note: "by its address"}
	must(t, s.Commit(t.Context(), commit))
	in, _, err := s.Inbound(t.Context(), id)
	must(t, err)
	if in.State != ledger.InboundMatched || in.Case != ID(1) || in.Note != "by its address" {
		t.Errorf("item %+v", in)
	}
	// Without a case only the state moves, and the case stays.
	again := ledger.Commit{Inbox: &ledger.InboxUpdate{ID: id, State: ledger.InboundMatched, Case: ID(2)}}
	if err := s.Commit(t.Context(), again); fault.CodeOf(err) != fault.Conflict {
		t.Fatalf("an item belongs to two cases: %v", err)
	}
	// Only the case that has it gives it up, once.
	release := ledger.InboxUpdate{ID: id, State: ledger.InboundWaiting, Note: "assigned wrongly", Release: ID(2)}
	if err := s.Commit(t.Context(), ledger.Commit{Inbox: &release}); fault.CodeOf(err) != fault.Conflict {
		t.Fatalf("another case gives the item up: %v", err)
	}
	release.Release = ID(1)
	must(t, s.Commit(t.Context(), ledger.Commit{Inbox: &release}))
	if in, _, err = s.Inbound(t.Context(), id); err != nil || in.State != ledger.InboundWaiting || in.Case != "" {
		t.Errorf("item %+v, %v", in, err)
	}
	if err := s.Commit(t.Context(), ledger.Commit{Inbox: &release}); fault.CodeOf(err) != fault.Conflict {
		t.Fatalf("the item was given up twice: %v", err)
	}
	must(t, s.Commit(t.Context(), ledger.Commit{Inbox: &ledger.InboxUpdate{ID: id, State: ledger.InboundMatched, Case: ID(1)}}))
	must(t, s.Commit(t.Context(), ledger.Commit{Inbox: &ledger.InboxUpdate{ID: id, State: ledger.InboundIgnored}}))
	in, _, err = s.Inbound(t.Context(), id)
	must(t, err)
	if in.State != ledger.InboundIgnored || in.Case != ID(1) {
		t.Errorf("item %+v", in)
	}
	second, _, err := s.Receive(t.Context(), mail("mail/2"), newBlob(t, "y"), InboundJob())
	must(t, err)
	for _, v := range []struct {
		state ledger.InboundState
		limit int
		want  []int64
	}{
		{"", 0, []int64{second, id}},
		{"", 1, []int64{second}},
		{ledger.InboundNew, 0, []int64{second}},
		{ledger.InboundWaiting, 0, nil},
	} {
		list, err := s.ListInbound(t.Context(), v.state, v.limit)
		must(t, err)
		var got []int64
		for _, in := range list {
			got = append(got, in.ID)
		}
		if asJSON(t, got) != asJSON(t, v.want) {
			t.Errorf("state %q: items %v, want %v", v.state, got, v.want)
		}
	}
}

func testBlobs(t *testing.T, s Store) {
	large := newBlob(t, string(bytes.Repeat([]byte("mail "), 100_000)))
	small := newBlob(t, "Dear vendor")
	empty := newBlob(t, "")
	must(t, s.Commit(t.Context(), ledger.Commit{Blobs: []disclosure.Blob{large, small, empty, small}}))
	for _, b := range []disclosure.Blob{large, small, empty} {
		got, err := s.Blob(t.Context(), b.Ref)
		must(t, err)
		if !bytes.Equal(got, b.Plain) {
			t.Errorf("%d bytes came back, want %d", len(got), len(b.Plain))
		}
	}
	must(t, s.EraseBlob(t.Context(), large.Ref))
	must(t, s.EraseBlob(t.Context(), large.Ref))
	_, err := s.Blob(t.Context(), large.Ref)
	wantCode(t, err, fault.NotFound)
	// Erased stays erased, even when the same text is offered again.
	must(t, s.Commit(t.Context(), ledger.Commit{Blobs: []disclosure.Blob{large}}))
	_, err = s.Blob(t.Context(), large.Ref)
	wantCode(t, err, fault.NotFound)
	if got, err := s.Blob(t.Context(), small.Ref); err != nil || string(got) != "Dear vendor" {
		t.Errorf("the other text is %q, %v", got, err)
	}
}
