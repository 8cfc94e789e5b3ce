package email

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"
)

const (
	copyHead  = 16 << 10 // bytes of a copy that are read for its header
	maxCopies = 500      // the newest that are looked at in one turn
)

// Copy is a mail of ours in the archive.
type Copy struct {
	ID string    // Message-ID, without angle brackets
	At time.Time // when the archive took it, UTC
}

// Copies returns the mails of a case in the archive that came after a cursor, and the cursor behind them; "" is the beginning,
// of which the newest are taken. A mail is ours only when it came under an envelope sender that only our key makes: what others
// put there under our name is passed over. A server that notes no Return-Path shows none.
func (a MailboxArchive) Copies(ctx context.Context, t *Tokens, cursor string) (out []Copy, next string, err error) {
	m, err := dialIMAP(ctx, a.Server, a.Waits)
	if err != nil {
		return nil, cursor, err
	}
	defer m.close()
	validity, err := m.open(cmp.Or(a.Mailbox, "INBOX"))
	if err != nil {
		return nil, cursor, unavailable(err)
	}
	before, last := parseCursor(cursor)
	if before != validity {
		last = 0 // the server numbers its mails anew
	}
	items, err := m.after(last)
	if err != nil {
		return nil, cursor, unavailable(err)
	}
	for _, it := range items[max(0, len(items)-maxCopies):] {
		head, err := m.bytes(it.uid, copyHead)
		if err != nil {
			return nil, cursor, unavailable(err)
		}
		if id := ours(head, t); id != "" {
			out = append(out, Copy{ID: id, At: it.received.UTC()})
		}
		last = it.uid
	}
	return out, fmt.Sprintf("%d:%d", validity, last), nil
}

// ours returns the Message-ID of a mail about a case that we sent, "" for every other mail.
func ours(raw []byte, t *Tokens) string {
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	m, err := mail.ReadMessage(bytes.NewReader(append(bytes.Clone(head), "\r\n\r\n"...)))
	if err != nil {
		return ""
	}
	from, err := m.Header.AddressList("From")
	if err != nil || len(from) != 1 {
		return ""
	}
	id, contact, ok := t.Parse(from[0].Address)
	sender := m.Header.Get("Return-Path")
	back, to, same := t.Parse(sender)
	if !ok || !same || !t.IsEnvelope(sender) || id != back || contact != to {
		return ""
	}
	return strings.Trim(strings.TrimSpace(m.Header.Get("Message-ID")), "<>")
}
