package email

import (
	"context"
	"time"

	"daylight/disclosure/ledger"
)

// Find looks for the archive copy of a mail whose connection broke, or whose process died, after the final dot. If the copy is there,
// the server took the mail. If not, nothing is proven, because a queue may hold the copy for days: it is looked for again, and then a
// person decides. It is never resent automatically. If the copy arrives later, reading it resolves the message (see [Interpreter]).
func (s *Sender) Find(ctx context.Context, out ledger.Outgoing) ledger.Delivery {
	switch {
	case s.o.CopyTo == "" || s.o.Archive == nil:
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "whether the server took the mail is not known, and no archive copy could prove it"}
	case out.ID == "":
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the mail has no Message-ID to look for"}
	}
	where, found, err := s.o.Archive.Find(ctx, out.ID)
	switch {
	case err != nil:
		// A failed search proves nothing: search again later.
		return ledger.Delivery{Kind: ledger.Retry, After: greylistWait, Reason: "the archive could not be searched"}
	case found:
		return ledger.Delivery{Kind: ledger.Sent, Receipt: safeReply("archive copy: " + where)}
	}
	return ledger.Delivery{Kind: ledger.Retry, After: time.Second, Reason: "the connection broke after the mail was handed over, and no archive copy has arrived"}
}
