package vantage

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"maps"
	"net/netip"
	"slices"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
)

// Verify checks the signed statement in the record of an observation: that the key signed it, and that the observation says
// the same as the statement. The time may differ, because ours counts, and by it an answer may count for nothing; and where no
// connection came about, or less came than before, we may know more, see [closure.Filter] and [closure.Withhold].
func Verify(o observed.Observation, public ed25519.PublicKey) error {
	t := o.Attested
	if t == nil {
		return errors.New("the observation carries no signed statement")
	}
	signature, err := base64.StdEncoding.DecodeString(t.Signature)
	if err != nil || t.Key != keyID(public) || !genuine(public, purposeAnswer, []byte(t.Statement), signature) {
		return errors.New("the signature is not that of the key")
	}
	var s Statement
	if err := decode([]byte(t.Statement), &s); err != nil {
		return err
	}
	said := s.Observation
	switch {
	case o.Reason == observed.ReasonFiltered && said.Reason == observed.ReasonTimeoutConnect && o.Verdict == observed.Closed:
		reread(&said, probe.Unsure(observed.ReasonTimeoutConnect), probe.Closed(observed.ReasonFiltered))
	case o.Reason == observed.ReasonWithheld && said.Verdict == observed.Open && slices.Contains(slices.Collect(maps.Values(said.Facets)), probe.Unsure(observed.ReasonWithheld)):
		reread(&said, probe.Open(), probe.Unsure(observed.ReasonWithheld))
	}
	switch {
	case s.Vantage != o.Vantage || said.Vantage != o.Vantage:
		return errors.New("the statement is from another vantage point")
	case said.Kind != o.Kind || said.Version != o.Version || said.Target != o.Target || said.PlanHash != o.PlanHash ||
		said.Asker != o.Asker:
		return errors.New("the statement is about another probe")
	case said.Result() != o.Result() || said.Local != o.Local && (said.Local || o.Verdict == observed.Open) || said.Status != o.Status || said.Peer != o.Peer || said.Key != o.Key ||
		said.AnswerMAC != o.AnswerMAC || said.Bytes != o.Bytes || said.Retarget != o.Retarget ||
		!maps.Equal(said.Facets, o.Facets) || !maps.Equal(said.Headers, o.Headers) || !maps.Equal(said.Identity, o.Identity):
		return errors.New("the observation is not what was signed")
	}
	return nil
}

// reread replaces the result of facets in a statement by what the record makes of it.
func reread(said *observed.Observation, was, is observed.FacetResult) {
	said.Facets = maps.Clone(said.Facets)
	for name, f := range said.Facets {
		if f == was {
			said.Facets[name] = is
		}
	}
	said.Summarise()
}

// genuine reports whether the signature is that of the key, over purpose and statement.
func genuine(public ed25519.PublicKey, purpose string, statement, signature []byte) bool {
	return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, append([]byte(purpose), statement...), signature)
}

// decodeSigned reads a signed answer and checks its signature.
func decodeSigned(b []byte, purpose string, public ed25519.PublicKey) (signed, error) {
	var s signed
	if len(b) > maxAnswer {
		return s, errMalformed
	}
	if err := decode(b, &s); err != nil {
		return s, err
	}
	if s.Key != keyID(public) {
		return s, errors.New("another key signed it")
	}
	if !genuine(public, purpose, s.Statement, s.Signature) {
		return s, errors.New("the signature is wrong")
	}
	return s, nil
}

// expected is what an answer has to match.
type expected struct {
	name, nonce, request string
	plan                 probe.Plan
	requester            string   // as our own prober names itself: the agent probes under our name
	facets               []string // every facet that the kind may have
	now                  time.Time
	canary               string // the name by which it has to show that names are found there; "" for none
}

