package probe

import (
	"context"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/target"
)

// Scaffold is a [Kind] that reads each of its targets into one value, such as the endpoint of a service or the location of a bucket, and
// asks by that. It holds what kinds share, so that each of them only says what it sends and what the answers mean.
type Scaffold[T any] struct {
	Service target.Service // name and ports; and how targets are written, where Reads is nil
	Number  int            // the version of the classification
	About   Info           // without the ports, which are those of the service
	// Reads implements [Reader]; nil is what the service says.
	Reads func(raw string, explicit bool) (t target.Target, how string, err error)
	// Parse returns what a target names, or what is wrong with it. It does not touch the network.
	Parse func(t target.Target) (T, error)
	// Steps are the messages for a target, in order.
	Steps func(t target.Target, at T) []Step
	// Ask sends them and sets the verdict of each facet.
	Ask func(ctx context.Context, q *Inquiry, t target.Target, at T)
	// Observe, if not nil, stands in place of Ask, for kinds that build the observation themselves.
	Observe func(ctx context.Context, env *Env, t target.Target, at T) observed.Observation
}

var _ ReadableKind = Scaffold[target.Endpoint]{}

// Name implements [Kind].
func (s Scaffold[T]) Name() string { return s.Service.Kind }

// Version implements [Kind].
func (s Scaffold[T]) Version() int { return s.Number }

// Info implements [Kind].
func (s Scaffold[T]) Info() Info {
	i := s.About
	i.Ports = s.Service.Ports
	return i
}

// Read implements [Reader].
func (s Scaffold[T]) Read(raw string, explicit bool) (target.Target, string, error) {
	if s.Reads != nil {
		return s.Reads(raw, explicit)
	}
	return s.Service.Read(raw, explicit)
}

// Validate implements [Kind].
func (s Scaffold[T]) Validate(t target.Target) error {
	_, err := s.Parse(t)
	return err
}

// Plan implements [Kind].
func (s Scaffold[T]) Plan(t target.Target) ([]Step, error) {
	at, err := s.Parse(t)
	if err != nil {
		return nil, err
	}
	return s.Steps(t, at), nil
}

// Run implements [Kind].
func (s Scaffold[T]) Run(ctx context.Context, env *Env, t target.Target) observed.Observation {
	at, err := s.Parse(t)
	if err == nil && s.Observe != nil {
		return s.Observe(ctx, env, t, at)
	}
	q := env.Inquire(t)
	if err == nil { // Validate saw the same target; without a facet the observation is inconclusive
		s.Ask(ctx, q, t, at)
	}
	return q.Done()
}

// Single is a kind that is one question over HTTP and a table of what its answers mean.
type Single struct {
	Service target.Service
	Number  int
	About   Info   // with one facet
	Note    string // for the person who approves: what is read of the answer
	Login   Login
	// Request is the question, without the place to send it to.
	Request func(t target.Target) Request
	Path    func(t target.Target) (path, query string) // escaped
	Judge   func(Answer) observed.FacetResult
	// Identity is what an answer tells of the server, "" for nothing; nil where none does.
	Identity func(a Answer, r observed.FacetResult) (name, value string)
}

// Kind returns the kind.
func (s Single) Kind() Kind {
	facet := s.About.Facets[0]
	request := func(t target.Target, at target.Endpoint) Request {
		r := s.Request(t)
		path, query := s.Path(t)
		r.URL, r.AnyCertificate, r.EitherWay = at.URL(path, query), true, true
		return r
	}
	return Scaffold[target.Endpoint]{
		Service: s.Service, Number: s.Number, About: s.About, Parse: s.Service.At,
		Steps: func(t target.Target, at target.Endpoint) []Step {
			step := request(t, at).Step(facet, s.Note)
			step.Login = s.Login
			return EitherWay([]Step{step})
		},
		Ask: func(ctx context.Context, q *Inquiry, t target.Target, at target.Endpoint) {
			a := q.Exchange(ctx, facet, request(t, at), s.Judge)
			if s.Identity != nil {
				q.Identify(s.Identity(a, q.Get(facet)))
			}
		},
	}
}

