package probe

import (
	"context"
	"net/http"
	"net/url"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/target"
)

// StepOtherWay is the name of the step with which the other way to a site begins.
const StepOtherWay = "other_way"

// BothWays is a kind whose targets are web addresses, over http and over https: a site may close one and leave the other open. An
// address that names its port is asked as it stands. The facets of the other way have names of their own.
type BothWays struct{ ReadableKind }

// Info implements [Kind].
func (k BothWays) Info() Info {
	i := k.ReadableKind.Info()
	i.Sends += "; where the address names no port, the same over the other of http and https"
	for _, facet := range i.Facets {
		i.Facets = append(i.Facets, facet+overPlain, facet+overTLS)
	}
	return i
}

// What the names of facets end in when they are those of the other way.
const (
	overPlain = "_plain"
	overTLS   = "_tls"
)

// otherWay returns the target with the other scheme, and what the names of its facets end in; ok is false where there is none.
func otherWay(t target.Target) (other target.Target, at *url.URL, ending string, ok bool) {
	u, err := target.ParseAddress(t.Target)
	if err != nil || u.Port() != "" {
		return t, nil, "", false
	}
	at, ending = new(*u), overPlain
	if at.Scheme = "http"; u.Scheme == "http" {
		at.Scheme, ending = "https", overTLS
	}
	t.Target = at.String()
	return t, at, ending, true
}

// Plan implements [Kind].
func (k BothWays) Plan(t target.Target) ([]Step, error) {
	steps, err := k.ReadableKind.Plan(t)
	other, at, ending, ok := otherWay(t)
	if err != nil || !ok {
		return steps, err
	}
	again, err := k.ReadableKind.Plan(other)
	if err != nil || len(again) == 0 {
		return steps, err
	}
	head := Request{Method: http.MethodHead, URL: at}.Step(again[0].Facet+ending, "the other way to the site: the status only, and whether it leads to the first one")
	head.Words = StepOtherWay
	steps = append(steps, head)
	for _, s := range again {
		s.Words = s.Name()
		s.Facet += ending
		s.Note = "the same that way, only if it does not lead to the first one; " + s.Note
		steps = append(steps, s)
	}
	return steps, nil
}

// Run implements [Kind]. What the other way shows is kept where it is open, or as shut as the first way. Anything less says nothing
// about what was found, since most sites have one way only; but a way that was open stays open until an answer shuts it.
func (k BothWays) Run(ctx context.Context, env *Env, t target.Target) observed.Observation {
	o := k.ReadableKind.Run(ctx, env, t)
	other, at, ending, ok := otherWay(t)
	if !ok || o.Local {
		return o
	}
	first := o
	first.Summarise()
	for facet, r := range k.runOther(ctx, env, other, at, &o) {
		if r.Reason == "" { // it leads to the first way
			r = first.Facets[facet]
			if r.Verdict == observed.Open {
				continue
			}
		}
		shut := first.Verdict == observed.Closed && r.Verdict == observed.Closed && (first.Strength == observed.Weak || r.Strength == observed.Strong)
		if r.Verdict == observed.Open || shut {
			o.Facets[facet+ending] = r
		}
	}
	return o
}

// runOther asks the other way. A result without a reason stands for a way that leads to the first one.
func (k BothWays) runOther(ctx context.Context, env *Env, t target.Target, at *url.URL, o *observed.Observation) map[string]observed.FacetResult {
	results := map[string]observed.FacetResult{}
	head := env.Exchange(ctx, Request{Method: http.MethodHead, URL: at, Case: t.Case})
	switch {
	case head.Fault != nil && head.Status == 0:
		for facet := range o.Facets {
			results[facet] = faultResult(head.Fault)
		}
	case head.Location != nil && head.Location.Host == at.Host && head.Location.Scheme != at.Scheme && SamePlace(at, head.Location):
		for facet := range o.Facets {
			results[facet] = observed.FacetResult{}
		}
	default:
		second := k.ReadableKind.Run(ctx, env, t)
		o.Bytes += second.Bytes
		if o.Peer == "" {
			o.Peer = second.Peer
		}
		results = second.Facets
	}
	return results
}

// SamePlace reports whether two addresses have the same path and query.
func SamePlace(a, b *url.URL) bool {
	return a.EscapedPath() == b.EscapedPath() && a.RawQuery == b.RawQuery
}
