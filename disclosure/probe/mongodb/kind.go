package mongodb

import (
	"context"
	"net/url"
	"strings"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "commands"

const version = 1

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "mongodb", Name: "MongoDB server", Schemes: []string{"mongodb"}, Secure: []string{"mongodbs"}, Ports: []uint16{27017, 27018},
}

// New returns the probe kind "mongodb".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Reads: paste, Parse: service.At,
		About: probe.Info{
			Sends:   "hello, then getLog of the startup warnings",
			Reads:   "that a number of lines comes, or the number of the error; no line is kept and no database named",
			Accepts: "mongodb://host:27017; with ?tls=true or mongodbs:// for TLS",
			Facets:  []string{Facet},
		},
		Steps: func(_ target.Target, at target.Endpoint) []probe.Step {
			step := func(command []byte, note string) probe.Step {
				return probe.Step{Facet: Facet, Address: at.Address(), TLS: at.TLS, Request: command, Note: note}
			}
			return []probe.Step{
				step(hello(), "reads that it is a server of this protocol and which version of it"),
				step(getLog(), "reads that a number of lines comes, or the number of the error, and hangs up"),
			}
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
			q.Talk(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error { return converse(q, c) }, Facet)
		},
	}
}

// paste returns the canonical target of what a person pasted. TLS is usually written as an option. As options are dropped, it
// becomes the scheme.
func paste(raw string, explicit bool) (target.Target, string, error) {
	text := strings.TrimSpace(raw)
	if _, query, ok := strings.Cut(text, "?"); ok {
		options, err := url.ParseQuery(query)
		scheme, rest, given := strings.Cut(text, "://")
		if err == nil && given && strings.EqualFold(scheme, "mongodb") && (options.Get("tls") == "true" || options.Get("ssl") == "true") {
			raw = "mongodbs://" + rest
		}
	}
	return service.Read(raw, explicit)
}

// The request ids of the two commands. They tell the answers apart.
const (
	helloID = 1
	logID   = 2
)

func hello() []byte { return message(helloID, intField("hello", 1), textField("$db", "admin")) }
func getLog() []byte {
	return message(logID, textField("getLog", "startupWarnings"), textField("$db", "admin"))
}

// converse sends hello and then getLog. Only the second answer decides; hello is answered by every server, open or not.
func converse(q *probe.Inquiry, c *probe.Conn) error {
	greeting, err := roundTrip(c, hello(), helloID)
	if err != nil {
		return err
	}
	if wire, ok := greeting.wire(); ok {
		q.Identify("wire_version", wire)
	} else if greeting.failed() == "" {
		return nil // not an answer of the protocol; after an error, in contrast, getLog can still decide
	}
	answer, err := roundTrip(c, getLog(), logID)
	if err != nil {
		return err
	}
	result, code := answer.result()
	q.Set(Facet, result, code)
	return nil
}

// roundTrip sends a command and reads the beginning of its answer. The lines of the log would come after that, and stay unread.
func roundTrip(c *probe.Conn, question []byte, id uint32) (fields, error) {
	if err := c.Send(question); err != nil {
		return fields{}, err
	}
	head, err := c.Bytes(headBytes)
	if err != nil {
		return fields{}, err
	}
	size, err := bodySize(head, id)
	if err != nil {
		return fields{}, err
	}
	// The answer to hello is read completely, so that the next answer begins where it ends.
	if id == logID {
		size = min(size, enough)
	}
	body, err := c.Bytes(size)
	if err != nil {
		return fields{}, err
	}
	return read(body), nil
}
