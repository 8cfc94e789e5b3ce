package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	slackapi "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"daylight/disclosure/fault"
)

const (
	// receivers is how many deliveries are looked at in parallel. One that waits for the database must not hold up
	// the others: Slack gives each three seconds.
	receivers = 4
	// ackTime is how long a delivery may take until it is answered.
	ackTime = 2500 * time.Millisecond
	// churn connections in a row that each lasted less than churnTime count as a failure.
	churn     = 5
	churnTime = 2 * time.Second
)

// errChurn ends an attempt whose connections are accepted and dropped at once. The library would retry forever without
// a pause.
var errChurn = errors.New("connections to Slack are dropped as soon as they are open")

// errGone is the answer to an acknowledgement for a socket that is gone.
var errGone = errors.New("the socket is gone")

// Health says how the connection to Slack is.
type Health struct {
	Connected bool
	Since     time.Time // of the state, UTC; zero before the first attempt
	Problem   string    // why it is not connected, in words for an operator
}

type health struct {
	mu  sync.Mutex
	now Health
}

func (h *health) set(n Health) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = n
}

// Health returns the state of the connection.
func (a *App) Health() Health {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	return a.health.now
}

// Ailing says what a person has to mend, in a sentence each, most pressing first; nothing where all is well. It asks nobody.
func (a *App) Ailing() []string {
	var out []string
	if h := a.Health(); !h.Connected {
		out = append(out, cmp.Or(h.Problem, "not connected yet"))
	}
	out = append(out, a.client.said()...)
	out = append(out, a.missing()...)
	return out
}

// Run keeps the socket open until ctx ends, and then returns nil. A connection that breaks is opened again, with a
// growing pause if it does not stay open; even a token that was revoked is tried again later, because somebody may fix
// that in Slack while Daylight runs. [App.Health] reports the problem meanwhile.
func (a *App) Run(ctx context.Context) error {
	defer a.client.http.CloseIdleConnections()
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { a.keepCrew(ctx) })
	pause := a.opts.Backoff
	for {
		lived, err := a.attempt(ctx)
		if ctx.Err() != nil {
			a.health.set(Health{Since: a.opts.Clock(), Problem: "stopped"})
			return nil
		}
		problem := classify(err).Reason
		if errors.Is(err, errChurn) {
			problem = errChurn.Error()
		}
		a.health.set(Health{Since: a.opts.Clock(), Problem: problem})
		if lived {
			pause = a.opts.Backoff
		}
		a.log.WarnContext(ctx, "the connection to Slack ended", "problem", problem, "pause", pause.String())
		jitter := time.Duration(rand.Int64N(int64(pause)/4 + 1)) //nolint:gosec // spreads load, guards nothing
		timer := time.NewTimer(pause + jitter)
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-timer.C:
		}
		pause = min(2*pause, 100*a.opts.Backoff)
	}
}

// attempt runs one socket client until it gives up. lived reports whether it ever got a connection that held.
func (a *App) attempt(parent context.Context) (lived bool, err error) {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	socket := socketmode.New(a.client.api,
		socketmode.OptionPingInterval(a.opts.PingInterval),
		socketmode.OptionReadLimit(2*maxPayload),
		socketmode.OptionLog(log.New(io.Discard, "", 0)), // its log can hold what people wrote
	)
	var mu sync.Mutex
	watch := &watcher{}
	var wg sync.WaitGroup
	for range receivers {
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case event := <-socket.Events:
					mu.Lock()
					over := watch.see(a, event)
					mu.Unlock()
					if failed, ok := event.Data.(*socketmode.ErrorWriteFailed); ok && failed.Response != nil {
						a.unheard(ctx, failed.Response.EnvelopeID)
					}
					if over {
						cancel(errChurn)
						return
					}
					a.event(ctx, socket, event)
				}
			}
		})
	}
	err = a.runSocket(ctx, socket)
	if cause := context.Cause(ctx); errors.Is(cause, errChurn) {
		err = cause
	}
	cancel(nil)
	wg.Wait()
	a.drain(context.WithoutCancel(parent), socket)
	return watch.lived, err
}

// runSocket recovers a panic of the library, so that it only ends the attempt.
func (a *App) runSocket(ctx context.Context, socket *socketmode.Client) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Errorf(fault.Internal, "the socket client panicked")
			a.log.ErrorContext(ctx, "the socket client panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	return socket.RunContext(ctx)
}

