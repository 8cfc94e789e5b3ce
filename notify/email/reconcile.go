package email

import (
	"context"
	"time"

	"daylight/disclosure/ledger"
)

// Reconcile checks whether a mail was sent if its connection broke, or its process died, after the final dot. It looks
// for the archive copy for a while. If the copy is there, the server took the mail. If not, nothing is proven, because
// a queue may hold the copy for days. Then the mail stays Uncertain and a person decides; it is never resent
// automatically. If the copy arrives later, reading it resolves the message (see [Interpreter]).
func (s *Sender) Reconcile(ctx context.Context, out ledger.Outgoing) ledger.Delivery {
	unknown := ledger.Delivery{Kind: ledger.Uncertain}
	switch {
	case s.o.CopyTo == "" || s.o.Archive == nil:
		unknown.Reason = "whether the server took the mail is not known, and no archive copy could prove it"
		return unknown
	case out.ID == "":
		unknown.Reason = "the mail has no Message-ID to look for"
		return unknown
	}
	var last error
	for waited := time.Duration(0); ; waited += s.o.Look {
		where, found, err := s.o.Archive.Find(ctx, out.ID)
		if found && err == nil {
			return ledger.Delivery{Kind: ledger.Sent, Receipt: safeReply("archive copy: " + where)}
		}
		last = err
		if waited >= s.o.Grace || !sleep(ctx, s.o.Look) {
			break
		}
	}
	if last != nil || ctx.Err() != nil {
		// A failed search proves nothing: search again later.
		return ledger.Delivery{Kind: ledger.Retry, After: greylistWait, Reason: "the archive could not be searched"}
	}
	unknown.Reason = "the connection broke after the mail was handed over, and no archive copy has arrived"
	return unknown
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
