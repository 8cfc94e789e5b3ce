package tcpexpect

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// The transports of a definition.
const (
	overTCP  = "tcp"
	overHTTP = "http"
)

const (
	maxSend    = 1024 // bytes
	maxClauses = 8
	hashBytes  = 6
)

// Definition describes one service: what to send to it, and what open and closed look like. [Parse] makes one.
type Definition struct {
	name   string
	hash   string
	over   string
	send   []byte // over TCP
	path   string // over HTTP, escaped
	query  string
	reason disclosure.Reason // of a closed answer over TCP
	open   []clause          // one match suffices
	closed []clause          // likewise
	ports  []uint16          // over HTTP, those whose root is asked with it when the kind is not named
	words  map[string]json.RawMessage
}

// document is a definition in its JSON form.
type document struct {
	Name   string             `json:"name"`
	Over   string             `json:"over"`
	Note   string             `json:"note"` // for people who read the file
	Send   string             `json:"send"`
	Path   string             `json:"path"`
	Ports  []uint16           `json:"ports"`
	Reason disclosure.Reason  `json:"reason"`
	Open   []disclosure.Match `json:"open"`
	Closed []disclosure.Match `json:"closed"`
	// Words say in each language what the service is, for messages. This package keeps them and does not read them.
	Words map[string]json.RawMessage `json:"words"`
}

//go:embed shipped/*.json
var files embed.FS

// Shipped returns the definitions that come with the bot, sorted by name.
func Shipped() ([]Definition, error) {
	names, err := fs.Glob(files, "shipped/*.json")
	if err != nil {
		return nil, err
	}
	var out []Definition
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		d, err := Parse(data)
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "%s: %w", name, err)
		}
		out = append(out, d)
	}
	return out, nil
}

// Parse reads a definition. It refuses unknown fields: a clause with a typo in its name would otherwise be ignored.
func Parse(data []byte) (Definition, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var doc document
	if err := dec.Decode(&doc); err != nil || dec.More() {
		return Definition{}, fault.Errorf(fault.Invalid,
			"a definition is one JSON object with name, over, note, send, path, ports, reason, open, closed and words")
	}
	sum := sha256.Sum256(data)
	d := Definition{name: doc.Name, over: doc.Over, hash: hex.EncodeToString(sum[:hashBytes]), reason: doc.Reason, words: doc.Words, ports: doc.Ports}
	if !nameForm.MatchString(doc.Name) {
		return Definition{}, fault.Errorf(fault.Invalid, "the name of a definition consists of a-z, 0-9, - and _")
	}
	var err error
	switch doc.Over {
	case overTCP:
		err = d.overTCP(doc)
	case overHTTP:
		err = d.overHTTP(doc)
	default:
		err = fault.Errorf(fault.Invalid, `a definition goes over "tcp" or "http"`)
	}
	if err != nil {
		return Definition{}, fault.Errorf(fault.Invalid, "definition %s: %w", doc.Name, err)
	}
	return d, nil
}

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// Name returns the name by which assets refer to the definition.
func (d Definition) Name() string { return d.name }

// Kind returns the kind of probe that asks by the definition.
func (d Definition) Kind() string {
	if d.over == overHTTP {
		return webService.Kind
	}
	return service.Kind
}

// Words returns what the service is called in each language, as the file has it.
func (d Definition) Words() map[string]json.RawMessage { return d.words }

// identity tells this definition from an earlier one of the same name.
func (d Definition) identity() string { return d.name + "@" + d.hash }

// overTCP fills in a definition for TCP. The reason of a closed answer is configured, because TCP has no status. resource_gone is not
// among the possible ones: no pattern can prove that.
func (d *Definition) overTCP(doc document) error {
	if doc.Path != "" {
		return fault.Errorf(fault.Invalid, "path is for http; over tcp, what is sent goes into send")
	}
	if len(doc.Send) > maxSend {
		return fault.Errorf(fault.Invalid, "send may have %d bytes at most", maxSend)
	}
	switch d.reason {
	case "":
		d.reason = disclosure.ReasonAccessDenied
	case disclosure.ReasonAuthRequired, disclosure.ReasonAccessDenied, disclosure.ReasonGoneAmbiguous, disclosure.ReasonDeniedForUs:
	default:
		return fault.Errorf(fault.Invalid,
			"the reason of a closed answer is auth_required, access_denied, resource_gone_ambiguous or denied_for_us")
	}
	d.send = []byte(doc.Send)
	return d.clauses(doc, textClause)
}

// overHTTP fills in a definition for HTTP. The path must not lead to another host.
func (d *Definition) overHTTP(doc document) error {
	if doc.Send != "" || doc.Reason != "" {
		return fault.Errorf(fault.Invalid, "send and reason are for tcp; over http the status gives the reason")
	}
	u, err := url.Parse(doc.Path)
	if err != nil || !strings.HasPrefix(doc.Path, "/") || u.Host != "" || u.Fragment != "" || len(doc.Path) > maxSend {
		return fault.Errorf(fault.Invalid, "the path starts with one slash and has no fragment")
	}
	d.path, d.query = u.EscapedPath(), u.RawQuery
	return d.clauses(doc, webClause)
}

// clauses compiles both lists. Neither may be missing, because an answer that is not open is not closed for that reason.
func (d *Definition) clauses(doc document, compile func(where string, m disclosure.Match) (clause, error)) error {
	for _, list := range []struct {
		name string
		from []disclosure.Match
		to   *[]clause
	}{{"open", doc.Open, &d.open}, {"closed", doc.Closed, &d.closed}} {
		if len(list.from) == 0 || len(list.from) > maxClauses {
			return fault.Errorf(fault.Invalid, "both open and closed are needed, each with %d clauses at most", maxClauses)
		}
		for _, m := range list.from {
			c, err := compile(list.name, m)
			if err != nil {
				return err
			}
			*list.to = append(*list.to, c)
		}
	}
	return nil
}

// table holds definitions by name. Later ones replace earlier ones, so a team can fix one that is shipped.
type table map[string]Definition

func tableOf(over string, defs []Definition) table {
	t, taken := table{}, map[uint16]bool{}
	for _, d := range defs {
		if d.over != over {
			continue
		}
		// The first definition keeps its ports: an address is read in one way only.
		d.ports = slices.DeleteFunc(slices.Clone(d.ports), func(p uint16) bool { return taken[p] })
		for _, p := range d.ports {
			taken[p] = true
		}
		t[d.name] = d
	}
	return t
}

func (t table) find(kind, name string) (Definition, error) {
	if d, ok := t[name]; ok {
		return d, nil
	}
	var names []string
	for n := range t {
		names = append(names, n)
	}
	slices.Sort(names)
	have := "there are none yet"
	if len(names) > 0 {
		have = "there are: " + strings.Join(names, ", ")
	}
	return Definition{}, fault.Errorf(fault.Invalid, "kind %s takes the name of a definition as key; %s", kind, have)
}
