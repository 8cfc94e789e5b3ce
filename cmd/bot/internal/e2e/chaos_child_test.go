package e2e

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strconv"
	"sync"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/person"
)

// childEnv names the plan of a child process, which is killed at any moment.
const childEnv = "DAYLIGHT_E2E_CHILD"

// plan is what a bot on the shared database needs to know.
type plan struct {
	Dir, SMTP, IMAP, Bucket string
	CA                      []byte
	Load                    *load // instead of somebody who works without a pause
}

// bot builds the real bot on the shared database. Leases are short, because their holders die all the time.
func (p plan) bot(ctx context.Context) (*app.App, error) {
	cfg, err := mailConfig(p.Dir, p.SMTP, p.IMAP)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(p.CA) {
		return nil, errors.New("no authority")
	}
	rules := shortRules()
	rules.Probing.Budget = closure.Budget{}
	return app.New(ctx, cfg, app.Options{
		Create: true, Rehearsed: true, Version: "chaos", RootCAs: pool, Rules: rules,
		AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		DialOverride: map[string]string{bucketHost + ":443": p.Bucket},
		Timing:       channel.Timing{Lease: time.Second, Sweep: 50 * time.Millisecond, Outbound: outbound.Policy{Wait: 50 * time.Millisecond, Settle: 300 * time.Millisecond}},
	})
}

// ack is what the child says after a commit: from then on it must not be lost.
type ack struct {
	Ready   bool
	Case    disclosure.CaseID
	Version int    // of the case after the commit
	Note    string // text of the event that was appended
	Message string // key of the message that was handed to its sender
}

// child is the main function of the child: the real bot, and somebody who works at it without a pause.
func child(file string) int {
	err := func() error {
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var p plan
		if err := json.Unmarshal(raw, &p); err != nil {
			return err
		}
		ctx := context.Background()
		a, err := p.bot(ctx)
		if err != nil {
			return err
		}
		if p.Load != nil {
			return p.Load.carry(ctx, a)
		}
		w := &worker{app: a, actor: disclosure.Actor{Name: "Rosa", Role: disclosure.Admin, Hand: person.Hand{Via: person.CLI, Login: "Rosa", Proof: person.ByLogin}}}
		if err := w.say(ack{Ready: true}); err != nil {
			return err
		}
		go func() { w.fail(a.Run(ctx)) }()
		for range 2 { // two people at once
			go func() {
				for {
					w.fail(w.step(ctx))
				}
			}()
		}
		select {} // until it is killed
	}()
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// worker does at random what a team does.
type worker struct {
	app   *app.App
	actor disclosure.Actor
	mu    sync.Mutex
}

// fail ends the child where something went wrong that being killed does not explain.
func (w *worker) fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "the bot failed:", err)
		os.Exit(3)
	}
}

func (w *worker) say(a ack) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err = os.Stdout.Write(append(raw, '\n'))
	return err
}

// maxCases keeps the cases few, so that they grow long and people meet in them.
const maxCases = 8

func (w *worker) step(ctx context.Context) error {
	time.Sleep(rand.N(10 * time.Millisecond))
	list, err := w.app.Desk.List(ctx, ledger.Filter{Limit: maxCases})
	if err != nil {
		return err
	}
	if len(list) == 0 || len(list) < maxCases && rand.IntN(10) == 0 {
		return w.open(ctx)
	}
	id := list[rand.IntN(len(list))].ID
	switch n := rand.IntN(10); {
	case n < 5:
		err = w.note(ctx, id)
	case n < 7:
		err = w.probe(ctx, id)
	default:
		err = w.send(ctx, id)
	}
	if fault.CodeOf(err) == fault.Conflict {
		return nil // the other one was faster, and nothing was written
	}
	return err
}

func (w *worker) open(ctx context.Context) error {
	c, err := w.app.Desk.NewCase(ctx, w.actor, record.Record{
		Discovered: civil.OnDay(2020, 1, 24),
		Facts: disclosure.Facts{
			Title: "Open S3 bucket", Assets: []disclosure.Asset{{Kind: "s3", Target: bucketURL}},
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR"}},
		},
	})
	if err != nil {
		return err
	}
	return w.say(ack{Case: c.ID, Version: c.Version})
}

func (w *worker) probe(ctx context.Context, id disclosure.CaseID) error {
	c, err := w.app.Desk.Do(ctx, w.actor, id, exposure.RequestProbe{})
	if err != nil {
		return err
	}
	return w.say(ack{Case: id, Version: c.Version})
}

func (w *worker) note(ctx context.Context, id disclosure.CaseID) error {
	text := "note " + strconv.FormatUint(rand.Uint64(), 36)
	c, err := w.app.Desk.Do(ctx, w.actor, id, record.AddEvent{Kind: disclosure.KindNote, At: w.app.Desk.Now(), Source: disclosure.SourcePerson, Text: text})
	if err != nil {
		return err
	}
	return w.say(ack{Case: id, Version: c.Version, Note: text})
}

// send writes to somebody who was never written to before, once the bucket was seen open.
func (w *worker) send(ctx context.Context, id disclosure.CaseID) error {
	seen, err := w.app.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	if seen.Assets[0].Streak.LastOpen.IsZero() {
		return w.probe(ctx, id)
	}
	address := "security@v" + strconv.FormatUint(rand.Uint64(), 36) + ".example"
	c, err := w.app.Desk.Do(ctx, w.actor, id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: address, Found: "chaos", Quality: disclosure.QualityPublished,
	}})
	if err != nil {
		return err
	}
	var contact string
	for _, k := range c.Contacts {
		if k.Address == address {
			contact = k.ID
		}
	}
	d, _, err := w.app.Desk.NewDraft(ctx, w.actor, id, disclosure.FirstContact, contact, "en")
	if err != nil {
		return err
	}
	if _, err := w.app.Desk.ApproveDraft(ctx, w.actor, id, d.ID, d.Revision); err != nil {
		return err
	}
	if c, err = w.app.Desk.SendDraft(ctx, w.actor, id, d.ID); err != nil {
		return err
	}
	d, _ = c.Draft(d.ID)
	return w.say(ack{Case: id, Version: c.Version, Message: d.Message})
}
