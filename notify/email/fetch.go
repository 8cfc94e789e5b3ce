package email

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// TaskInbound is the job that reads one stored mail.
const TaskInbound ledger.Task = "email/inbound"

// Inbound is the payload of [TaskInbound].
type Inbound struct{ ledger.ItemRef }

// Task implements [ledger.Payload].
func (Inbound) Task() ledger.Task { return TaskInbound }

// The keys of [disclosure.Inbound.Meta] that a [Fetcher] sets.
const (
	MetaUID      = "uid"      // UIDVALIDITY:UID in the mailbox
	MetaOversize = "oversize" // size in bytes of a mail of which only the beginning was stored
	MetaUnread   = "unread"   // the mail could not be fetched; the raw bytes are only a note about it
)

// Store is where fetched mails go.
type Store interface {
	Receiver
	Cursor(ctx context.Context, name string) (string, error)
	SetCursor(ctx context.Context, name, value string) error
}

// FetcherOptions are the parts of a [Fetcher].
type FetcherOptions struct {
	Server  Server
	Mailbox string // "" is INBOX
	Store   Store
	Clock   func() time.Time // UTC
	Random  io.Reader        // for salts; nil is crypto/rand
	MaxSize int64            // bytes; of a larger mail only the beginning is stored; 25 MiB
	Poll    time.Duration    // how often the mailbox is read without a hint by IDLE; 2 min
	Waits   Waits
	Backoff time.Duration // first wait after a failure, doubled up to 5 min; 1 s
	Log     *slog.Logger  // nil discards
}

// Fetcher copies a mailbox into the store: raw bytes first, cursor second; parsing comes later. A crash between the two
// repeats a mail and loses none. It never changes the mailbox. Run only one per mailbox.
type Fetcher struct {
	o    FetcherOptions
	dial func(ctx context.Context) (mailbox, error)
	// broken counts, by UID, how often the connection broke at a mail.
	broken map[uint32]int
}

const (
	oversizeKeep = 256 << 10 // bytes kept of an oversize mail: its header and the beginning of its text
	maxBroken    = 3         // attempts at a mail that breaks the connection
	maxBackoff   = 5 * time.Minute
)

