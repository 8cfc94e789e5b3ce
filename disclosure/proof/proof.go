package proof

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/observed"
)

// Format names this form of the document.
const Format = "daylight closure proof 1"

// Proof is the document. Its fields are written in this order.
type Proof struct {
	Format string            `json:"format"`
	Case   disclosure.CaseID `json:"case"`
	Tool   string            `json:"tool"`       // version of Daylight that wrote it
	Key    string            `json:"public_key"` // Ed25519, 32 bytes in hex
	Assets []Asset           `json:"assets"`
}

// Asset is the closure of one asset in its newest episode.
type Asset struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	// Target is the defanged address. Where it is not public, TargetHMAC is the HMAC-SHA256 of the address in hex, with
	// a key that the team gives to whom it tells the address.
	Target      string  `json:"target,omitempty"`
	TargetHMAC  string  `json:"target_hmac_sha256,omitempty"`
	Episode     int     `json:"episode"`
	Rule        Rule    `json:"rule"`
	LastOpen    *Answer `json:"last_open"` // null: no probe of ours found it open
	FirstClosed string  `json:"first_closed"`
	// Closed is the event that concluded the closure. It happened after LastOpen and not after FirstClosed.
	Closed  Link     `json:"closed"`
	Answers []Answer `json:"answers"` // of the confirming run, in the order of the record
}

// Rule is the rule in force when the closure was confirmed.
type Rule struct {
	Strong   int    `json:"strong"`
	Over     string `json:"over"`
	MaxGap   string `json:"max_gap"`
	Vantages int    `json:"vantages"`
}

// Link is the place of an event in the hash chain of the case.
type Link struct {
	Seq  int    `json:"seq"`
	Hash string `json:"hash"` // SHA-256 in hex
}

// Answer is one observation, reduced to what carries the proof.
type Answer struct {
	Link
	Asked    string                          `json:"asked"`    // RFC 3339, UTC
	Recorded string                          `json:"recorded"` // likewise
	Kind     string                          `json:"kind"`
	Version  int                             `json:"version"` // of the kind
	PlanHash string                          `json:"plan_hash"`
	Tool     string                          `json:"tool"`
	Vantage  string                          `json:"vantage"`
	Verdict  observed.Verdict                `json:"verdict"`
	Strength observed.Strength               `json:"strength"`
	Reason   observed.Reason                 `json:"reason"`
	Facets   map[string]observed.FacetResult `json:"facets"`
	Local    bool                            `json:"local"`
	Jumped   bool                            `json:"clock_jumped,omitempty"`
	// Elsewhere says that a login was demanded in another network and with another key than before, so that the answer is a weak one.
	Elsewhere bool `json:"elsewhere,omitempty"`
}

// stampForm is how moments are written: RFC 3339 in UTC, always with milliseconds.
const stampForm = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampForm) }

// rule turns the words of the document back into the rule.
func (r Rule) rule() (closure.Rule, bool) {
	over, err1 := time.ParseDuration(r.Over)
	gap, err2 := time.ParseDuration(r.MaxGap)
	return closure.Rule{ClosureRule: disclosure.ClosureRule{
		Strong: r.Strong, Over: over, MaxGap: gap, Vantages: r.Vantages,
	}}, err1 == nil && err2 == nil
}

// observation turns an answer back into what the rule reads.
func (a *Answer) observation() (observed.Observation, bool) {
	at, err := time.Parse(stampForm, a.Asked)
	o := observed.Observation{Kind: a.Kind, Version: a.Version, Facets: a.Facets, Started: at, Vantage: a.Vantage, Local: a.Local, ClockJumped: a.Jumped, Elsewhere: a.Elsewhere}
	o.Summarise()
	for _, f := range a.Facets {
		if f.Strength == observed.Strong && !strong(f) {
			return o, false
		}
	}
	return o, err == nil && o.Result() == observed.FacetResult{Verdict: a.Verdict, Strength: a.Strength, Reason: a.Reason}
}

// strong reports whether a result says that the service itself turned a stranger away.
func strong(f observed.FacetResult) bool {
	switch f.Reason {
	case observed.ReasonAuthRequired, observed.ReasonAccessDenied, observed.ReasonResourceGone, observed.ReasonDenied, observed.ReasonAuthInFront:
		return f.Verdict == observed.Closed
	default:
		return false
	}
}
