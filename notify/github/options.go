package github

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// DefaultBaseURL is the API of github.com.
const DefaultBaseURL = "https://api.github.com/"

// Options configure a [disclosure.Channel].
type Options struct {
	// BaseURL is the exact root of the API; nothing is appended to it. "" is [DefaultBaseURL]; a GitHub Enterprise
	// Server has https://HOST/api/v3/.
	BaseURL string
	// Token authenticates every request. A fine-grained token needs read and write access to issues and read access
	// to metadata of the tracking repositories, and nothing else.
	Token Secret
	// App acts in place of the owner of a token: then there is no Token.
	App App
	// WebhookSecret signs deliveries. Without one the webhook handler refuses everything.
	WebhookSecret Secret
	// BotLogin is the login behind the token. It is only needed for tokens that may not read their own user, which
	// are those of GitHub Apps: "name[bot]".
	BotLogin string
	// AppID is the id of our GitHub App, 0 if there is none. What it does counts as our own action.
	AppID int64
	// Repositories are the tracking repositories by contact address, owner/repo. One vendor, one repository, because
	// everybody who is invited to a repository reads all its issues.
	Repositories map[string]Repository
	// Site is where pages are brought by pull request; without a repository there is none.
	Site Site
	// Team are logins of our own people. Their comments in an issue are notes and never count as the vendor.
	Team []string
	// Page is what lists of commands refer to.
	Page Page
	// PollEvery is the time between two polls; 0 is five minutes.
	PollEvery time.Duration
	// Standing says how a case stands for the party of an issue: a text, and the names of the labels. Nil shows neither.
	Standing func(ctx context.Context, kase *disclosure.Case, t disclosure.Tracked) (text string, labels []string)
	// MayAsk reports why an asset is not probed when somebody claims that it is closed; nil asks whatever is not stopped.
	MayAsk func(a *disclosure.Asset, now time.Time) error
	// SweepEvery is the time after which issues are read again although they look unchanged, because an edited
	// comment need not touch its issue; 0 is six hours.
	SweepEvery time.Duration
	// WriteGap is the pause between two writes; 0 is one second, which is what the API's rules ask for.
	WriteGap time.Duration
	// Outbound is how long a comment may take to become visible, and how often it is looked for.
	Outbound outbound.Policy
	// Timeout bounds one request; 0 is ten seconds.
	Timeout time.Duration

	Log       *slog.Logger      // nil discards
	Clock     func() time.Time  // UTC; required
	Transport http.RoundTripper // nil is a transport of its own
	// Sleep waits, or returns the context's error. nil waits on a timer; tests give one that jumps.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Repository is one tracking repository.
type Repository struct {
	// ID is the repository's number. 0 trusts the id that is seen first and stores it.
	ID int64
	// Vendor is the name of the party that the repository belongs to; "" binds it to the party of its first issue.
	Vendor string
	// VendorOwned says that the party owns the repository: its owners, members and collaborators speak for the party. In
	// a repository of the team they are colleagues or unknown.
	VendorOwned bool
	// Rehearsal says that the team practises here: the issues of rehearsals of all parties stand in it, and no others.
	Rehearsal bool
	// Vendors are the logins that speak for the party, whoever owns the repository.
	Vendors []string
}

// Inbox stores inbound items before they are parsed.
type Inbox interface {
	// Receive stores an item with its raw bytes and a job in one transaction. A key that exists is not fresh. The
	// store puts the id of the item into the job.
	Receive(ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (id int64, fresh bool, err error)
	Inbound(ctx context.Context, id int64) (ledger.Inbound, []byte, error)
}

// Cursors keep where reading stopped.
type Cursors interface {
	// Cursor returns the value of a name, "" if it has none.
	Cursor(ctx context.Context, name string) (string, error)
	SetCursor(ctx context.Context, name, value string) error
}

// Refs find the case behind an issue.
type Refs interface {
	Ref(ctx context.Context, id disclosure.CaseID, owner, name string) (string, bool, error)
	FindRef(ctx context.Context, owner, name, value string) (disclosure.CaseID, bool, error)
	// FindRefs returns what is kept under the names that begin with a prefix.
	FindRefs(ctx context.Context, owner, prefix string) ([]ledger.Ref, error)
}

// Binder writes references in a transaction. One that is Sole and has another value already is refused.
type Binder interface {
	Commit(ctx context.Context, c ledger.Commit) error
}

// Cases read cases.
type Cases interface {
	Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
	// FindMessage finds the case of a message by its id, which for an issue is the marker.
	FindMessage(ctx context.Context, id string) (disclosure.CaseID, string, bool, error)
}

// Ports are what a [disclosure.Channel] needs of the store.
type Ports struct {
	Inbox   Inbox
	Cursors Cursors
	Refs    Refs
	Cases   Cases
	Binder  Binder
}

// Channel is the issue channel behind one credential. There must be one per credential and process, because it
// remembers the rate limits and keeps the writes apart. It is safe for concurrent use.
type Channel struct {
	opts      Options
	repos     map[string]Repository // by lower-case full name
	ports     Ports
	api       *gh.Client
	writes    chan struct{} // holds one token: writes are serial
	elsewhere sync.Mutex    // keeps the count of what is not kept
	news      sync.Mutex    // guards heard, and keeps news about repositories in order
	heard     map[string]time.Time
	mu        sync.Mutex // guards the fields below
	self      Account
	lastOut   time.Time // end of the last write
}

// New builds a channel. It makes no request. All mistakes of the options are reported at once.
func New(o Options, p Ports) (*Channel, error) {
	base, err := o.complete()
	if err != nil {
		return nil, err
	}
	if p.Inbox == nil || p.Cursors == nil || p.Refs == nil || p.Cases == nil || p.Binder == nil {
		return nil, fault.Errorf(fault.Internal, "the GitHub channel needs an inbox, cursors, references and cases")
	}
	c := &Channel{opts: o, ports: p, repos: make(map[string]Repository, len(o.Repositories)), writes: make(chan struct{}, 1), heard: map[string]time.Time{}}
	for name, r := range o.Repositories {
		c.repos[strings.ToLower(name)] = r
	}
	c.api = newClient(&o, base, credential{token: o.Token, app: o.App, home: home(o.Repositories, o.Site.Repository)})
	return c, nil
}

// newClient is the library's client behind our transport.
func newClient(o *Options, base *url.URL, auth credential) *gh.Client {
	api := gh.NewClient(&http.Client{
		Transport:     &guardedTransport{next: o.Transport, base: base, auth: auth},
		CheckRedirect: checkRedirect(base),
	})
	// WithEnterpriseURLs would append api/v3/, but the configured address is used exactly as given.
	api.BaseURL = base
	api.UserAgent = "daylight"
	return api
}

// complete fills in defaults and returns the base URL.
func (o *Options) complete() (*url.URL, error) {
	var wrong []string
	if o.BaseURL == "" {
		o.BaseURL = DefaultBaseURL
	}
	base, err := url.Parse(strings.TrimSuffix(o.BaseURL, "/") + "/")
	switch {
	case err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		wrong = append(wrong, "base URL: write it as "+DefaultBaseURL)
	case base.Scheme == "http" && !isLoopback(base.Hostname()):
		wrong = append(wrong, "base URL: http would send the token in the clear, write https")
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		wrong = append(wrong, "base URL: it must not have a user, query or fragment")
	}
	switch {
	case o.Token.IsZero() && o.App == nil:
		wrong = append(wrong, "token: it is missing")
	case !o.Token.IsZero() && o.App != nil:
		wrong = append(wrong, "token: there is an app, too; only one of them can act")
	}
	if o.Clock == nil {
		wrong = append(wrong, "clock: it is missing")
	}
	for _, name := range slices.Sorted(maps.Keys(o.Repositories)) {
		if _, _, ok := splitRepo(name); !ok {
			wrong = append(wrong, "repository "+strconv.Quote(name)+": write it as owner/repo")
		}
		if strings.EqualFold(name, o.Site.Repository) {
			wrong = append(wrong, "site: "+name+" is a tracking repository: pages need one of their own")
		}
	}
	if _, _, ok := splitRepo(o.Site.Repository); !ok && o.Site.Repository != "" {
		wrong = append(wrong, "site: write the repository as owner/repo")
	}
	if len(wrong) > 0 {
		return nil, fault.Errorf(fault.Invalid, "the GitHub configuration is wrong: %s", strings.Join(wrong, "; "))
	}
	setDefault(&o.PollEvery, 5*time.Minute)
	setDefault(&o.SweepEvery, 6*time.Hour)
	setDefault(&o.WriteGap, time.Second)
	setDefault(&o.Timeout, 10*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
		if t, ok := http.DefaultTransport.(*http.Transport); ok {
			o.Transport = t.Clone() // connections of its own, closed by nobody else
		}
	}
	return base, nil
}

// Repositories returns the tracking repositories in order of name.
func (c *Channel) Repositories() []string { return slices.Sorted(maps.Keys(c.opts.Repositories)) }

// PollEvery returns the time between two polls.
func (c *Channel) PollEvery() time.Duration { return c.opts.PollEvery }

func setDefault(d *time.Duration, v time.Duration) {
	if *d <= 0 {
		*d = v
	}
}

// sleep waits for d or for the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
