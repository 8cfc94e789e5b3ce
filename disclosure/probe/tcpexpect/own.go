package tcpexpect

import (
	"context"
	"embed"
	"io/fs"
	"maps"
	"net/http"
	"regexp"
	"sync"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// own makes a definition a kind of its own: one that has a name of its own in cases, and addresses that are read as it.
type own struct {
	Version    int         `json:"version"` // of the classification: it goes up whenever the same answer could get another verdict
	Title      string      `json:"title"`   // for people: "etcd server"
	Facet      string      `json:"facet"`
	Ports      []uint16    `json:"ports"` // see [target.Service], also for the next three
	SecurePort uint16      `json:"secure_port"`
	Schemes    []string    `json:"schemes"`
	Secure     []string    `json:"secure"`
	Sends      string      `json:"sends"` // see [probe.Info], also for the next two
	Reads      string      `json:"reads"`
	Accepts    string      `json:"accepts"`
	Note       string      `json:"note"`     // for the person who approves: what is read of the answer
	Login      probe.Login `json:"login"`    // as whom it asks; two people have to agree to any
	Elsewhere  elsewhere   `json:"refuses"`  // paths that are other assets
	Identity   identity    `json:"identity"` // what tells a server from another
}

// elsewhere says which paths name what this kind does not ask for. They are refused and not dropped: see [target.RefusePath].
type elsewhere struct {
	What string `json:"what"` // "" where every path is dropped
	Path string `json:"path"` // the pattern of such a path,
	But  string `json:"but"`  // or of every other one
}

// identity is where an answer names the server. The pattern is for the whole value, so that it can hold no content.
type identity struct {
	Name    string `json:"name"`   // "" where no answer does
	Header  string `json:"header"` // in which header,
	Place   string `json:"place"`  // or at which place of the document, see [tree.at],
	Pattern string `json:"pattern"`
	IfOpen  bool   `json:"if_open"` // only of an answer that is open
}

//go:embed kinds/*.json
var kindFiles embed.FS

// Kinds returns the kinds that are definitions of their own, by their names. They are read once.
func Kinds() (map[string]probe.Kind, error) {
	all, err := kinds()
	return maps.Clone(all), err
}

var kinds = sync.OnceValues(readKinds) //nolint:gochecknoglobals // part of the program, read once

func readKinds() (map[string]probe.Kind, error) {
	names, err := fs.Glob(kindFiles, "kinds/*.json")
	if err != nil {
		return nil, err
	}
	out := map[string]probe.Kind{}
	for _, name := range names {
		data, err := kindFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		d, err := parse(data)
		if err == nil && d.own == nil {
			err = fault.Errorf(fault.Invalid, "kind is missing")
		}
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "%s: %w", name, err)
		}
		if out[d.name], err = d.asKind(); err != nil {
			return nil, fault.Errorf(fault.Invalid, "%s: %w", name, err)
		}
	}
	return out, nil
}

// asKind returns the kind that a definition is.
func (d Definition) asKind() (probe.Kind, error) {
	o := d.own
	about := probe.Info{Sends: o.Sends, Reads: o.Reads, Accepts: o.Accepts, Facets: []string{o.Facet}, OptIn: o.Login != probe.LoginNone}
	service, err := o.service(d.name)
	if err != nil {
		return nil, err
	}
	named, err := regexp.Compile(o.Identity.Pattern)
	if err != nil {
		return nil, err
	}
	if d.over == overTCP {
		return probe.Scaffold[target.Endpoint]{
			Service: service, Number: o.Version, About: about, Parse: service.At,
			Steps: func(_ target.Target, at target.Endpoint) []probe.Step {
				return []probe.Step{{Facet: o.Facet, Address: at.Address(), TLS: at.TLS, Request: d.send, Note: o.Note}}
			},
			Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
				heard := d.talk(ctx, q, o.Facet, at)
				if m := named.FindSubmatch(heard); o.Identity.Name != "" && len(m) > 1 {
					q.Identify(o.Identity.Name, string(m[1]))
				}
			},
		}, nil
	}
	return probe.Single{
		Service: service, Number: o.Version, About: about, Note: o.Note, Login: o.Login,
		Request: d.request, Path: d.place, Judge: d.classify,
		Identity: func(a probe.Answer, r observed.FacetResult) (name, value string) {
			if o.Identity.IfOpen && r.Verdict != observed.Open {
				return "", ""
			}
			if value = o.Identity.of(a); !named.MatchString(value) {
				return "", ""
			}
			return o.Identity.Name, value
		},
	}.Kind(), nil
}

// of returns the value that an answer has where the identity stands.
func (i identity) of(a probe.Answer) string {
	if i.Place != "" {
		return readTree(a.Body).at(i.Place)
	}
	return http.Header.Get(a.Header, i.Header)
}

// service returns how targets of the kind are written.
func (o *own) service(name string) (target.Service, error) {
	s := target.Service{Kind: name, Name: o.Title, Ports: o.Ports, SecurePort: o.SecurePort, Schemes: o.Schemes, Secure: o.Secure}
	if o.Elsewhere.What == "" {
		return s, nil
	}
	path, err := regexp.Compile(o.Elsewhere.Path + o.Elsewhere.But)
	if err != nil {
		return s, err
	}
	s.KeepPath = true
	s.Part = func(written, _ string) (string, error) {
		if path.MatchString(written) == (o.Elsewhere.Path != "") {
			return "", target.RefusePath(name, o.Elsewhere.What)
		}
		return "", nil
	}
	return s, nil
}
