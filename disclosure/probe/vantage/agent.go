package vantage

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// MinToken is the shortest token that an agent accepts, in characters.
const MinToken = 20

// AgentOptions make an [Agent].
type AgentOptions struct {
	// Probe makes the prober of the agent. Kinds and Clock are required; Vantage, Identity, MACKey and Known are filled in.
	Probe   probe.Options
	Name    string // of this vantage point; the client has to expect it
	Version string // of Daylight
	Key     *Key
	Token   string
	// URL and From, if set, are the only identity under which this agent sends probes. A stolen token then cannot make it
	// speak in the name of somebody else.
	URL, From string
	OptIn     bool // kinds that do more than an anonymous first request may run too
	Parallel  int  // jobs at a time; 0 is 8
	PerMinute int  // jobs a minute; 0 is 60
	Logger    *slog.Logger
}

// Agent answers jobs. It is an [http.Handler] and safe for concurrent use. All that it keeps is nonces, for minutes.
type Agent struct {
	o       AgentOptions
	clock   func() time.Time
	about   map[string]int
	optIn   map[string]bool
	token   [sha256.Size]byte
	slots   chan struct{}
	nonces  *nonceCache
	started time.Time
	mux     *http.ServeMux
	prober  *probe.Prober // without an identity: it only looks names up
}

// NewAgent returns an agent.
func NewAgent(o AgentOptions) (*Agent, error) {
	switch {
	case o.Key == nil:
		return nil, fault.Errorf(fault.Invalid, "an agent needs a key to sign with")
	case len(o.Token) < MinToken:
		return nil, fault.Errorf(fault.Invalid, "the token has to have %d characters at least", MinToken)
	case !ValidName(o.Name):
		return nil, fault.Errorf(fault.Invalid, "the name of a vantage point consists of letters, digits, dots, hyphens and underscores, 40 at most")
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
		slots: make(chan struct{}, o.Parallel), nonces: newNonceCache(o.PerMinute), started: o.Probe.Clock(), mux: http.NewServeMux(),
		prober: p,
	}
	for _, k := range p.Describe() {
		a.about[k.Name], a.optIn[k.Name] = k.Version, k.OptIn
	}
	a.mux.HandleFunc("POST "+pathProbe, a.probe)
	a.mux.HandleFunc("GET "+pathAbout, a.describe)
	return a, nil
}

// ServeHTTP answers one request. Without the token it reads nothing and tells nothing.
func (a *Agent) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	given := sha256.Sum256([]byte(token)) // hashes have equal lengths, so the comparison takes the same time for every token
	if subtle.ConstantTimeCompare(given[:], a.token[:]) != 1 || !ok {
		h.Set("Connection", "close")
		_ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0)) // in the past: the rest of the request is not waited for
		reject(w, http.StatusUnauthorized, codeToken, "the token is not that of this agent")
		return
	}
	a.mux.ServeHTTP(w, r)
}

// reject answers a request that is not run. The message is our own text, never that of the request.
func reject(w http.ResponseWriter, status int, code, message string) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(rejection{code, message}) // a client that hung up needs no answer
}

// canaryTimeout is how long the canary is looked for when the agent describes itself.
const canaryTimeout = 5 * time.Second

// describe answers which kinds the agent knows, in which versions, what time it has, and whether it finds the canary.
func (a *Agent) describe(w http.ResponseWriter, r *http.Request) {
	nonce := r.URL.Query().Get("nonce")
	if !goodNonce(nonce) {
		reject(w, http.StatusBadRequest, codeInvalid, "a nonce of 32 hex digits is needed")
		return
	}
	about := About{
		Protocol: Protocol, Version: a.o.Version, Vantage: a.o.Name, Nonce: nonce, Time: a.clock().UTC(), Kinds: a.about,
	}
	if canary := r.URL.Query().Get("canary"); canary != "" {
		if !goodName(canary) {
			reject(w, http.StatusBadRequest, codeInvalid, "the canary is not the name of a host")
			return
		}
		within, cancel := context.WithTimeout(r.Context(), canaryTimeout)
		defer cancel()
		about.Canary, about.Finds = canary, a.prober.Finds(within, canary)
	}
	a.answer(w, purposeAbout, about)
}

func (a *Agent) answer(w http.ResponseWriter, purpose string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		reject(w, http.StatusInternalServerError, codeInvalid, "the answer could not be written")
		return
	}
	_ = json.NewEncoder(w).Encode(a.o.Key.sign(purpose, b)) // a client that hung up needs no answer
}

// probe runs one job. The log gets nothing of it but the kind and how it ended.
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
		Witness: witness(j, o),
	})
}

// admit decides whether a job is run, before anything is done for it. An empty code means yes.
func (a *Agent) admit(j Job) (status int, code, message string) {
	now := a.clock()
	version, known := a.about[j.Kind]
	switch {
	case now.Sub(j.At).Abs() > maxSkew, j.At.Before(a.started.Truncate(time.Second)):
		// A restart forgets all nonces, so a request from before it could be a replay.
		return http.StatusConflict, codeStale, "the clocks differ by more than two minutes, or the request is older than this agent"
	case !known || version != j.Version:
		return http.StatusUnprocessableEntity, codeKind, "this agent does not know this kind in this version: see /v1/about"
	case a.optIn[j.Kind] && !a.o.OptIn:
		return http.StatusForbidden, codeOptIn, "this agent runs no kinds that are opt-in"
	case a.o.URL != "" && j.Identity.URL != a.o.URL, a.o.From != "" && j.Identity.From != a.o.From:
		return http.StatusForbidden, codeIdentity, "this agent does not probe under this name"
	}
	switch code := a.nonces.take(j.Nonce, now); code {
	case codeReplay:
		return http.StatusConflict, code, "this request came before"
	case codeBusy:
		return http.StatusServiceUnavailable, code, "too many jobs in this minute"
	}
	return 0, "", ""
}

// run probes the asset. Both sides compute the plan, and the agent runs only a plan with the hash that the client expects: it
// cannot be made to send other bytes than those that were approved. A refusal of the guard is an observation too.
func (a *Agent) run(r *http.Request, j Job) (o observed.Observation, status int, code, message string) {
	opts := a.o.Probe
	opts.Known = func(context.Context) []string { return []string{j.Canary} }
	opts.Identity = probe.Identity{Version: j.Identity.Version, URL: j.Identity.URL, From: j.Identity.From}
	p, err := probe.New(opts)
	if err != nil {
		return o, http.StatusBadRequest, codeIdentity, "the identity cannot be sent"
	}
	plan, err := p.Plan(j.target())
	if err != nil {
		return o, http.StatusUnprocessableEntity, codeTarget, "the target cannot be probed"
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

// witness is the name that was found while that of the asset was not. Without it the prober has not said that a name is gone.
func witness(j Job, o observed.Observation) string {
	if saysGone(o) {
		return j.Canary
	}
	return ""
}

// saysGone reports whether an observation says that a name is gone.
func saysGone(o observed.Observation) bool {
	for _, f := range o.Facets {
		if f.Reason == observed.ReasonNameGone {
			return true
		}
	}
	return false
}

func (a *Agent) log(r *http.Request, kind, end string, began time.Time) {
	if _, known := a.about[kind]; !known {
		kind = "unknown" // text from outside does not go into the log
	}
	a.o.Logger.InfoContext(r.Context(), "job", "kind", kind, "end", end, "ms", a.clock().Sub(began).Milliseconds())
}

// ValidName reports whether a vantage point may have that name.
func ValidName(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && r != '.' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}