// EitherWay returns the steps, and once more those in plain, within TLS: somebody may put TLS on a port that had none, with or without
// demanding anything of a stranger.
func EitherWay(steps []Step) []Step {
	out := steps
	for _, s := range steps {
		if s.URL != nil && s.URL.Scheme == "http" {
			s.URL = secured(s.URL)
		} else if s.URL != nil || s.TLS {
			continue
		}
		s.TLS = s.URL == nil
		s.Note = "the same within TLS, only where the port speaks that now; " + s.Note
		out = append(out, s)
	}
	return out
}

// httpOnTLS begins what servers write to somebody who speaks HTTP to a port that speaks TLS.
var httpOnTLS = [...]string{"client sent an http request to an https server", "the plain http request was sent to https port", "you're speaking plain http to an ssl-enabled server port"}

// wantsTLS reports whether an answer says that the port speaks TLS, or breaks off as such a port does. Anything in front may say
// so, so it decides nothing: the question is asked again.
func wantsTLS(a Answer) bool {
	if a.URL == nil || a.URL.Scheme != "http" {
		return false
	}
	if a.Fault != nil {
		return speaksOtherwise(a.Fault)
	}
	if a.Status != http.StatusBadRequest {
		return false
	}
	low := strings.ToLower(string(a.Body))
	for _, words := range httpOnTLS {
		if strings.Contains(low, words) {
			return true
		}
	}
	return false
}

// TalkEitherWay is [Inquiry.Talk]. Where what answers does not speak the protocol in plain, it is asked the same within TLS, and that
// decides if there is any.
func (q *Inquiry) TalkEitherWay(ctx context.Context, call Call, f func(ctx context.Context, c *Conn) error, facets ...string) {
	first := q.env.Talk(ctx, call, f)
	q.again(ctx, call, first, !call.TLS && speaksOtherwise(first.Fault), true, f, facets)
}

// TalkFirst is [Inquiry.Talk] with f. Where what answers does not understand that, it is asked by g on a connection of its own.
func (q *Inquiry) TalkFirst(ctx context.Context, call Call, f, g func(ctx context.Context, c *Conn) error, facets ...string) {
	within, cancel := context.WithTimeout(ctx, q.env.limits.Total/3)
	defer cancel()
	first := q.env.Talk(within, call, f)
	silent := first.Fault != nil && first.Fault.Reason == observed.ReasonTimeoutRead
	q.again(ctx, call, first, silent || speaksOtherwise(first.Fault), call.TLS, g, facets)
}

// again holds a second conversation where the first left a facet without a verdict, and it may bring one.
func (q *Inquiry) again(ctx context.Context, call Call, t CallResult, may, secure bool, f func(ctx context.Context, c *Conn) error, facets []string) {
	t.recordIn(&q.o)
	if may && !q.known(facets) {
		call.TLS = secure
		second := q.env.Talk(ctx, call, f)
		if q.known(facets) || second.Fault != nil && second.Fault.ClientCertificate {
			second.recordIn(&q.o)
			t = second
		}
	}
	q.SetRemaining(t.Fault, facets...)
}

// known reports whether any of facets has a verdict.
func (q *Inquiry) known(facets []string) bool {
	for _, name := range facets {
		if _, ok := q.o.Facets[name]; ok {
			return true
		}
	}
	return false
}

// speaksOtherwise reports whether a conversation ended as it does where the other side waits for TLS.
func speaksOtherwise(f *dial.Fault) bool {
	if f == nil {
		return false
	}
	switch f.Reason {
	case observed.ReasonReset, observed.ReasonEOF, observed.ReasonUnrecognised, observed.ReasonTLSError:
		return true
	default:
		return false
	}
}
