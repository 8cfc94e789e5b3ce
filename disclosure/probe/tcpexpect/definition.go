package tcpexpect

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
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
	name    string
	hash    string
	over    string
	send    []byte            // over TCP, or the body of a POST
	oneLine bool              // over TCP: the first line is the answer
	method  string            // over HTTP
	headers map[string]string // likewise, sent
	path    string            // likewise, escaped
	query   string
	reason  observed.Reason // of a closed answer over TCP
	open    []clause        // the first match of the three lists decides
	closed  []clause
	unsure  []clause
	ports   []uint16 // over HTTP, those whose root is asked with it when the kind is not named
	words   map[string]json.RawMessage
	own     *own // what makes it a kind of its own; nil for one that assets name by their key
}

// written is a definition in its JSON form. docs/definitions.md describes it.
type written struct {
	Name    string            `json:"name"`
	Over    string            `json:"over"`
	Note    string            `json:"note"` // for people who read the file
	Send    string            `json:"send"`
	Lines   int               `json:"lines"`
	Method  string            `json:"method"`
	Headers map[string]string `json:"headers"`
	Path    string            `json:"path"`
	Ports   []uint16          `json:"ports"`
	Reason  observed.Reason   `json:"reason"`
	Open    []match           `json:"open"`
	Closed  []match           `json:"closed"`
	Unsure  []match           `json:"unsure"`
	Kind    *own              `json:"kind"`
	// Words say in each language what the service is, for messages. This package keeps them and does not read them.
	Words map[string]json.RawMessage `json:"words"`
}

//go:embed shipped/*.json
var files embed.FS

// Shipped returns the definitions that come with the bot, sorted by name. They are read once.
func Shipped() ([]Definition, error) {
	defs, err := shipped()
	return slices.Clone(defs), err
}

var shipped = sync.OnceValues(readShipped) //nolint:gochecknoglobals // part of the program, read once