// watcher follows the life of one socket client.
type watcher struct {
	lived bool
	short int
	since time.Time
}

// see notes an event and reports whether the connections churn.
func (w *watcher) see(a *App, event socketmode.Event) bool {
	now := time.Now() //nolint:forbidigo // the life of a connection is measured in real time
	switch event.Type {
	case socketmode.EventTypeConnected:
		if w.short++; now.Sub(w.since) > churnTime {
			w.short = 0
		}
		w.since = now
		a.health.set(Health{Connected: true, Since: a.opts.Clock()})
		a.log.Info("connected to Slack")
		return w.short > churn
	case socketmode.EventTypeConnectionError:
		if e, ok := event.Data.(*slackapi.ConnectionErrorEvent); ok {
			problem := classify(e.ErrorObj).Reason
			a.health.set(Health{Since: a.opts.Clock(), Problem: problem})
			a.log.Warn("no connection to Slack", "problem", problem, "attempt", e.Attempt)
		}
	case socketmode.EventTypeConnecting:
		if !w.since.IsZero() {
			a.health.set(Health{Since: a.opts.Clock(), Problem: "connecting again"})
		}
	case socketmode.EventTypeHello, socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		w.lived = true
	case socketmode.EventTypeInvalidAuth, socketmode.EventTypeIncomingError, socketmode.EventTypeErrorWriteFailed,
		socketmode.EventTypeErrorBadMessage, socketmode.EventTypeDisconnect:
	}
	return false
}

// event takes one event of the socket. Only deliveries matter.
func (a *App) event(ctx context.Context, socket acknowledger, event socketmode.Event) {
	var env envelope
	switch {
	case event.Request != nil && event.Request.EnvelopeID != "":
		env = envelope{Type: event.Request.Type, ID: event.Request.EnvelopeID, Payload: event.Request.Payload}
	case event.Type == socketmode.EventTypeErrorBadMessage:
		// The library could not read it, for example because of a block that it does not know. We look at less.
		bad, ok := event.Data.(*socketmode.ErrorBadMessage)
		if !ok || json.Unmarshal(bad.Message, &env) != nil || env.ID == "" {
			return
		}
	default:
		return
	}
	ctx, cancel := context.WithTimeout(ctx, a.opts.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			a.log.ErrorContext(ctx, "a delivery made the receiver panic", "envelope", env.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	// A delivery that was read is stored also where its socket breaks meanwhile.
	timely, done := context.WithTimeout(context.WithoutCancel(ctx), ackTime)
	answer := a.receive(timely, env)
	done()
	if answer.Ack {
		a.acks.said(env, answer)
		if err := socket.AckCtx(ctx, env.ID, answer.Payload); err != nil {
			a.log.ErrorContext(ctx, "a delivery could not be acknowledged", "envelope", env.ID)
			a.unheard(ctx, env.ID)
		}
	}
	if answer.Then != nil {
		a.after.do(answer.Heavy, func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.opts.Timeout)
			defer cancel()
			defer func() {
				if p := recover(); p != nil {
					a.log.ErrorContext(ctx, "what follows an acknowledgement panicked", "envelope", env.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				}
			}()
			answer.Then(ctx)
		})
	}
}

// aftermath is what is done after acknowledgements. It never holds up the next one: Slack gives each three seconds.
type aftermath struct {
	all   sync.WaitGroup
	light chan struct{}
	heavy chan struct{} // what looks at all cases, one at a time
}

// openings is how many forms are opened at a time.
const openings = 8

func newAftermath() *aftermath {
	return &aftermath{light: make(chan struct{}, openings), heavy: make(chan struct{}, 1)}
}

func (m *aftermath) do(heavy bool, what func()) {
	slots := m.light
	if heavy {
		slots = m.heavy
	}
	m.all.Go(func() {
		slots <- struct{}{}
		defer func() { <-slots }()
		what()
	})
}

// recent remembers the newest deliveries that opened a modal. They write nothing, so the inbox does not know them.
type recent struct {
	mu   sync.Mutex
	keys map[string]bool
	ring []string
	at   int
}

func newRecent() *recent { return &recent{keys: map[string]bool{}, ring: make([]string, 1024)} }

// first reports whether a key was not seen among the last thousand.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys[key] {
		return false
	}
	delete(r.keys, r.ring[r.at])
	r.ring[r.at], r.keys[key] = key, true
	r.at = (r.at + 1) % len(r.ring)
	return true
}
