package smb

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "share"

const (
	version  = 3
	maxShare = 80 // characters
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "smb", Name: "SMB server", Schemes: []string{"smb", "cifs"}, Ports: []uint16{445}, KeepPath: true,
}

// New returns the probe kind "smb".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.AtPart(checkShare), Steps: steps, Ask: ask,
		// A path within the share is dropped.
		Reads: func(raw string, explicit bool) (target.Target, string, error) {
			return service.ReadTop(raw, explicit, "share")
		},
		About: probe.Info{
			Sends:   "a null session and, within it, the connection to one share",
			Reads:   "the number of the result of each; nothing of what lies in the share",
			Accepts: "smb://host/share",
			Facets:  []string{Facet},
		},
	}
}

// checkShare says what is wrong with the name of a share.
func checkShare(name string) error {
	if name == "" {
		return fault.Errorf(fault.Invalid, "the address names no share; write smb://host/share")
	}
	if strings.ContainsAny(name, `/\:*?"<>|`) || utf8.RuneCountInString(name) > maxShare || !utf8.ValidString(name) {
		return fault.Errorf(fault.Invalid, `the name of a share has %d characters at most and none of / \ : * ? " < > |`, maxShare)
	}
	if strings.EqualFold(name, "IPC$") {
		return fault.Errorf(fault.Invalid, "IPC$ lets everybody in by design; name a share with files")
	}
	return nil
}

// steps are the messages. The server chooses the id of the session, which is zero here.
func steps(t target.Target, at target.Endpoint) []probe.Step {
	step := func(message []byte, note string) probe.Step {
		return probe.Step{Facet: Facet, Address: at.Address(), Request: message, Note: note, Login: probe.LoginAnonymous}
	}
	login := []probe.Step{
		step(setup(1, 0, announce()), "reads the number of the session; the server may send interim responses first"),
		step(setup(2, 0, anonymous()), "with the number of the session; reads whether the null session is granted"),
		step(treeConnect(0, at), "with the number of the session; reads whether the share is entered, and hangs up"),
	}
	return slices.Concat(
		[]probe.Step{step(negotiate(t), "reads which version is spoken")}, login,
		[]probe.Step{step(newest(t), "only where none of these versions is spoken, on a connection of its own: offers version 3.1.1")}, login,
	)
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, t target.Target, at target.Endpoint) {
	call := probe.Call{Address: at.Address()}
	old := q.Talk(ctx, call, func(_ context.Context, c *probe.Conn) error { return converse(q, c, negotiate(t), at) })
	if newer := old == nil && !q.Known(Facet); newer {
		old = q.Talk(ctx, call, func(_ context.Context, c *probe.Conn) error { return converse(q, c, newest(t), at) })
	}
	q.SetRemaining(old, Facet)
}

// converse goes through negotiation, the two steps of the login and the tree connect. It ends at the first step that fails. Where the
// server speaks none of the versions that are offered it sets no verdict.
func converse(q *probe.Inquiry, c *probe.Conn, hello []byte, at target.Endpoint) error {
	first, err := roundTrip(c, hello, cmdNegotiate, 0)
	if errors.Is(err, errTurnedAway) {
		q.Set(Facet, probe.Closed(observed.ReasonDeniedForUs), "turned away")
		return nil
	}
	if err != nil {
		return err
	}
	if first.status == statusNotSupported {
		return nil
	}
	if first.status != statusOK {
		q.Set(Facet, trouble(first.status), first.code())
		return nil
	}
	started, err := roundTrip(c, setup(1, 0, announce()), cmdSetup, 1)
	if err != nil {
		return err
	}
	if started.status != statusMore {
		q.Set(Facet, refusedSession(started.status), started.code())
		return nil
	}
	granted, err := roundTrip(c, setup(2, started.session, anonymous()), cmdSetup, 2)
	if err != nil {
		return err
	}
	if granted.status != statusOK {
		q.Set(Facet, refusedSession(granted.status), granted.code())
		return nil
	}
	entered, err := roundTrip(c, treeConnect(granted.session, at), cmdTreeConnect, 3)
	if err != nil {
		return err
	}
	q.Set(Facet, share(entered), entered.code())
	return nil
}

// roundTrip sends a message and reads the response to it.
func roundTrip(c *probe.Conn, message []byte, command uint16, id uint64) (answer, error) {
	if err := c.Send(message); err != nil {
		return answer{}, err
	}
	for range maxPending {
		head, err := c.Bytes(frameBytes)
		if err != nil {
			return answer{}, err
		}
		if head[0] == negativeResponse {
			return answer{}, errTurnedAway
		}
		size, err := frameSize(head)
		if err != nil {
			return answer{}, err
		}
		body, err := c.Bytes(size)
		if err != nil {
			return answer{}, err
		}
		a, err := read(body, command, id)
		if err != nil || a.status != statusPending {
			return a, err
		}
	}
	return answer{}, errProtocol
}
