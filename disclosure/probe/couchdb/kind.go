package couchdb

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// The facets of a server.
const (
	FacetAdmin = "admin"
	FacetList  = "list"
	// FacetDatabase is about one database, of targets that name it.
	FacetDatabase = "database"
)

// firstBytes is what is read of a successful list: enough to see that it is one. Servers that take limit=0 as "no limit"
// go on with names, which stay unread.
const firstBytes = 2

const version = 2

var service = probe.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "couchdb", Name: "CouchDB server", Ports: []uint16{5984, 6984}, SecurePort: 6984,
	KeepPath: true, Part: database,
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
		Asks:   "GET of /_session, of /_all_dbs with limit=0, and of the database where the target names one",
		Reads:  "which roles a stranger has; of the list and of what the server says about a database the first bytes, which hold no name",
		Takes:  "http://host:5984 or https://host:6984; with /name, that database too",
		Facets: []string{FacetAdmin, FacetList, FacetDatabase},
		Ports:  service.Ports,
	}
}

// Read returns the canonical target of what a person pasted.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	return service.Read(raw, asked)
}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error { return service.Validate(t) }

// system are the databases of the server itself, which hold users and passwords of others.
var system = []string{"_users", "_replicator", "_global_changes"}

// database returns the database that a path names. The pages of the administration name theirs behind the "#".
func database(path, fragment string) (string, error) {
	name := probe.FirstName(path, system...)
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(fragment, "/"), "database/"); ok && name == "" {
		name = probe.FirstName(rest, system...)
	}
	return name, nil
}

func session(at probe.Endpoint) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_session", ""), AnyCertificate: true}
}

func list(at probe.Endpoint, limit int64) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_all_dbs", "limit=0"), AnyCertificate: true, Body: glimpse(limit)}
}

// about asks what the server says of the database that the target names, which is none of its documents.
func about(at probe.Endpoint, limit int64) probe.Request {
	return probe.Request{
		Method: http.MethodGet, URL: at.URL("/"+probe.EscapePath(at.Path), ""), AnyCertificate: true, Body: glimpse(limit),
	}
}

// glimpse reads the first bytes of a success, and limit bytes of a refusal.
func glimpse(limit int64) func(int, http.Header) int64 {
	return func(status int, _ http.Header) int64 {
		if status == http.StatusOK {
			return firstBytes
		}
		return limit
	}
}

// Plan returns the requests.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	at, err := service.Parse(t.Target)
	if err != nil {
		return nil, err
	}
	steps := []probe.Step{
		session(at).Step(FacetAdmin, "reads whether a stranger has the role of an administrator"),
		list(at, 0).Step(FacetList, "reads the first two bytes of a list or the name of the error; no name of a database"),
	}
	if at.Path != "" {
		steps = append(steps, about(at, 0).Step(FacetDatabase, "reads the first two bytes about the database or the name of the error; no document"))
	}
	return steps, nil
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
		if at.Path != "" {
			q.Rest(a.Fault, FacetDatabase)
		}
		return q.Done()
	}
	ours := speaks(a)
	q.Ask(ctx, FacetList, list(at, env.Limits().Error), func(a probe.Answer) disclosure.FacetResult {
		return judgeList(a, ours)
	})
	if at.Path != "" {
		q.Ask(ctx, FacetDatabase, about(at, env.Limits().Error), func(a probe.Answer) disclosure.FacetResult {
			return judgeDatabase(a, ours)
		})
	}
	return q.Done()
}