// NewFetcher returns a fetcher. It connects to nothing yet.
func NewFetcher(o FetcherOptions) (*Fetcher, error) {
	if o.Store == nil || o.Clock == nil {
		return nil, fault.Errorf(fault.Internal, "a fetcher needs a store and a clock")
	}
	if err := o.Server.check(); err != nil {
		return nil, err
	}
	o.Mailbox = cmp.Or(o.Mailbox, "INBOX")
	o.MaxSize = cmp.Or(o.MaxSize, 25<<20)
	o.Poll, o.Backoff = cmp.Or(o.Poll, 2*time.Minute), cmp.Or(o.Backoff, time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f := &Fetcher{o: o, broken: make(map[uint32]int)}
	f.dial = func(ctx context.Context) (mailbox, error) { return dialIMAP(ctx, o.Server, o.Waits) }
	return f, nil
}

// Run fetches until ctx ends. A failure of the server is logged and tried again with growing pauses.
func (f *Fetcher) Run(ctx context.Context) error {
	pause := f.o.Backoff
	for {
		worked, err := f.session(ctx)
		if worked {
			pause = f.o.Backoff
		}
		if ctx.Err() == nil {
			f.o.Log.WarnContext(ctx, "the mailbox is not available", "pause", pause, "err", err)
		}
		if !sleep(ctx, pause+rand.N(pause/2+1)) { //nolint:gosec // jitter is no secret
			return nil
		}
		pause = min(pause*2, maxBackoff)
	}
}

// session holds one connection until it breaks; worked says that something was read over it.
func (f *Fetcher) session(ctx context.Context) (worked bool, err error) {
	m, err := f.dial(ctx)
	if err != nil {
		return false, err
	}
	defer m.close()
	for {
		if _, err := f.fetch(ctx, m); err != nil {
			return worked, err
		}
		worked = true
		if err := m.wait(ctx, f.o.Poll); err != nil {
			return worked, err
		}
	}
}

// PollOnce connects, fetches what is new, and returns how many mails were.
func (f *Fetcher) PollOnce(ctx context.Context) (int, error) {
	m, err := f.dial(ctx)
	if err != nil {
		return 0, err
	}
	defer m.close()
	return f.fetch(ctx, m)
}

// fetch stores every mail after the cursor. If the server renumbered its mails (UIDVALIDITY), it starts from the
// beginning; stored mails are recognised by the hash of their bytes.
func (f *Fetcher) fetch(ctx context.Context, m mailbox) (fresh int, err error) {
	validity, err := m.open(f.o.Mailbox)
	if err != nil {
		return 0, unavailable(err)
	}
	name := "mail/" + f.o.Mailbox
	cursor, err := f.o.Store.Cursor(ctx, name)
	if err != nil {
		return 0, err
	}
	seen, last := parseCursor(cursor)
	if seen != validity {
		last = 0
	}
	items, err := m.after(last)
	if err != nil {
		return 0, unavailable(err)
	}
	for _, it := range items {
		isFresh := false
		if cursor != "" || !f.old(it) {
			if isFresh, err = f.take(ctx, m, validity, it); err != nil {
				return fresh, err
			}
		}
		if isFresh {
			fresh++
		}
		if err := f.o.Store.SetCursor(ctx, name, fmt.Sprintf("%d:%d", validity, it.uid)); err != nil {
			return fresh, err
		}
	}
	return fresh, nil
}

// firstLook is how far back a mailbox is read for the first time. Older mail in a team's mailbox belongs to no case
// here.
const firstLook = 24 * time.Hour

// old reports whether a mail is older than firstLook. A mail without a date of receipt counts as new.
func (f *Fetcher) old(it item) bool {
	return !it.received.IsZero() && it.received.Before(f.o.Clock().Add(-firstLook))
}

// take stores one mail.
func (f *Fetcher) take(ctx context.Context, m mailbox, validity uint32, it item) (fresh bool, err error) {
	in := ledger.Inbound{Channel: disclosure.Email, State: ledger.InboundNew, Received: f.received(it)}
	in.Meta = map[string]string{MetaUID: fmt.Sprintf("%d:%d", validity, it.uid)}
	var limit int64
	if it.size > f.o.MaxSize {
		limit = oversizeKeep
		in.Meta[MetaOversize] = strconv.FormatInt(it.size, 10)
	}
	raw, err := m.bytes(it.uid, limit)
	switch {
	case err != nil && f.broken[it.uid]+1 < maxBroken:
		f.broken[it.uid]++
		return false, unavailable(err)
	case err != nil:
		// This mail breaks the connection each time. A note asks a person to look into the mailbox, so that later mails
		// are not blocked.
		f.o.Log.ErrorContext(ctx, "a mail cannot be fetched, a note stands in for it", "uid", in.Meta[MetaUID])
		in.Meta[MetaUnread] = "true"
		raw = fmt.Appendf(nil, "Subject: (a mail that could not be fetched)\r\n\r\nUID %s\r\n", in.Meta[MetaUID])
	case raw == nil:
		return false, nil // expunged meanwhile
	}
	delete(f.broken, it.uid)
	fresh, storeErr := f.store(ctx, in, raw)
	if storeErr == nil && err != nil {
		// The connection is gone and the note is stored: set the cursor, then reconnect.
		return fresh, f.skip(ctx, validity, it, err)
	}
	return fresh, storeErr
}

// skip moves the cursor over a mail that cannot be fetched and ends the session.
func (f *Fetcher) skip(ctx context.Context, validity uint32, it item, cause error) error {
	if err := f.o.Store.SetCursor(ctx, "mail/"+f.o.Mailbox, fmt.Sprintf("%d:%d", validity, it.uid)); err != nil {
		return err
	}
	return unavailable(cause)
}

func (f *Fetcher) store(ctx context.Context, in ledger.Inbound, raw []byte) (bool, error) {
	_, fresh, err := Intake{Store: f.o.Store, Clock: f.o.Clock, Random: f.o.Random}.take(ctx, in, raw)
	return fresh, err
}

// received is when our server took the mail, capped at the present time of the injected clock.
func (f *Fetcher) received(it item) time.Time {
	now := f.o.Clock().UTC()
	if it.received.IsZero() || it.received.After(now) {
		return now
	}
	return it.received.UTC()
}

// parseCursor reads UIDVALIDITY:UID; anything else is the beginning.
func parseCursor(s string) (validity, uid uint32) {
	a, b, ok := strings.Cut(s, ":")
	v, errV := strconv.ParseUint(a, 10, 32)
	u, errU := strconv.ParseUint(b, 10, 32)
	if !ok || errV != nil || errU != nil {
		return 0, 0
	}
	return uint32(v), uint32(u)
}

// MailboxArchive finds archive copies in a mailbox over IMAP.
type MailboxArchive struct {
	Server  Server
	Mailbox string // "" is INBOX
	Waits   Waits
}

// Find implements [Archive].
func (a MailboxArchive) Find(ctx context.Context, messageID string) (where string, found bool, err error) {
	name := cmp.Or(a.Mailbox, "INBOX")
	m, err := dialIMAP(ctx, a.Server, a.Waits)
	if err != nil {
		return "", false, err
	}
	defer m.close()
	validity, err := m.open(name)
	if err != nil {
		return "", false, unavailable(err)
	}
	uids, err := m.find("<" + strings.Trim(messageID, "<>") + ">")
	if err != nil || len(uids) == 0 {
		return "", false, err
	}
	return fmt.Sprintf("%s %d:%d", name, validity, uids[0]), true, nil
}

// sleep waits and reports whether it was not interrupted.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
