package couchdb

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// The facets of a server.
const (
	FacetAdmin = "admin"
	FacetList  = "list"
	// FacetDatabase is about one database; only targets that name one have it.
	FacetDatabase = "database"
)

// firstBytes is how many bytes are read of a successful list: enough to see that it is one. Servers that read limit=0 as "no
// limit" go on with names, which stay unread.
const firstBytes = 2

// aboutBytes is how many are read about the named database where nothing else told that it is CouchDB: enough to see the name that
// was asked for. It is what the server says of a database, and no document.
const aboutBytes = 512

const version = 4

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "couchdb", Name: "CouchDB server", Ports: []uint16{5984, 6984}, SecurePort: 6984,
	KeepPath: true, Part: database,
}

// New returns the probe kind "couchdb".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.At, Steps: steps, Ask: ask,
		About: probe.Info{
			Sends:   "GET of /_session, of /_all_dbs with limit=0, and of the database where the target names one",
			Reads:   "which roles a stranger has; of the list and of what the server says about a database the first bytes, which hold no name but that of the finding",
			Accepts: "http://host:5984 or https://host:6984; with /name, that database too",
			Facets:  []string{FacetAdmin, FacetList, FacetDatabase},
		},
	}
}

// system are databases of the server itself that hold user names and passwords, so they are worth a facet.
var system = []string{"_users", "_replicator", "_global_changes"}

// database returns the database that a path names. The pages of the administration interface name it in the fragment.
func database(path, fragment string) (string, error) {
	name := target.FirstSegment(path, system...)
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(fragment, "/"), "database/"); ok && name == "" {
		name = target.FirstSegment(rest, system...)
	}
	return name, nil
}

// session requests how the server sees the client. Every client may request that.
func session(at target.Endpoint) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_session", ""), AnyCertificate: true}
}

// list requests the list of databases without any entry (limit=0). limit bounds what is read of a refusal.
func list(at target.Endpoint, limit int64) probe.Request {
	return probe.Request{Method: http.MethodGet, URL: at.URL("/_all_dbs", "limit=0"), AnyCertificate: true, Body: glimpse(firstBytes, limit)}
}

// about requests the information about the database that the target names. It holds no document.
func about(at target.Endpoint, first, limit int64) probe.Request {
	return probe.Request{
		Method: http.MethodGet, URL: at.URL("/"+target.EscapePath(at.Path), ""), AnyCertificate: true, Body: glimpse(first, limit),
	}
}

// glimpse reads only the first bytes of a success, and limit bytes of a refusal.
func glimpse(first, limit int64) func(int, http.Header) int64 {
	return func(status int, _ http.Header) int64 {
		if status == http.StatusOK {
			return first
		}
		return limit
	}
}

// steps are the requests.
func steps(_ target.Target, at target.Endpoint) []probe.Step {
	steps := []probe.Step{
		session(at).Step(FacetAdmin, "reads whether a stranger has the role of an administrator"),
		list(at, 0).Step(FacetList, "reads the first two bytes of a list or the name of the error; no name of a database"),
	}
	if at.Path != "" {
		steps = append(steps, about(at, 0, 0).Step(FacetDatabase, "reads the first two bytes about the database or the name of the error, more only where nothing else tells what answers; no document"))
	}
	return steps
}

// ask sends them.
func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
	limit := q.Env().Limits().Error
	a := q.Exchange(ctx, FacetAdmin, session(at), judgeSession)
	if a.Status == 0 {
		// Nothing answers; a second request would only wait for the same.
		q.SetRemaining(a.Fault, FacetAdmin, FacetList)
		if at.Path != "" {
			q.SetRemaining(a.Fault, FacetDatabase)
		}
		return
	}
	ours := isCouchDB(a)
	q.Exchange(ctx, FacetList, list(at, limit), func(a probe.Answer) observed.FacetResult {
		return judgeList(a, ours)
	})
	if at.Path != "" {
		first := int64(firstBytes)
		if !ours {
			first = aboutBytes
		}
		q.Exchange(ctx, FacetDatabase, about(at, first, limit), func(a probe.Answer) observed.FacetResult {
			return judgeDatabase(a, at.Path, ours)
		})
	}
}
