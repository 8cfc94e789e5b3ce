package zookeeper

import (
	"context"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "reach"

const (
	version = 1
	maxLine = 256 // bytes of the first line of an answer
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "zookeeper", Name: "ZooKeeper server", Schemes: []string{"zookeeper", "zk"}, Ports: []uint16{2181},
}

// question is a complete message: the commands of four letters have no line feed.
const question = "srvr"

// New returns the probe kind "zookeeper".
func New() probe.Kind {
	return probe.Scaffold{
		Service: service, Number: version,
		About: probe.Info{
			Sends:   "srvr",
			Reads:   "the first line: a version, or that the command is switched off; both mean that strangers reach it",
			Accepts: "zookeeper://host:2181",
			Facets:  []string{Facet},
		},
		Steps: func(_ target.Target, at target.Endpoint) []probe.Step {
			return []probe.Step{{Facet: Facet, Address: at.Address(), Request: []byte(question), Note: "reads the first line and hangs up"}}
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
			q.Talk(ctx, probe.Call{Address: at.Address()}, func(_ context.Context, c *probe.Conn) error { return converse(q, c) }, Facet)
		},
	}
}

func converse(q *probe.Inquiry, c *probe.Conn) error {
	if err := c.Send([]byte(question)); err != nil {
		return err
	}
	// Some versions send the text about a command that is switched off without a line feed.
	line, err := c.Until(maxLine, func(b []byte) bool { return b[len(b)-1] == '\n' || string(b) == switchedOff })
	if err != nil {
		return err
	}
	result, code, running := judge(line)
	q.Set(Facet, result, code)
	q.Identify("version", running)
	return nil
}

const (
	switchedOff = "srvr is not executed because it is not in the whitelist."
	notServing  = "This ZooKeeper instance is not currently serving requests"
)

var versionLine = regexp.MustCompile(`^Zookeeper version: ([0-9]{1,4}(?:\.[0-9]{1,4}){1,3})[!-~ ]{0,200}$`)

// judge judges the first line, and returns its verdict, its code for the seal and the version that it names.
func judge(line []byte) (result disclosure.FacetResult, code, running string) {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	if m := versionLine.FindSubmatch(line); m != nil {
		return probe.Open(), "version", string(m[1])
	}
	switch string(line) {
	case switchedOff:
		return probe.Open(), "whitelist", ""
	case notServing: // it lost its quorum, but is still reachable
		return probe.Open(), "not serving", ""
	}
	return probe.Unsure(disclosure.ReasonUnrecognised), "", ""
}
