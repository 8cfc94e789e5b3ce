package email

import (
	"bytes"
	"time"
)

// dateForm is how a Date is written (RFC 5322, section 3.3). Each date has the same length.
const dateForm = "Mon, 02 Jan 2006 15:04:05 -0700"

// dated gives a frozen mail the date on which it was handed over for sending: an approval may be days older, and filters take an
// old date for a sign of spam. Retries have the same date. Nothing else changes, and bytes that are not of our form stay as they are.
func dated(raw []byte, begun time.Time) []byte {
	head, _, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok || begun.IsZero() {
		return raw
	}
	at := 0
	if !bytes.HasPrefix(head, []byte("Date: ")) {
		if at = bytes.Index(head, []byte("\r\nDate: ")) + 2; at == 1 {
			return raw
		}
	}
	at += len("Date: ")
	old, _, _ := bytes.Cut(raw[at:], []byte("\r\n"))
	if _, err := time.Parse(dateForm, string(old)); err != nil {
		return raw
	}
	out := bytes.Clone(raw)
	copy(out[at:], begun.UTC().Format(dateForm))
	return out
}
