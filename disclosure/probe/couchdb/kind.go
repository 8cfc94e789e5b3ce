package couchdb

import (
	"context"
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// The facets of a server.
const (
	FacetAdmin = "admin"
	FacetList  = "list"
)

// listBytes is what is read of a successful list: enough to see that it is one. Servers that take limit=0 as "no limit"
// go on with names, which stay unread.
const listBytes = 2

const version = 1

var service = probe.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "couchdb", Name: "CouchDB server", Ports: []uint16{5984, 6984}, SecurePort: 6984,
}

// Kind is the probe kind "couchdb".
type Kind struct{}

// New returns the probe kind "couchdb".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "couchdb".
func (Kind) Name() string { return service.Kind }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "GET of /_session, and of /_all_dbs with limit=0",
		Reads:  "which roles a stranger has; of the list the first bytes, which hold no name",
		Takes:  "http://host:5984 or https://host:6984",
		Facets: []string{FacetAdmin, FacetList},
		Ports:  service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

func session(at probe.Endpoint) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_session", ""), AnyCertificate: true}
}

func list(at probe.Endpoint, limit int64) probe.Request {
	return probe.Request{
		Method: http.MethodGet, URL: at.URL("/_all_dbs", "limit=0"), AnyCertificate: true,
		Body: func(status int, _ http.Header) int64 {
			if status == http.StatusOK {
				return listBytes
			}
			return limit
		},
	}
}

// Plan returns the two requests.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	return []probe.Step{
		session(at).Step(FacetAdmin, "reads whether a stranger has the role of an administrator"),
		list(at, 0).Step(FacetList, "reads the first two bytes of a list or the name of the error; no name of a database"),
	}, nil
}

// Run asks the server of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	at, err := service.Parse(t.Target)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	a := q.Ask(ctx, FacetAdmin, session(at), judgeSession)
	if a.Status == 0 {
		// Nobody answers: asking again would only wait for the same.
		q.Rest(a.Fault, FacetAdmin, FacetList)
		return q.Done()
	}
	ours := speaks(a)
	q.Ask(ctx, FacetList, list(at, env.Limits().Error), func(a probe.Answer) disclosure.FacetResult {
		return judgeList(a, ours)
	})
	return q.Done()
}