// check decides whether a statement answers our job. It trusts nothing that it can compute itself, and accepts nothing that a
// prober of our own could not have written.
func (e expected) check(s Statement) error {
	o := s.Observation
	switch {
	case s.Protocol != Protocol:
		return errors.New("it speaks another version of the protocol")
	case s.Vantage != e.name || o.Vantage != e.name:
		return errors.New("it goes by another name than in the configuration")
	case s.Nonce != e.nonce || s.Request != e.request:
		return errors.New("it answers another request")
	case e.now.Sub(s.Issued).Abs() > maxSkew || s.Issued.Sub(o.Started).Abs() > maxSkew:
		return errors.New("its clock differs by more than two minutes")
	case o.Kind != e.plan.Kind || o.Version != e.plan.Version || o.Target != e.plan.Target || o.PlanHash != e.plan.Hash:
		return errors.New("it answers for another probe")
	case o.Asker != e.requester:
		return errors.New("it probed under another name")
	case saysGone(o) != (s.Witness != "") || s.Witness != "" && s.Witness != e.canary:
		return errors.New("it says that a name is gone, and not that it found ours")
	case o.Attested != nil:
		return errors.New("it passes on the statement of another agent")
	}
	if err := e.verdicts(o); err != nil {
		return err
	}
	return checkShape(o)
}

var reasonForm = pattern.New(`^[a-z0-9_]{1,40}$`)

// verdicts checks each facet, and their summary, by the rules that bind our own kinds.
func (e expected) verdicts(o observed.Observation) error {
	wrong := errors.New("its verdict does not follow from its reasons")
	if len(o.Facets) == 0 {
		return wrong
	}
	for name, f := range o.Facets {
		if !slices.Contains(e.facets, name) || !reasonForm.MatchString(string(f.Reason)) {
			return wrong
		}
		switch f.Verdict {
		case observed.Closed:
			if f != probe.Closed(f.Reason) {
				return wrong
			}
		case observed.Open, observed.Inconclusive:
			if f.Strength != observed.NoStrength || f.Verdict == observed.Inconclusive && f.Reason == observed.ReasonOpen {
				return wrong
			}
		default:
			return wrong
		}
	}
	again := o
	again.Summarise()
	if again.Result() != o.Result() || (o.Local && o.Verdict != observed.Inconclusive) {
		return wrong
	}
	return nil
}

const (
	maxEntries  = 16
	maxReceived = 16 << 20 // bytes; far more than the limits of a prober allow
	maxWord     = 100      // bytes of a value, as in the records of our own prober
)

var sealForm = pattern.New(`^([0-9a-f]{64})?$`) // as seals and keys are written

// checkShape refuses an observation with fields in which content could hide: an agent that was taken over must not be able to
// put personal data into our records.
func checkShape(o observed.Observation) error {
	wrong := errors.New("it holds fields or values that no observation has")
	if len(o.Headers) > maxEntries || len(o.Identity) > maxEntries || o.Status < 0 || o.Status > 999 ||
		o.Boot != "" || o.UpMs != 0 || o.ClockJumped || o.Elsewhere || o.Bytes < 0 || o.Bytes > maxReceived || o.RTTMs < 0 || o.RTTMs > time.Hour.Milliseconds() ||
		!visible(o.Retarget, 2048) || !sealForm.MatchString(o.AnswerMAC) || !sealForm.MatchString(o.Key) {
		return wrong
	}
	for name := range o.Headers {
		if !probe.IsStable(name) {
			return wrong
		}
	}
	for _, m := range []map[string]string{o.Headers, o.Identity} {
		for name, value := range m {
			if name == "" || !visible(name, 64) || !visible(value, maxWord) {
				return wrong
			}
		}
	}
	// The zone of an IPv6 address is free text, so it may not have one.
	if at, err := netip.ParseAddrPort(o.Peer); o.Peer != "" && (err != nil || at.Addr().Zone() != "" || len(o.Peer) > maxWord) {
		return wrong
	}
	return nil
}

// visible reports whether s is printable ASCII of at most limit bytes.
func visible(s string, limit int) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= limit
}
