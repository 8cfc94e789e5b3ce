package email

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/notify"
)

// Receiver keeps what came in: an item, its bytes and its job in one transaction. A known key is not fresh.
type Receiver interface {
	Receive(ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (id int64, fresh bool, err error)
}

// Intake stores mails, whichever way they came: raw bytes first, the job that reads them with them. The key of a mail is the hash
// of its bytes, so that a mail is stored once.
type Intake struct {
	Store  Receiver
	Clock  func() time.Time // UTC
	Random io.Reader        // for salts; nil is crypto/rand
}

// Import stores a mail out of a file. It was received when our server says so, in its uppermost Received field; else on the date
// that the mail claims; and never later than now.
func (i Intake) Import(ctx context.Context, mail Raw) (id int64, fresh bool, err error) {
	raw := mail.Bytes
	in := ledger.Inbound{Channel: disclosure.Email, State: ledger.InboundNew, Meta: map[string]string{}, Received: i.Clock().UTC()}
	if at := ReceivedAt(raw); !at.IsZero() && at.Before(in.Received) {
		in.Received = at
	}
	if mail.Size > maxMail {
		in.Meta[MetaOversize] = strconv.FormatInt(mail.Size, 10)
		raw = raw[:min(len(raw), oversizeKeep)]
	}
	return i.take(ctx, in, raw)
}

func (i Intake) take(ctx context.Context, in ledger.Inbound, raw []byte) (id int64, fresh bool, err error) {
	sum := sha256.Sum256(raw)
	in.Key = "mail/" + hex.EncodeToString(sum[:])
	if size := in.Meta[MetaOversize]; size != "" {
		in.Key += "-" + size // only the beginning was hashed
	}
	in.From, in.Subject = peek(raw)
	blob, err := disclosure.NewBlob(raw, i.Random)
	if err != nil {
		return 0, false, err
	}
	in.Raw = blob.Ref
	job := ledger.NewJob(ledger.QueueInbound, in.Key, Inbound{}).At(i.Clock())
	job.Created = i.Clock()
	return i.Store.Receive(ctx, in, blob, job)
}

// Beginning reads one mail: all of it, or where it is too large to be read, its beginning alone, which is what the intake keeps of
// such a mail. size is that of the whole mail in bytes; the rest of a large one is counted and never held.
func Beginning(r io.Reader) (raw []byte, size int64, err error) {
	raw, err = io.ReadAll(io.LimitReader(r, maxMail+1))
	if err != nil || len(raw) <= maxMail {
		return raw, int64(len(raw)), err
	}
	begin := bytes.Clone(raw[:oversizeKeep])
	size = int64(len(raw))
	rest, err := io.Copy(io.Discard, r)
	return begin, size + rest, err
}

// peek returns what the list of the inbox shows, made safe.
func peek(raw []byte) (from, subject string) {
	h := headOf(raw)
	return notify.Cap(notify.Line(h.text("From")), 200), notify.Cap(notify.Line(h.text("Subject")), 300)
}

// headOf reads the header of a mail alone.
func headOf(raw []byte) header {
	head, _, _ := bytes.Cut(raw[:min(len(raw), oversizeKeep)], []byte("\r\n\r\n"))
	h, _ := readHeader(append(bytes.Clone(head), "\r\n\r\n"...))
	return h
}

// ReceivedAt is when a mail came, as it says itself: by the uppermost Received field, which the last server wrote, else by its
// Date. It is UTC, and zero where neither can be read.
func ReceivedAt(raw []byte) time.Time {
	h := headOf(raw)
	if v := h.get("Received"); v != "" { // the uppermost; those below it were written by others
		if i := strings.LastIndexByte(v, ';'); i >= 0 {
			if at := readDate(strings.TrimSpace(v[i+1:])); !at.IsZero() {
				return at.UTC()
			}
		}
	}
	if at := readDate(h.get("Date")); !at.IsZero() {
		return at.UTC()
	}
	return time.Time{}
}

// Looks reports whether bytes look like a mail: they begin with a header that says something of a mail.
func Looks(raw []byte) bool {
	h := headOf(raw)
	for _, f := range []string{"From", "Date", "Subject", "Received", "Message-Id", "Return-Path"} {
		if h.has(f) {
			return true
		}
	}
	return false
}
