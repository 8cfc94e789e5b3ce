package gallery

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// Site is where pages are brought so that somebody takes them on, as by a pull request. Whoever reads it may read them from then on.
type Site interface {
	Name() string
	// Job brings a page there, once. files are those that leave, as a JSON object by name.
	Job(key string, p *desk.Publication, files disclosure.BlobRef) ledger.Job
	// Look says how it stands with what a job brought there. It changes nothing.
	Look(ctx context.Context, job ledger.Job) (Offered, error)
}

// Reviewing is a [Site] where a page can lie for its second person before anybody approved it.
type Reviewing interface {
	// Shut says why others than the team can read what lies there; nil where only the team can.
	Shut(ctx context.Context) error
	// ReviewJob brings a page there that is not approved yet, once. files are as in [Site].
	ReviewJob(key string, p *desk.Publication, files disclosure.BlobRef) ledger.Job
}

// Offered is how it stands with a page that was brought to a site.
type Offered struct {
	Ref    string // "" where nothing of it is there
	Open   bool   // nobody decided about it yet
	Merged bool
	Holds  bool              // it is exactly what was approved: before it was merged the request, and then the site
	Sent   map[string][]byte // the files, as they left
	Ended  time.Time         // since when it is merged or closed; zero where it is not, or nobody says
	Review bool              // it was brought there before anybody approved it
}

// Order is an order to bring a page to a site.
type Order struct {
	*desk.Publication
	Job   ledger.Job
	Fresh bool // it was given now
	// Failed is why the order before this one brought nothing there; "" where there was none.
	Failed string
	Offered
}

// Offer orders that a page is brought to the site, or says how it stands with an order that was given before: who orders the same files
// twice, orders them once. One that failed may be given again; whatever it left is found. The publication is returned whatever the gate
// says, and nothing is ordered where it refuses.
func (p Press) Offer(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, mode disclosure.Mode, lang string) (Order, error) {
	return p.order(ctx, actor, id, mode, lang, p.ordinary)
}

// order gives an order, if way says how the page may go to the site as it is; a nil job is none.
func (p Press) order(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, mode disclosure.Mode, lang string, way way) (Order, error) {
	if p.Site == nil {
		return Order{}, fault.Errorf(fault.Invalid, "no site takes pull requests: set github.site in the configuration, or write the files with --out DIR")
	}
	if err := p.Probe(ctx, actor, id); err != nil {
		return Order{}, err
	}
	now, err := p.Desk.Prepare(ctx, id, mode, lang)
	if err != nil {
		return Order{}, err
	}
	o := Order{Publication: now}
	last, orders, err := p.orders(ctx, actor, now)
	if err != nil {
		return o, err
	}
	switch last.State {
	case ledger.JobWaiting, ledger.JobRunning:
		o.Job = last
		return o, nil
	case ledger.JobDone:
		if o.Offered, err = p.Site.Look(ctx, last); err != nil || o.Ref != "" || !strings.HasPrefix(last.Receipt, nothingLeft) {
			o.Job = last
			return o, err
		}
		o.Failed = last.Receipt
	case ledger.JobFailed, ledger.JobUncertain, ledger.JobCancelled:
		o.Failed = last.LastError
	}
	job, command, err := way(ctx, now)
	if err != nil || job == nil {
		return o, err
	}
	if err := p.MayLeave(now.Case); err != nil {
		return o, err
	}
	if err := now.MayRevise(); err != nil {
		return o, err
	}
	raw, err := json.Marshal(now.Files)
	if err != nil {
		return o, fault.Errorf(fault.Internal, "the files of a page: %w", err)
	}
	files, err := p.Desk.Seal(raw)
	if err != nil {
		return o, err
	}
	o.Job, o.Fresh = job(fmt.Sprintf("%s%d", orderKey(now), orders), now, files.Ref), true
	_, err = p.Desk.With(now.Case.Version).Execute(ctx, actor, id, command(publish.Offer{
		Publish: publish.Publish{Mode: mode, Lang: lang, Digest: now.Digest, Where: p.Site.Name(), Checks: now.Checks}, Files: files, Job: o.Job,
	}))
	return o, err
}

// jobOf makes the job of an order, and way says which one, with the command that gives it: nil where the gate refuses the page.
type (
	jobOf func(key string, p *desk.Publication, files disclosure.BlobRef) ledger.Job
	way   func(ctx context.Context, now *desk.Publication) (jobOf, func(publish.Offer) command.Command, error)
)

// ordinary is the way of a page that the gate lets out.
func (p Press) ordinary(_ context.Context, now *desk.Publication) (jobOf, func(publish.Offer) command.Command, error) {
	if !now.Passed() {
		return nil, nil, nil
	}
	return p.Site.Job, func(o publish.Offer) command.Command { return o }, nil
}

// nothingLeft is how the receipt of a job begins that was settled without anything leaving, as in a rehearsal.
const nothingLeft = "nothing left"

// orderKey is what the keys of all orders of the same files begin with.
func orderKey(p *desk.Publication) string {
	return fmt.Sprintf("%s/offer/%s/%s/%.16s/", p.Case.ID, p.Mode, p.Lang, p.Digest)
}

// mostOrders bounds how many jobs of a case are looked through.
const mostOrders = 10000

// orders finds the newest order of the same files, and how many there are.
func (p Press) orders(ctx context.Context, actor disclosure.Actor, now *desk.Publication) (last ledger.Job, n int, err error) {
	all, err := p.Jobs(ctx, ledger.JobFilter{Case: now.Case.ID, Queue: ledger.QueueSend, Limit: mostOrders, Reader: person.ReaderNamed(actor.Name)})
	if err != nil {
		return last, 0, err
	}
	mine := slices.DeleteFunc(all, func(j ledger.Job) bool { return !strings.HasPrefix(j.Key, orderKey(now)) })
	for _, j := range mine {
		if last.Key == "" || j.ID > last.ID {
			last = j
		}
	}
	return last, len(mine), nil
}
