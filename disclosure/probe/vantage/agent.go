package vantage

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// MinToken is the shortest token that an agent takes, in characters.
const MinToken = 20

// AgentOptions make an [Agent].
type AgentOptions struct {
	// Probe is how the agent asks. Kinds and Clock are required; Vantage, Identity and MACKey are filled in.
	Probe   probe.Options
	Name    string // of this place; the asker has to expect it
	Version string // of Daylight
	Key     *Key
	Token   string
	// URL and From, if set, are the only identity under which this agent asks, so that a stolen token cannot make it
	// speak in somebody else's name.
	URL, From string
	OptIn     bool // kinds that go further than a stranger's first question are asked too
	Parallel  int  // jobs at a time; 0 is 8
	PerMinute int  // jobs a minute; 0 is 60
	Logger    *slog.Logger
}

// Agent answers jobs. It is an [http.Handler], safe for concurrent use, and keeps nothing but nonces for minutes.
type Agent struct {
	o       AgentOptions
	clock   func() time.Time
	about   map[string]int
	optIn   map[string]bool
	token   [sha256.Size]byte
	slots   chan struct{}
	once    *once
	started time.Time
	mux     *http.ServeMux
}

// NewAgent returns an agent.
func NewAgent(o AgentOptions) (*Agent, error) {
	switch {
	case o.Key == nil:
		return nil, fault.Errorf(fault.Invalid, "an agent needs a key to sign with")
	case len(o.Token) < MinToken:
		return nil, fault.Errorf(fault.Invalid, "the token has to have %d characters at least", MinToken)
	case !ValidName(o.Name):
		return nil, fault.Errorf(fault.Invalid, "a vantage point is named by letters, digits, dots and hyphens, 40 at most")
	}
	if o.Parallel <= 0 {
		o.Parallel = 8
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	seal, err := o.Key.seal()
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the key for answer seals could not be derived: %w", err)
	}
	o.Probe.Vantage, o.Probe.MACKey, o.Probe.Identity = o.Name, seal, probe.Identity{}
	p, err := probe.New(o.Probe)
	if err != nil {
		return nil, err
	}
	a := &Agent{
		o: o, clock: o.Probe.Clock, about: map[string]int{}, optIn: map[string]bool{}, token: sha256.Sum256([]byte(o.Token)),
		slots: make(chan struct{}, o.Parallel), once: newOnce(o.PerMinute), started: o.Probe.Clock(), mux: http.NewServeMux(),
	}
	for _, k := range p.Describe() {
		a.about[k.Name], a.optIn[k.Name] = k.Version, k.OptIn
	}
	a.mux.HandleFunc("POST "+pathProbe, a.probe)
	a.mux.HandleFunc("GET "+pathAbout, a.describe)
	return a, nil
}

// ServeHTTP answers one request. Without the token nothing is read and nothing is told.
func (a *Agent) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	given := sha256.Sum256([]byte(token)) // equal lengths, whatever was sent
	if subtle.ConstantTimeCompare(given[:], a.token[:]) != 1 || !ok {
		h.Set("Connection", "close")
		_ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0)) // long past: the rest of the request is not waited for
		reject(w, http.StatusUnauthorized, codeToken, "the token is not that of this agent")
		return
	}
	a.mux.ServeHTTP(w, r)
}

func reject(w http.ResponseWriter, status int, code, message string) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(rejection{code, message}) // who hung up needs no answer
}

// describe says which kinds the agent knows, in which versions, and what time it has.
func (a *Agent) describe(w http.ResponseWriter, r *http.Request) {
	nonce := r.URL.Query().Get("nonce")
	if !goodNonce(nonce) {
		reject(w, http.StatusBadRequest, codeInvalid, "a nonce of 32 hex digits is needed")
		return
	}
	a.answer(w, purposeAbout, About{
		Protocol: Protocol, Version: a.o.Version, Vantage: a.o.Name, Nonce: nonce, Time: a.clock().UTC(), Kinds: a.about,
	})
}

func (a *Agent) answer(w http.ResponseWriter, purpose string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		reject(w, http.StatusInternalServerError, codeInvalid, "the answer could not be written")
		return
	}
	_ = json.NewEncoder(w).Encode(a.o.Key.sign(purpose, b)) // who hung up needs no answer
}

