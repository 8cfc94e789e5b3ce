package github

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// Reader interprets items. It holds no connections, so the same item always has the same meaning.
type Reader struct {
	Self  Account               // our own account
	AppID int64                 // our GitHub App, 0 if none
	Repos map[string]Repository // by lower-case owner/repo
	Team  []string              // logins of our own people
	Page  Page                  // that a list of commands refers to
	Speak []int64               // accounts that a person made the party's, in the repository of the item
}

// Known is what the store, and GitHub where it has to be asked, have about the issue of an item.
type Known struct {
	Found   bool
	Case    disclosure.CaseID
	Tracked disclosure.Tracked
	Lang    string // in which the issue is written
	// Comment is the newest version of the item's comment on record, as RFC 3339; "" if it was never seen.
	Comment string
	// Closing is the newest closing of the issue on record, as RFC 3339; "" if there is none.
	Closing string
	// Now is the issue as it is; nil where nobody had to ask.
	Now   *Now
	Left  []string // ids of the assets whose closure our own checks have not confirmed
	Asked bool     // a claim leads to a probe of at least one of them
	// Cases are those that write to the repository, where the item is about the repository.
	Cases []disclosure.CaseID
}

// Lookup finds what is known of an item's issue or repository. A case that is not found is no error.
type Lookup func(Item) (Known, error)

// Interpret says what a stored item means. An error comes from the lookup only.
func (r Reader) Interpret(in ledger.Inbound, raw []byte, look Lookup) (Reading, error) {
	out := Reading{Inbox: ledger.InboxUpdate{ID: in.ID}}
	item, err := decodeItem(raw)
	if err != nil {
		return out.end(ledger.InboundFailed, err.Error()), nil
	}
	if why := r.ours(item); why != "" {
		return out.end(ledger.InboundIgnored, why), nil
	}
	known, err := look(item)
	if err != nil {
		return out, err
	}
	if item.Kind == ItemRepository {
		return r.repository(out, in, item, known), nil
	}
	ref, ok := item.Ref()
	if !ok || !known.Found {
		return out.end(ledger.InboundWaiting, "no case has the issue "+short(ref.String())), nil
	}
	out.Case, out.Inbox.Case = known.Case, known.Case
	if item.Kind == ItemComment {
		return r.comment(out, in, item, ref, known), nil
	}
	return r.issue(out, in, item, ref, known), nil
}

// repository tells every case that writes to the repository what became of it. The item waits for a person.
func (Reader) repository(out Reading, in ledger.Inbound, item Item, known Known) Reading {
	change := changeOf(item)
	at := item.At
	if at.IsZero() || at.After(in.Received) {
		at = in.Received
	}
	for _, id := range known.Cases {
		out.Jobs = append(out.Jobs, readersJob(id, Readers{Place: item.Repo, Change: change, At: at.UTC()}, in))
	}
	return out.end(ledger.InboundWaiting, change+"; nothing is written to it unless it is private and as it was")
}

// ours says why an item is our own action, "" if it is not. Without this check the bot would answer itself.
func (r Reader) ours(item Item) string {
	if item.Kind == ItemRepository {
		return "" // whoever did it, it counts who can read there now
	}
	if c := item.Comment; c != nil {
		mine := r.isSelf(c.Author) || r.AppID != 0 && c.App == r.AppID
		switch {
		// An edit or deletion of our comment by somebody else is not our own action.
		case mine && item.Action == "created", mine && (item.Actor.ID == 0 || r.isSelf(item.Actor)):
			return "our own comment"
		}
	}
	if r.isSelf(item.Actor) {
		return "our own action"
	}
	return ""
}

func (r Reader) isSelf(a Account) bool { return r.Self.ID != 0 && a.ID == r.Self.ID }

// Readers is the payload of [TaskReaders].
type Readers struct {
	Place  string    `json:"place,omitempty"`  // owner/repo
	Change string    `json:"change,omitempty"` // what became of it, as a sentence
	At     time.Time `json:"at,omitzero"`
}

// Task implements [ledger.Payload].
func (Readers) Task() ledger.Task { return TaskReaders }

// readersJob tells one case that who can read a repository may have changed.
func readersJob(id disclosure.CaseID, p Readers, in ledger.Inbound) ledger.Job {
	job := ledger.NewJob(ledger.QueueInbound, in.Key+"/"+string(id), p).At(in.Received.UTC())
	job.Case, job.Created = id, in.Received.UTC()
	return job
}
