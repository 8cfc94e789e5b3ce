package proof

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/observed"
)

// Options say how a proof is made.
type Options struct {
	Tool   string
	Public ed25519.PublicKey
	// Salt returns the key under which an asset's address is hidden; nil writes the defanged addresses.
	Salt func(asset string) []byte
	Hash func(seq int) [32]byte // of an event in the chain of the case
}

// Build makes the proof of a case's closure. It is refused while an asset is not closed by our own probes.
func Build(c *disclosure.Case, events []disclosure.Event, present closure.Rule, o Options) (Proof, error) {
	p := Proof{Format: Format, Case: c.ID, Tool: o.Tool, Key: hex.EncodeToString(o.Public)}
	if len(c.Assets) == 0 {
		return p, fault.Errorf(fault.Refused, "%s has no asset: there is no closure to prove", c.ID)
	}
	if dropped := c.DroppedOpen(); len(dropped) > 0 {
		return p, fault.Errorf(fault.Refused, "%s of %s was dropped while it was open: what is left is no closure of the case", dropped[0].ID, c.ID)
	}
	for i := range c.Assets {
		a := &c.Assets[i]
		if a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified {
			return p, fault.Errorf(fault.Refused,
				"%s of %s is %s: only a closure that our own probes confirmed can be proven", a.ID, c.ID, strings.ReplaceAll(string(a.Exposure), "_", " "))
		}
		if a.Closure.LastOpen.IsZero() {
			return p, fault.Errorf(fault.Refused, "%s of %s was never seen open by our own probes: there is no closure to prove", a.ID, c.ID)
		}
		out, ok := build(a, events, present, o)
		if !ok {
			return p, fault.Errorf(fault.Internal, "the run that closed %s is not on record: check the record of its probes", a.ID).
				With(hint.ToVerifyProbes(c.ID))
		}
		p.Assets = append(p.Assets, out)
	}
	return p, nil
}

func build(a *disclosure.Asset, events []disclosure.Event, present closure.Rule, o Options) (Asset, bool) {
	out := Asset{ID: a.ID, Kind: a.Kind, Episode: max(a.Episode, 1)}
	if o.Salt == nil {
		out.Target = a.Defanged()
	} else {
		out.TargetHMAC = HideTarget(o.Salt(a.ID), a.Target)
	}
	closing, run := runOf(a.ID, events)
	if closing == nil || len(run) == 0 {
		return out, false
	}
	k := closing.Detail.Closure
	rule := present.ClosureRule
	if k.Rule != nil {
		rule = *k.Rule
	}
	out.Rule = Rule{Strong: rule.Strong, Over: rule.Over.String(), MaxGap: rule.MaxGap.String(), Vantages: rule.Vantages}
	out.Closed = o.link(closing)
	for _, e := range run {
		out.Answers = append(out.Answers, o.answer(e))
	}
	out.FirstClosed = stamp(run[len(run)-1].Detail.Streak.FirstStrong)
	for i := range events {
		e := &events[i]
		if e.Kind == disclosure.KindProbed && e.Detail.AssetID == a.ID && !closure.OfMismatch(e) && !k.LastOpen.IsZero() &&
			e.Detail.Probe.Verdict == observed.Open && e.Detail.Probe.Started.Equal(k.LastOpen) {
			last := o.answer(e)
			out.LastOpen = &last
		}
	}
	return out, true
}

// runOf returns the event that closed an asset in its newest episode, and the answers of the run that it was concluded
// from, in the order in which they came in.
func runOf(asset string, events []disclosure.Event) (closing *disclosure.Event, run []*disclosure.Event) {
	var now []*disclosure.Event
	for i := range events {
		e := &events[i]
		if e.Detail.AssetID != "" && e.Detail.AssetID != asset {
			continue
		}
		switch {
		case e.Kind == disclosure.KindReopened && e.Detail.Work == "" && !e.Planned:
			closing, run, now = nil, nil, nil
		case e.OfOwnProbes() && e.Detail.AssetID == asset:
			closing, run = e, now
		case e.Kind != disclosure.KindProbed || e.Detail.Probe == nil || e.Detail.Streak == nil || closure.OfMismatch(e):
		case e.Detail.Streak.Strong == 0:
			now = nil
		default:
			if n := len(now); n > 0 && !now[n-1].Detail.Streak.FirstStrong.Equal(e.Detail.Streak.FirstStrong) {
				now = nil // a gap began the run anew
			}
			now = append(now, e)
		}
	}
	return closing, run
}

func (o Options) link(e *disclosure.Event) Link {
	hash := o.Hash(e.Seq)
	return Link{Seq: e.Seq, Hash: hex.EncodeToString(hash[:])}
}

func (o Options) answer(e *disclosure.Event) Answer {
	p := e.Detail.Probe
	tool, _, _ := strings.Cut(p.Asker, "/")
	return Answer{
		Link: o.link(e), Asked: stamp(p.Started), Recorded: stamp(e.RecordedAt), Kind: p.Kind, Version: p.Version,
		PlanHash: p.PlanHash, Tool: tool, Vantage: p.Vantage, Verdict: p.Verdict, Strength: p.Strength, Reason: p.Reason,
		Facets: p.Facets, Local: p.Local, Jumped: p.ClockJumped, Elsewhere: p.Elsewhere,
	}
}

// HideTarget is the HMAC-SHA256 of an address in hex.
func HideTarget(salt []byte, target string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(target))
	return hex.EncodeToString(mac.Sum(nil))
}