func readShipped() ([]Definition, error) {
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

// Parse reads a definition of a team. It refuses unknown fields: a clause with a typo in its name would otherwise be ignored.
func Parse(data []byte) (Definition, error) {
	d, err := parse(data)
	if err == nil && d.own != nil {
		err = fault.Errorf(fault.Invalid, "definition %s: only the built-in ones are kinds of their own; leave kind out", d.name)
	}
	return d, err
}

func parse(data []byte) (Definition, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var doc written
	if err := dec.Decode(&doc); err != nil || dec.More() {
		return Definition{}, fault.Errorf(fault.Invalid,
			"a definition is one JSON object with name, over, note, send, lines, method, headers, path, ports, reason, open, closed, unsure and words")
	}
	sum := sha256.Sum256(data)
	d := Definition{
		name: doc.Name, over: doc.Over, hash: hex.EncodeToString(sum[:hashBytes]), reason: doc.Reason, words: doc.Words, ports: doc.Ports,
		send: []byte(doc.Send), own: doc.Kind,
	}
	if !nameForm.MatchString(doc.Name) {
		return Definition{}, fault.Errorf(fault.Invalid, "the name of a definition consists of a-z, 0-9, - and _")
	}
	if len(doc.Send) > maxSend {
		return Definition{}, fault.Errorf(fault.Invalid, "definition %s: send may have %d bytes at most", doc.Name, maxSend)
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

var nameForm = pattern.New(`^[a-z0-9][a-z0-9_-]{0,39}$`)

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

// overTCP fills in a definition for TCP. The reason of a closed answer is configured, because TCP has no status.
func (d *Definition) overTCP(doc written) error {
	if doc.Path != "" || doc.Method != "" || len(doc.Headers) > 0 {
		return fault.Errorf(fault.Invalid, "path, method and headers are for http; over tcp, what is sent goes into send")
	}
	if doc.Lines < 0 || doc.Lines > 1 {
		return fault.Errorf(fault.Invalid, "lines is 1 where the first line is the whole answer, and left out else")
	}
	d.oneLine = doc.Lines == 1
	d.reason = cmp.Or(d.reason, observed.ReasonAccessDenied)
	if err := mayClose(d.reason); err != nil {
		return err
	}
	return d.clauses(doc, textClause)
}

// mayClose refuses a reason that a definition cannot give for a closed answer. resource_gone is not among the possible ones: no pattern
// can prove that.
func mayClose(r observed.Reason) error {
	switch r {
	case "", observed.ReasonAuthRequired, observed.ReasonAccessDenied, observed.ReasonGoneAmbiguous, observed.ReasonDeniedForUs:
		return nil
	default:
		return fault.Errorf(fault.Invalid,
			"the reason of a closed answer is auth_required, access_denied, resource_gone_ambiguous or denied_for_us")
	}
}

// mayDoubt refuses a reason that no answer can give for deciding nothing.
func mayDoubt(r observed.Reason) error {
	switch r {
	case "", observed.ReasonUnrecognised, observed.ReasonTokenWanted, observed.ReasonServerError:
		return nil
	default:
		return fault.Errorf(fault.Invalid, "the reason of an unsure answer is unrecognised, token_wanted or 5xx")
	}
}

// mayOpen refuses a reason of its own: an answer is open because it is.
func mayOpen(r observed.Reason) error {
	if r != "" {
		return fault.Errorf(fault.Invalid, "an open answer has no reason")
	}
	return nil
}

// overHTTP fills in a definition for HTTP. The path must not lead to another host.
func (d *Definition) overHTTP(doc written) error {
	if doc.Reason != "" || doc.Lines != 0 {
		return fault.Errorf(fault.Invalid, "reason and lines are for tcp; over http the status gives the reason, or the clause")
	}
	d.method = cmp.Or(doc.Method, http.MethodGet)
	if d.method != http.MethodGet && d.method != http.MethodPost || (d.method == http.MethodPost) != (doc.Send != "") {
		return fault.Errorf(fault.Invalid, "the method is GET, or POST with what it asks in send; it has to be a question, never an order")
	}
	for name := range doc.Headers {
		switch http.CanonicalHeaderKey(name) {
		case "Accept", "Accept-Language", "Content-Type", "Kbn-Xsrf", "X-Requested-With", "X-Ms-Version":
		case "Authorization":
			if d.own == nil || d.own.Login == probe.LoginNone {
				return fault.Errorf(fault.Invalid, "a definition signs in nowhere")
			}
		default:
			return fault.Errorf(fault.Invalid, "a probe does not send the header %s", name)
		}
	}
	d.headers = doc.Headers
	u, err := url.Parse(doc.Path)
	if err != nil || !strings.HasPrefix(doc.Path, "/") || u.Host != "" || u.Fragment != "" || len(doc.Path) > maxSend || strings.Contains(u.Path, token) {
		return fault.Errorf(fault.Invalid, "the path starts with one slash and has no fragment; %s stands in its query only", token)
	}
	d.path, d.query = u.EscapedPath(), u.RawQuery
	return d.clauses(doc, webClause)
}

// The lists of a definition, in the order in which they are asked.
const (
	inOpen   = "open"
	inClosed = "closed"
	inUnsure = "unsure"
)

// clauses compiles the lists. Neither of the first two may be missing, because an answer that is not open is not closed for that
// reason. A kind of its own says in its note why nothing closes it.
func (d *Definition) clauses(doc written, compile func(where string, m match) (clause, error)) error {
	for _, list := range []struct {
		name string
		from []match
		to   *[]clause
		may  func(observed.Reason) error
	}{{inOpen, doc.Open, &d.open, mayOpen}, {inClosed, doc.Closed, &d.closed, mayClose}, {inUnsure, doc.Unsure, &d.unsure, mayDoubt}} {
		needed := list.name == inOpen || list.name == inClosed && d.own == nil
		if needed && len(list.from) == 0 || len(list.from) > maxClauses {
			return fault.Errorf(fault.Invalid, "both open and closed are needed, and no list has more than %d clauses", maxClauses)
		}
		for _, m := range list.from {
			c, err := compile(list.name, m)
			if err == nil {
				err = list.may(m.Reason)
			}
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
