package github

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// ItemKind says what an [Item] is about.
type ItemKind string

// The kinds of items.
const (
	ItemComment    ItemKind = "comment"
	ItemIssue      ItemKind = "issue"
	ItemRepository ItemKind = "repository"
)

// Item is one event on GitHub, in the same form for webhooks and polling. It is the second stage of the inbox: its key
// names the object and its version, independent of the way it came.
type Item struct {
	Kind   ItemKind `json:"kind"`
	Action string   `json:"action"` // created, edited, deleted; closed, reopened, opened …
	Repo   string   `json:"repo"`   // owner/repo
	RepoID int64    `json:"repo_id,omitempty"`
	// Private is nil if it is unknown.
	Private *bool `json:"private,omitempty"`
	Issue   int   `json:"issue,omitempty"`
	// IssueAuthor and Marker are those of the issue itself. The marker counts only if the author is us.
	IssueAuthor Account      `json:"issue_author,omitzero"`
	Marker      string       `json:"marker,omitempty"`
	Comment     *CommentItem `json:"comment,omitempty"`
	// Actor did it. On edits and deletions it need not be the author. It is zero for polled items, because lists do not
	// name the actor.
	Actor  Account   `json:"actor,omitzero"`
	At     time.Time `json:"at"`               // UTC, by the clock of GitHub
	Reason string    `json:"reason,omitempty"` // state_reason of a closed issue
}

// CommentItem is a version of a comment.
type CommentItem struct {
	ID          int64     `json:"id"`
	Author      Account   `json:"author"`
	Association string    `json:"association,omitempty"`
	Body        string    `json:"body"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
	App         int64     `json:"app,omitempty"` // GitHub App that it was written through
}

// Key is the idempotency key of the item.
func (i Item) Key() string {
	switch {
	case i.Kind == ItemComment && i.Comment != nil && i.Action == "deleted":
		return "github/comment/" + strconv.FormatInt(i.Comment.ID, 10) + "/deleted"
	case i.Kind == ItemComment && i.Comment != nil:
		return "github/comment/" + strconv.FormatInt(i.Comment.ID, 10) + "/" + stamp(i.Comment.UpdatedAt)
	default:
		return "github/" + string(i.Kind) + "/" + strings.ToLower(i.Repo) + "#" + strconv.Itoa(i.Issue) + "/" + i.Action + "/" + stamp(i.At)
	}
}

// Ref returns the issue of the item, false when it is about none.
func (i Item) Ref() (Ref, bool) {
	owner, name, ok := splitRepo(i.Repo)
	if !ok || i.Issue <= 0 {
		return Ref{}, false
	}
	return Ref{Owner: owner, Repo: name, Number: i.Issue}, true
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// formItem marks the second stage in the meta data of an inbound item.
const (
	metaForm   = "form"
	formItem   = "item"
	metaEvent  = "event"
	metaAction = "action"
	metaCame   = "came"      // when it happened over there; the store asks for it after a restore
	metaPassed = "passed_on" // a delivery, which only becomes an item; the store asks for it after a restore
)

// inbound builds the row, the raw bytes and the job of an item.
func (i Item) inbound(now time.Time) (ledger.Inbound, []byte, ledger.Job, error) {
	raw, err := encode(i)
	if err != nil {
		return ledger.Inbound{}, nil, ledger.Job{}, err
	}
	from := i.Actor.Login
	if i.Comment != nil {
		from = i.Comment.Author.Login
	}
	subject := i.Repo
	if ref, ok := i.Ref(); ok {
		subject = ref.String()
	}
	in := ledger.Inbound{
		Channel: disclosure.Issue, Key: i.Key(), Received: now.UTC(), From: from, Subject: subject, State: ledger.InboundNew,
		Meta: map[string]string{metaForm: formItem, metaEvent: string(i.Kind), metaAction: i.Action},
	}
	if !i.At.IsZero() {
		in.Meta[metaCame] = stamp(i.At)
	}
	return in, raw, inboundJob(in.Key, now), nil
}

// inboundJob is the job that parses the item that was stored under a key.
func inboundJob(key string, now time.Time) ledger.Job {
	job := ledger.NewJob(ledger.QueueInbound, key, Inbound{}).At(now.UTC())
	job.Created = now.UTC()
	return job
}

// decodeItem reads a stored item.
func decodeItem(raw []byte) (Item, error) {
	var i Item
	if err := json.Unmarshal(raw, &i); err != nil {
		return Item{}, fault.Errorf(fault.Invalid, "the stored item cannot be read")
	}
	if i.Kind == ItemComment && i.Comment == nil {
		return Item{}, fault.Errorf(fault.Invalid, "the stored comment is missing")
	}
	return i, nil
}

// fresh is how far apart the two times of an unedited comment may be: some servers update a comment once more right
// after its creation.
const fresh = time.Second

// edited reports whether a comment was changed after it was written.
func (w wireComment) edited() bool { return w.UpdatedAt.Sub(w.CreatedAt) > fresh }

func (w wireComment) item() *CommentItem {
	c := &CommentItem{
		ID: w.ID, Author: w.User, Association: w.Association, Body: w.Body,
		CreatedAt: w.CreatedAt.UTC(), UpdatedAt: w.UpdatedAt.UTC(),
	}
	if w.App != nil {
		c.App = w.App.ID
	}
	return c
}
