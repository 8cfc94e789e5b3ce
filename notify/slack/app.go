package slack

import (
	"log/slog"
	"sync"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
	"daylight/notify/slack/crew"
)

// owner is the name under which this package keeps its references to cases.
const owner = "slack"

// inboundChannel marks deliveries from Slack in the inbox.
const inboundChannel disclosure.Channel = "slack"

// App is Daylight in one Slack workspace.
type App struct {
	opts   Options
	ports  Ports // of whoever the app works for; see [App.as]
	wall   Cases // what a channel may see, whoever the app works for
	routes []route
	client *client
	log    *slog.Logger
	health *health
	recent *recent
	cards  *cards
	shows  map[string]bool // channels that may show addresses
	crew   *crew.Crew
	after  *aftermath
	acks   *acks
	closed chan struct{} // once the app is closed
	timer  func(pause time.Duration) (due <-chan time.Time, stop func())
	end    func()
	ref    string // the name of the reference to the card that it works on
}

// New builds the app. Nothing is connected before [App.Run]. Errors say which option is missing.
func New(o Options, p Ports) (*App, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if name := p.missing(); name != "" {
		return nil, fault.Errorf(fault.Internal, "slack is built without the port %s", name)
	}
	a := &App{
		opts: o, ports: p, wall: p.Cases, routes: routes(), client: newClient(o), log: o.Logger.With("surface", "slack"),
		health: &health{}, recent: newRecent(), cards: &cards{posted: map[string]messageRef{}}, shows: map[string]bool{},
	}
	a.crew, a.ref, a.after = newCrew(o, a.client), refCard, newAftermath()
	a.acks = &acks{by: map[string]spoken{}}
	a.closed, a.timer = make(chan struct{}), newTimer
	a.end = sync.OnceFunc(func() { close(a.closed) })
	for _, id := range o.AddressChannels {
		a.shows[id] = true
	}
	return a, nil
}

// as returns the app as it works for one person. They see what they may see; what is posted to a channel stays what anybody may
// see.
func (a *App) as(actor disclosure.Actor) *App {
	theirs := *a
	theirs.ports = a.ports.As(person.ReaderNamed(actor.Name))
	return &theirs
}

// Close ends what waits to be done and lets go of idle connections. Run has to have ended.
func (a *App) Close() {
	a.end()
	a.after.all.Wait()
	a.client.http.CloseIdleConnections()
}

// addresses reports whether a channel may show addresses of recipients.
func (a *App) addresses(channel string) bool { return a.shows[channel] }

// cards remembers where this process posted cards, for the moment until the reference is committed.
type cards struct {
	sync.Mutex // held by App.Card from looking for the card until it is posted

	mu     sync.Mutex
	posted map[string]messageRef // by case and name of the reference
}

func (c *cards) put(id disclosure.CaseID, ref string, at messageRef) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posted[string(id)+" "+ref] = at
}

func (c *cards) get(id disclosure.CaseID, ref string) (messageRef, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.posted[string(id)+" "+ref]
	return at, ok
}
