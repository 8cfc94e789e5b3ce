package probe

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/target"
)

// Plan returns what a probe of t would send, byte for byte. It sends nothing.
func (p *Prober) Plan(t target.Target) (Plan, error) {
	kind, t, err := p.prepare(t)
	if err != nil {
		return Plan{}, err
	}
	return p.plan(kind, t)
}

// planBytes is enough for the text of most plans.
const planBytes = 512

// plan builds the plan of a prepared target, and its hash. The hash covers kind, version and the bytes on the wire, but not the
// notes: better words must not invalidate an approval, a changed byte has to.
func (p *Prober) plan(kind Kind, t target.Target) (Plan, error) {
	steps, err := kind.Plan(t)
	if err != nil {
		return Plan{}, err
	}
	steps = append(steps, p.neighbours(kind, t, steps)...)
	plan := Plan{Kind: kind.Name(), Version: kind.Version(), Target: t.Target, Steps: steps}
	plan.Text = append(strconv.AppendQuote(make([]byte, 0, planBytes), plan.Kind), ' ')
	plan.Text = append(strconv.AppendInt(plan.Text, int64(plan.Version), 10), '\n')
	env := p.envs[kind.Name()]
	for i := range steps {
		scheme, err := env.render(&steps[i], t)
		if err != nil {
			return Plan{}, err
		}
		plan.Text = append(strconv.AppendQuote(plan.Text, steps[i].Facet), ' ')
		plan.Text = append(strconv.AppendQuote(plan.Text, scheme), ' ')
		plan.Text = append(strconv.AppendQuote(plan.Text, string(steps[i].Request)), '\n')
	}
	sum := sha256.Sum256(plan.Text)
	plan.Hash = string(hex.AppendEncode(make([]byte, 0, 2*len(sum)), sum[:]))
	return plan, nil
}

// render fills in the bytes of an HTTP step, and returns the transport of the step for the hash of the plan. The bytes of HTTP
// name their host; those of TCP do not, so there the transport includes the address.
func (e *Env) render(s *Step, t target.Target) (string, error) {
	if s.URL == nil {
		// A TLS handshake consists of random bytes, so a step that is nothing else has no bytes to show.
		silent := len(s.Request) == 0
		if s.Address == "" || silent && !s.TLS && !s.ConnectOnly || s.ConnectOnly && !silent {
			return "", fault.Errorf(fault.Invalid, "%s cannot be probed: the plan of kind %s has an empty step", t.Target, t.Kind)
		}
		if s.ConnectOnly {
			return "connect " + s.Address, nil
		}
		if s.TLS {
			return "tls " + s.Address, nil
		}
		return "tcp " + s.Address, nil
	}
	r := Request{Method: s.Method, URL: s.URL, Header: s.Header, Payload: s.Payload, Case: t.Case}
	var err error
	if s.Request, err = e.wire(r, s.URL); err != nil {
		return "", fault.Errorf(fault.Invalid, "%s cannot be probed: %w", t.Target, err)
	}
	return s.URL.Scheme, nil
}
