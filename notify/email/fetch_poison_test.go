package email

import (
	"context"
	"io"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// brittle is a mailbox whose connection breaks at one mail.
type brittle struct {
	breaksAt uint32
	broken   bool
}

func (b *brittle) open(string) (uint32, error) { return 7, nil }

func (b *brittle) after(uid uint32) ([]item, error) {
	var items []item
	for u := uid + 1; u <= 3; u++ {
		items = append(items, item{uid: u, size: 10})
	}
	return items, nil
}

func (b *brittle) bytes(uid uint32, _ int64) ([]byte, error) {
	if uid == b.breaksAt || b.broken {
		b.broken = true
		return nil, io.ErrUnexpectedEOF
	}
	return []byte("Subject: " + string(rune('0'+uid)) + "\r\n\r\n"), nil
}

func (b *brittle) find(string) ([]uint32, error)             { return nil, nil }
func (b *brittle) wait(context.Context, time.Duration) error { return io.EOF }
func (b *brittle) close()                                    {}

// shelf is a store that remembers subjects.
type shelf struct {
	subjects []string
	last     ledger.Inbound
	cursor   string
}

func (s *shelf) Receive(_ context.Context, in ledger.Inbound, _ disclosure.Blob, _ ledger.Job) (int64, bool, error) {
	s.subjects = append(s.subjects, in.Subject)
	if in.Meta[MetaUnread] != "" {
		s.last = in
	}
	return 1, true, nil
}

func (s *shelf) Cursor(context.Context, string) (string, error) { return s.cursor, nil }

func (s *shelf) SetCursor(_ context.Context, _, v string) error {
	s.cursor = v
	return nil
}

func TestAMailThatBreaksTheConnectionIsNotedAndPassed(t *testing.T) {
	s := &shelf{}
	f, err := NewFetcher(FetcherOptions{
		Server: Server{Addr: "127.0.0.1:1", Security: StartTLS}, Store: s, Clock: func() time.Time { return time.Date(2020, 1, 27, 0, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	f.dial = func(context.Context) (mailbox, error) { return &brittle{breaksAt: 2}, nil }
	for i, want := range []string{"7:1", "7:1", "7:2"} {
		if _, err := f.PollOnce(t.Context()); fault.CodeOf(err) != fault.Unavailable || s.cursor != want {
			t.Fatalf("attempt %d: cursor %s, %v; want %s", i, s.cursor, err, want)
		}
	}
	if n, err := f.PollOnce(t.Context()); n != 1 || err != nil || s.cursor != "7:3" {
		t.Fatalf("%d, %v, cursor %s", n, err, s.cursor)
	}
	if len(s.subjects) != 3 || s.subjects[0] != "1" || s.subjects[2] != "3" || s.last.Meta[MetaUID] != "7:2" {
		t.Errorf("stored %q, the note is %+v", s.subjects, s.last)
	}
}

func TestCursorOfAnotherFormIsTheBeginning(t *testing.T) {
	for in, want := range map[string][2]uint32{"7:12": {7, 12}, "": {}, "7": {}, "a:b": {}, "-1:2": {}, "7:99999999999": {}} {
		if v, u := parseCursor(in); v != want[0] || u != want[1] {
			t.Errorf("%q is %d:%d", in, v, u)
		}
	}
}
