// Package byhand says how anybody sees without us what a probe sees: one command that takes no secret and fetches nothing of what is
// exposed, and what its answer holds while the asset is open, and once it is closed. Issues print it, and docs/probes.md, from one table.
//
// The command is made from the plan of the probe, so both ask the same of the same address.
package byhand

import (
	"net"
	"net/http"
	"regexp"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/templates"
)

// Row is the command of one kind.
type Row struct {
	// Facet is the step of the plan that is repeated; "" is the first one that asks something.
	Facet string
	// Command is for a kind that takes a tool of its own; it holds {host}, {port}, {path}, {key} and {address}. "" is made from the step.
	Command string
	Status  bool // the answer is a status alone: the body, which may be what is exposed, is thrown away
	Trust   bool // certificates are not checked, as the probe does not
	// Open and Closed are what the answer holds; one of them is enough.
	Open, Closed []string
	Tool         string // that is needed; "" is curl
	None         string // why there is no command
}

// Of returns the row of a kind. ok is false for one that has none.
func Of(kind string) (r Row, ok bool) {
	r, ok = rows()[kind]
	return r, ok
}

// refused is what curl says where no connection comes about.
const refused = "Failed to connect"

// For returns the command of an asset. Without a plan, or where the address holds what no shell should see, there is none.
func For(a *disclosure.Asset, plan *probe.Plan) templates.Look {
	r, ok := rows()[a.Kind]
	if !ok || plan == nil || r.None != "" {
		return templates.Look{}
	}
	step, ok := r.step(plan)
	if !ok {
		return templates.Look{}
	}
	look := templates.Look{Command: r.command(a, step), Open: r.Open, Closed: r.Closed}
	if e := a.Expect; e != nil && step.URL != nil {
		look.Open, look.Closed = statuses(e.Open, r.Open), statuses(e.Closed, r.Closed)
	}
	if look.Command == "" {
		return templates.Look{}
	}
	return look
}

// step is the step of the plan that a person repeats: of several of its facet the last one that is no control, which the address shows.
func (r Row) step(plan *probe.Plan) (*probe.Step, bool) {
	for i := range plan.Steps {
		s := &plan.Steps[i]
		switch {
		case r.Facet != "" && s.Facet != r.Facet:
			continue
		case s.URL != nil && r.Status && !strings.HasPrefix(plan.Target, s.URL.String()) && s.URL.String() != plan.Target:
			continue // a path that the site cannot have
		}
		return s, true
	}
	for i := range plan.Steps {
		if s := &plan.Steps[i]; r.Facet == "" || s.Facet == r.Facet {
			return s, true
		}
	}
	return nil, false
}

// command writes the command of a step.
func (r Row) command(a *disclosure.Asset, s *probe.Step) string {
	switch {
	case r.Command != "":
		return r.own(a, s)
	case s.URL != nil:
		return r.web(s)
	default:
		return r.talk(s)
	}
}

// web repeats a request over HTTP.
func (r Row) web(s *probe.Step) string {
	words := []string{"curl", "-sS", "-m", "20"}
	if r.Trust && s.URL.Scheme == "https" {
		words = append(words, "-k")
	}
	switch {
	case s.Method == http.MethodHead:
		words = append(words, "-I")
	case s.Method != http.MethodGet && len(s.Payload) == 0:
		words = append(words, "-X", s.Method)
	}
	for _, name := range sortedKeys(s.Header) {
		if name == "Range" {
			continue
		}
		words = append(words, "-H", quote(name+": "+s.Header[name]))
	}
	if len(s.Payload) > 0 {
		words = append(words, "-d", quote(string(s.Payload)))
	}
	if r.Status {
		words = append(words, "-o", "/dev/null")
	}
	return strings.Join(append(words, "-w", `'\nHTTP %{http_code}\n'`, quote(s.URL.String())), " ")
}

// talk repeats bytes over TCP. The pause keeps the connection until the answer is there.
func (r Row) talk(s *probe.Step) string {
	if s.Address == "" || s.TLS || !plainText(s.Request) || !safe(s.Address) {
		return ""
	}
	text := strings.NewReplacer("\\", `\\`, "%", "%%", "'", `'\''`, "\r", `\r`, "\n", `\n`).Replace(string(s.Request))
	return "(printf '" + text + "'; sleep 2) | curl -sS -m 20 telnet://" + s.Address
}

// own fills the command of a tool.
func (r Row) own(a *disclosure.Asset, s *probe.Step) string {
	address := s.Address
	if s.URL != nil {
		address = s.URL.Host
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		host, port = address, ""
	}
	_, rest, _ := strings.Cut(a.Target, "://")
	name, path, _ := strings.Cut(rest, "/")
	if host == "" || s.Address == "our name server" {
		host, port, err = net.SplitHostPort(name)
		if err != nil {
			host = name
		}
	}
	fill := map[string]string{"{host}": host, "{port}": port, "{path}": path, "{key}": a.Key, "{address}": net.JoinHostPort(host, port), "{user}": orElse(a.Key, "postgres"), "{db}": orElse(path, "postgres")}
	out := r.Command
	for name, value := range fill {
		if !strings.Contains(out, name) {
			continue
		}
		if !safe(value) {
			return ""
		}
		out = strings.ReplaceAll(out, name, value)
	}
	return out
}

func orElse(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// statuses are the statuses of a clause as the command prints them, else what the row says.
func statuses(m *disclosure.Match, row []string) []string {
	if m == nil || len(m.Status) == 0 {
		return row
	}
	var out []string
	for _, s := range m.Status {
		out = append(out, "HTTP "+itoa(s))
	}
	return out
}

// safeForm is what may stand in a command without quotes: no blank and nothing that a shell acts upon.
var safeForm = regexp.MustCompile(`^[A-Za-z0-9.:_=,@%+/\[\]-]*$`)

func safe(s string) bool { return safeForm.MatchString(s) && !strings.HasPrefix(s, "-") }

// quote puts a text into quotes for a shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// plainText reports whether bytes can be typed.
func plainText(b []byte) bool {
	for _, c := range b {
		if c != '\r' && c != '\n' && c != '\t' && (c < ' ' || c > '~') {
			return false
		}
	}
	return len(b) > 0
}