// probe takes one job. Of all that happens, the log gets the kind and how it ended.
func (a *Agent) probe(w http.ResponseWriter, r *http.Request) {
	began := a.clock()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJob))
	if err != nil {
		reject(w, http.StatusRequestEntityTooLarge, codeInvalid, "the request is too long or was cut off")
		return
	}
	j, code, err := decodeJob(body)
	if err != nil {
		a.log(r, "", code, began)
		reject(w, http.StatusBadRequest, code, err.Error())
		return
	}
	status, code, message := a.admit(j)
	if code == "" {
		select {
		case a.slots <- struct{}{}:
			defer func() { <-a.slots }()
		default:
			status, code, message = http.StatusServiceUnavailable, codeBusy, "too many jobs at a time"
		}
	}
	if code != "" {
		a.log(r, j.Kind, code, began)
		reject(w, status, code, message)
		return
	}
	o, status, code, message := a.run(r, j)
	if code != "" {
		a.log(r, j.Kind, code, began)
		reject(w, status, code, message)
		return
	}
	a.log(r, j.Kind, "answered", began)
	a.answer(w, purposeAnswer, Statement{
		Protocol: Protocol, Vantage: a.o.Name, Nonce: j.Nonce, Request: digest(body), Issued: a.clock().UTC(), Observation: o,
	})
}

// admit judges a job before anything is done for it.
func (a *Agent) admit(j Job) (status int, code, message string) {
	now := a.clock()
	version, known := a.about[j.Kind]
	switch {
	case now.Sub(j.At).Abs() > maxSkew, j.At.Before(a.started.Truncate(time.Second)):
		// Nonces are forgotten by a restart, so nothing from before it is taken.
		return http.StatusConflict, codeStale, "the clocks differ by more than two minutes, or the request is older than this agent"
	case !known || version != j.Version:
		return http.StatusUnprocessableEntity, codeKind, "this agent does not know this kind in this version: see /v1/about"
	case a.optIn[j.Kind] && !a.o.OptIn:
		return http.StatusForbidden, codeOptIn, "this agent asks no kinds that are opt-in"
	case a.o.URL != "" && j.Identity.URL != a.o.URL, a.o.From != "" && j.Identity.From != a.o.From:
		return http.StatusForbidden, codeIdentity, "this agent does not ask under this name"
	}
	switch code := a.once.take(j.Nonce, now); code {
	case codeReplay:
		return http.StatusConflict, code, "this request came before"
	case codeBusy:
		return http.StatusServiceUnavailable, code, "too many jobs in this minute"
	}
	return 0, "", ""
}

// run asks the asset. What the guard refuses is an observation as well.
func (a *Agent) run(r *http.Request, j Job) (o disclosure.Observation, status int, code, message string) {
	opts := a.o.Probe
	opts.Identity = probe.Identity{Version: j.Identity.Version, URL: j.Identity.URL, From: j.Identity.From}
	p, err := probe.New(opts)
	if err != nil {
		return o, http.StatusBadRequest, codeIdentity, "the identity cannot be sent"
	}
	plan, err := p.Plan(j.target()) //nolint:contextcheck // it writes requests down and sends none
	if err != nil {
		return o, http.StatusUnprocessableEntity, codeTarget, "the target cannot be asked"
	}
	if plan.Hash != j.Plan {
		return o, http.StatusUnprocessableEntity, codePlan, "this agent would send other bytes: run the same release on both sides"
	}
	o, err = p.Probe(r.Context(), j.target())
	switch fault.CodeOf(err) {
	case "", fault.Refused:
		return o, 0, "", ""
	default:
		return o, http.StatusServiceUnavailable, codeBusy, "the probe was stopped"
	}
}

func (a *Agent) log(r *http.Request, kind, end string, began time.Time) {
	if _, known := a.about[kind]; !known {
		kind = "unknown" // what a stranger calls it is not for the log
	}
	a.o.Logger.InfoContext(r.Context(), "job", "kind", kind, "end", end, "ms", a.clock().Sub(began).Milliseconds())
}

// ValidName reports whether a vantage point may have the name.
func ValidName(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && r != '.' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}
