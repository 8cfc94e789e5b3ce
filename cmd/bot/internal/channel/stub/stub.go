// Package stub is a channel that carries chats in a folder. No program has it: tests wire it to show that a channel needs nothing but
// its folder and a line, and it is the shortest example of one.
//
// A message is a file in out, named by its id. An answer is a file in "in" with the name of the message that it answers. With a file
// "lose" the next message is taken and the answer to it is lost.
package stub

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
)

// Kind is the channel on a folder; it is off where that is "".
func Kind(dir string) channel.Kind {
	return channel.Kind{
		Name: "stub", Medium: disclosure.Chat, Pause: "chat",
		Shape: carrier.Shape{Check: check, Show: func(_ ledger.Inbound, raw []byte) (carrier.Shown, bool) {
			return carrier.Shown{Text: string(raw)}, true
		}},
		On:   func(*config.Config) bool { return dir != "" },
		Mode: func(*config.Config) (rehearse.Mode, string) { return rehearse.Live, "" },
		Open: func(h *channel.Host) (*channel.Channel, error) { return open(h, folder(dir)) },
	}
}

func check(address string) error {
	if !strings.HasPrefix(address, "@") {
		return fault.Errorf(fault.Invalid, "%q is nobody in a chat: write @name", address)
	}
	return nil
}

func open(h *channel.Host, dir folder) (*channel.Channel, error) {
	r := reader{h, dir}
	look, err := engine.NewTick("stub/look", "@every 1m")
	if err != nil {
		return nil, err
	}
	return &channel.Channel{
		Carrier: carrier.Carrier{Compose: compose},
		Sender:  dir, Asks: dir,
		Handlers: []engine.Handler{
			engine.InboundHandler[answer](h.Store, r.interpret),
			look.Handler(func(ctx context.Context) error { _, err := r.poll(ctx); return err }),
		},
		Ticks: []engine.Tick{look}, Poll: r.poll,
		Doctor: func(context.Context) []channel.Finding {
			_, err := os.Stat(string(dir))
			return []channel.Finding{channel.Found("stub", err == nil, string(dir), "make the folder")}
		},
	}, nil
}

func compose(_ context.Context, c *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (id, to string, raw []byte, err error) {
	return string(c.ID) + "." + d.ID, k.Address, []byte(k.Address + "\n" + d.Subject + "\n\n" + body), nil
}

// folder is the server of the chat.
type folder string

func (f folder) out(id string) string { return filepath.Join(string(f), "out", id) }

// Send implements [engine.Sender].
func (f folder) Send(ctx context.Context, out ledger.Outgoing, mark func(context.Context, string) error) ledger.Delivery {
	if err := mark(ctx, "post"); err != nil {
		return ledger.Delivery{Kind: ledger.Retry, Reason: err.Error()}
	}
	file, err := os.OpenFile(f.out(out.ID), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = file.Write(out.Bytes)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: err.Error()}
	}
	if os.Remove(filepath.Join(string(f), "lose")) == nil {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the answer was lost"}
	}
	return f.sent(out.ID)
}

// Find implements [engine.Sender].
func (f folder) Find(_ context.Context, out ledger.Outgoing) ledger.Delivery {
	switch _, err := os.Stat(f.out(out.ID)); {
	case err == nil:
		return f.sent(out.ID)
	case errors.Is(err, fs.ErrNotExist):
		return ledger.Delivery{Kind: ledger.Retry, Reason: "it is not there"}
	default:
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: err.Error()}
	}
}

func (folder) sent(id string) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Sent, Receipt: "posted as " + id}
}

// answer is the payload of an item that came in.
type answer struct{ ledger.ItemRef }

// Task implements [ledger.Payload].
func (answer) Task() ledger.Task { return "stub/inbound" }

// reader takes answers in.
type reader struct {
	h   *channel.Host
	dir folder
}

func (r reader) poll(ctx context.Context) (n int, err error) {
	files, err := filepath.Glob(filepath.Join(string(r.dir), "in", "*"))
	for _, name := range files {
		raw, readErr := os.ReadFile(name) //nolint:gosec // the folder of a test
		if err = errors.Join(err, readErr); err != nil {
			return n, err
		}
		blob, err := r.h.Service.Blob(raw)
		if err != nil {
			return n, err
		}
		id := filepath.Base(name)
		in := ledger.Inbound{Channel: disclosure.Chat, Key: id, Received: r.h.Clock(), From: "@" + id, State: ledger.InboundNew, Raw: blob.Ref}
		_, fresh, err := r.h.Inbox.Receive(ctx, in, blob, ledger.NewJob(ledger.QueueInbound, "stub/"+id, answer{}))
		if err != nil {
			return n, err
		}
		if fresh {
			n++
		}
	}
	return n, err
}

func (r reader) interpret(ctx context.Context, in ledger.Inbound, raw []byte) (engine.Meaning, error) {
	id, key, ok, err := r.h.Store.FindMessage(ctx, in.Key)
	if err != nil || !ok {
		return engine.Meaning{Inbox: ledger.InboxUpdate{State: ledger.InboundWaiting}}, err
	}
	c, err := r.h.Service.Load(ctx, id)
	if err != nil {
		return engine.Meaning{}, err
	}
	m, _ := c.Message(key)
	return engine.Meaning{
		Case: id, Inbox: ledger.InboxUpdate{State: ledger.InboundMatched, Case: id},
		Command: incoming.RecordInbound{
			Inbox: in.ID, Kind: inbound.Read(string(raw)).Kind(), Party: m.Role, Name: m.Name, Channel: in.Channel, At: civil.At(in.Received),
			Source: disclosure.SourceChat, Ref: in.Key + "/answer", Answers: key, Text: string(bytes.TrimSpace(raw)), Body: in.Raw,
		},
	}, nil
}
