package redis

import (
	"context"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a server.
const (
	FacetPing = "ping"
	FacetData = "data"
)

const (
	version = 3
	maxText = 4096 // bytes of a reply; the longest known one explains the protected mode
)

// service describes how targets are written. Some providers, such as Azure, have a separate port for TLS.
var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "redis", Name: "Redis server", Schemes: []string{"redis"}, Secure: []string{"rediss"}, Ports: []uint16{6379, 6380},
}

// The commands, in the form that clients send. Proxies in front of Redis do not understand the inline form.
const (
	ping   = "*1\r\n$4\r\nPING\r\n"
	dbsize = "*1\r\n$6\r\nDBSIZE\r\n"
)

// read asks for a key that no server has.
func read(t target.Target) string {
	return "*2\r\n$3\r\nGET\r\n$19\r\ndaylight_" + target.Token(t) + "\r\n"
}

// New returns the probe kind "redis".
func New() probe.Kind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.At,
		About: probe.Info{
			Sends:   "PING, and DBSIZE where PING is answered; GET of a key that does not exist where that is forbidden",
			Reads:   "one line of reply to each: PONG, a number, nothing, or the name of the error",
			Accepts: "redis://host:6379, or rediss:// for TLS",
			Facets:  []string{FacetPing, FacetData},
		},
		Steps: func(t target.Target, at target.Endpoint) []probe.Step {
			step := func(facet, command, note string) probe.Step {
				return probe.Step{Facet: facet, Address: at.Address(), TLS: at.TLS, Request: []byte(command), Note: note}
			}
			missing := step(FacetData, read(t), "where DBSIZE is forbidden or renamed; reads that there is no such key, or the name of an error")
			missing.Words = "missing"
			return probe.EitherWay([]probe.Step{
				step(FacetPing, ping, "reads PONG or the name of an error; hangs up when a stranger may not go on"),
				step(FacetData, dbsize, "reads that a number of keys comes, or the name of an error; the number is not kept"),
				missing,
			})
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, t target.Target, at target.Endpoint) {
			q.TalkEitherWay(ctx, probe.Call{Address: at.Address(), TLS: at.TLS}, func(_ context.Context, c *probe.Conn) error {
				return converse(q, c, read(t))
			}, FacetPing, FacetData)
		},
	}
}

// converse sends PING and, if that leaves anything to find out, DBSIZE and GET. Where a stranger may run none of them, whoever runs
// the server took all rights away, or left others that we do not ask for: that is weak.
func converse(q *probe.Inquiry, c *probe.Conn, get string) error {
	first, err := roundTrip(c, ping)
	if err != nil {
		return err
	}
	result := q.Set(FacetPing, first.result('+'), first.code)
	// After a demand for a password, or an answer that is not of the protocol, the second command would bring nothing new.
	if result.Verdict != observed.Open && !first.about() {
		q.Set(FacetData, result, first.code)
		return nil
	}
	second, err := roundTrip(c, dbsize)
	if err != nil {
		return err
	}
	if !second.about() {
		q.Set(FacetData, second.result(':'), second.code)
		return nil
	}
	third, err := roundTrip(c, get)
	if err != nil {
		return err
	}
	if first.code == forbidden && second.code == forbidden && third.code == forbidden {
		q.Set(FacetPing, probe.Closed(observed.ReasonNoPermission), first.code)
		q.Set(FacetData, probe.Closed(observed.ReasonNoPermission), third.code)
		return nil
	}
	q.Set(FacetData, third.result('$'), third.code)
	return nil
}

func roundTrip(c *probe.Conn, command string) (reply, error) {
	if err := c.Send([]byte(command)); err != nil {
		return reply{}, err
	}
	line, err := c.Line(maxText)
	if err != nil {
		return reply{}, err
	}
	return parse(line), nil
}
