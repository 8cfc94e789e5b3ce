package channel

import (
	"context"
	"crypto/x509"
	"io"
	"log/slog"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/rehearsal"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/probe"
)

// Host is what the bot lends to each channel.
type Host struct {
	Config  *config.Config
	Clock   func() time.Time
	Log     *slog.Logger
	Random  io.Reader      // nil is crypto/rand
	RootCAs *x509.CertPool // nil are those of the machine
	// LookupTXT asks for the keys by which mails are signed; nil is that of the machine.
	LookupTXT func(ctx context.Context, name string) ([]string, error)
	Timing    Timing

	Key     *db.Key
	Store   *db.Store
	Service *command.Service
	Desk    *desk.Desk
	Prober  *probe.Prober
	Inbox   Inbox
	// Rehearsal is whether the bot rehearses, and who ends that.
	Rehearsal *rehearsal.Instance

	// Probe asks the closed assets of a case once more before a page goes out.
	Probe func(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID) error

	// Held tells the team that an item names a case and moved nothing: who wrote it is not known. stop says that it asks to stop.
	Held func(ctx context.Context, id disclosure.CaseID, item int64, stop bool) []ledger.Job
	// Waits shows on each channel of the team that an item which may belong to a case waits for a person.
	Waits func(id disclosure.CaseID, item int64) []ledger.Job
	Show  Show // how the team's channels word an event
	Hide  func(c *disclosure.Case, text string) string
}

// Timing shortens waits for tests. A zero field takes the default of production.
type Timing struct {
	Lease, Sweep, Grace time.Duration   // of the engine; see [engine.Options]
	Outbound            outbound.Policy // of every channel
	Ping                time.Duration   // dead-man timer of a socket, for servers that do not ping
	Spacing             time.Duration   // between two posts to a place
	WriteGap            time.Duration   // between two writes to a tracker
}

// Inbox stores what came in and wakes the engine.
type Inbox struct {
	*db.Store
	Wake func()
}

// Receive stores an item with its job and wakes the engine.
func (i Inbox) Receive(ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (int64, bool, error) {
	id, fresh, err := i.Store.Receive(ctx, in, raw, job)
	if fresh {
		i.Wake()
	}
	return id, fresh, err
}
