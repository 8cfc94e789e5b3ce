package github

import (
	"context"
	"net/url"
	"strings"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Asker makes requests that belong to no case: how a project wants to be told, and a repository that does not exist yet. What a
// tracking repository gets is written by a [Channel] alone, behind its gate.
type Asker struct {
	opts Options
	base *url.URL
	api  *gh.Client
}

// NewAsker builds an asker from the options of a channel. It makes no request.
func NewAsker(o Options) (*Asker, error) {
	base, err := o.complete()
	if err != nil {
		return nil, err
	}
	own := make(map[string]bool, len(o.Repositories))
	for name := range o.Repositories {
		own[strings.ToLower(name)] = true
	}
	return &Asker{
		opts: o, base: base,
		api: newClient(&o, base, credential{token: o.Token, app: o.App, home: home(o.Repositories, o.Site.Repository), only: own}),
	}, nil
}

// Reply is what came of one request.
type Reply struct {
	Status int // of HTTP, 0 if there was no answer
	// Done says that GitHub did what was asked. Else Reason says why not, in words of ours.
	Done   bool
	Reason string
	// Effect says that the request may have had an effect although no good answer came.
	Effect bool
	// Final says that the same request will get the same answer.
	Final bool
	// Delivery is the same for something that is brought outside at most once.
	Delivery ledger.Delivery
	After    string // where the next page of a list begins that is read by cursors; "" at its end
}

// Err is nil for what was done, else an error about it.
func (a Reply) Err(what string) error {
	switch {
	case a.Done:
		return nil
	case a.Final:
		return fault.Errorf(fault.Refused, "GitHub: %s: %s", what, a.Reason)
	default:
		return fault.Errorf(fault.Unavailable, "GitHub: %s: %s", what, a.Reason)
	}
}

// Ask makes one request to a path below the root of the API, and decodes a good answer into into.
func (a *Asker) Ask(ctx context.Context, method, path string, body, into any) (Reply, error) {
	req, err := a.api.NewRequest(method, path, body)
	if err != nil {
		return Reply{}, fault.Errorf(fault.Internal, "a request could not be built: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, a.opts.Timeout)
	defer cancel()
	traced, written := trace(ctx)
	resp, err := a.api.Do(traced, req, into)
	done := call{resp: resp, err: err, written: written.Load()}
	d := classify(method, done, a.opts.Clock())
	out := Reply{
		Status: statusIn(err), Done: d.Kind == ledger.Sent && err == nil, Reason: d.Reason,
		Effect: d.Kind == ledger.Uncertain, Final: d.Kind == ledger.Permanent, Delivery: d,
	}
	if err == nil && resp != nil && resp.Response != nil {
		out.Status, out.After = resp.StatusCode, resp.After
	}
	return out, nil
}

// Site is where people see what the API serves.
func (a *Asker) Site() string {
	if a.base.Host == "api.github.com" {
		return "https://github.com"
	}
	return a.base.Scheme + "://" + a.base.Host
}

// IsRepository reports whether a text is the name of a repository, owner/repository.
func IsRepository(name string) bool { _, _, ok := splitRepo(name); return ok }
