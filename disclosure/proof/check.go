package proof

import (
	"crypto/ed25519"
	"encoding/hex"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
)

// Checked is what a proof shows, once it holds.
type Checked struct {
	Proof
	Fingerprint string // of the key that signed it
	// Weaker are the assets whose rule asks for less than three strong answers over a day. Their closure follows from
	// that rule and may still prove next to nothing.
	Weaker []string
}

// What a rule has to ask for, if a closure by it is to convince others.
const (
	usualStrong = 3
	usualOver   = 24 * time.Hour
)

// Check reads a proof and its signature, and computes the closure of each asset again from the answers. It says nothing
// about whose key it is: compare the fingerprint with the one that the team publishes. When and from where the
// team probed is its statement, too.
func Check(document, signature []byte) (Checked, error) {
	p, err := Decode(document)
	if err != nil {
		return Checked{}, err
	}
	key, err := hex.DecodeString(p.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return Checked{}, fault.Errorf(fault.Invalid, "the proof carries no Ed25519 key")
	}
	if !ed25519.Verify(key, document, signature) {
		return Checked{}, fault.Errorf(fault.Conflict, "the signature is not of this document, or not by its key")
	}
	if len(p.Assets) == 0 {
		return Checked{}, fault.Errorf(fault.Conflict, "the proof is about no asset")
	}
	out := Checked{Proof: p, Fingerprint: Fingerprint(key), Weaker: []string{}}
	for i := range p.Assets {
		rule, err := p.Assets[i].check()
		if err != nil {
			return Checked{}, err
		}
		if rule.Strong < usualStrong || rule.Over < usualOver {
			out.Weaker = append(out.Weaker, p.Assets[i].ID)
		}
	}
	return out, nil
}

// check computes a closure from its answers, and returns the rule that they satisfy.
func (a *Asset) check() (closure.Rule, error) {
	rule, ok := a.Rule.rule()
	if !ok || rule.Strong < 1 || rule.MaxGap <= 0 || rule.Over < 0 {
		return rule, a.wrong("its rule would close anything")
	}
	var s disclosure.Streak
	if l := a.LastOpen; l != nil {
		o, err := a.read(l)
		switch {
		case err != nil:
			return rule, err
		case o.Verdict != observed.Open || o.Local:
			return rule, a.wrong("its last open answer is not an open one")
		}
		s = rule.Next(s, &o)
	}
	seq, recorded := 0, ""
	for i := range a.Answers {
		answer := &a.Answers[i]
		o, err := a.read(answer)
		switch {
		case err != nil:
			return rule, err
		case o.Verdict == observed.Open && !o.Local:
			return rule, a.wrong("an answer of the confirming run was open")
		case o.Verdict == observed.Closed && !a.covers(&o):
			return rule, a.wrong("a closed answer does not cover everything that was open")
		case answer.Seq <= seq || answer.Recorded < recorded:
			return rule, a.wrong("its answers are not in the order of the record")
		}
		seq, recorded = answer.Seq, answer.Recorded
		s = rule.Next(s, &o)
	}
	_, ok = rule.Confirmed(s)
	first, err := time.Parse(stampForm, a.FirstClosed)
	switch {
	case !ok:
		return rule, a.wrong("its answers do not confirm a closure by its rule")
	case err != nil || !s.FirstStrong.Equal(first):
		return rule, a.wrong("the date of its first closed answer is not that of the run")
	}
	return rule, nil
}

func (a *Asset) wrong(what string) error {
	return fault.Errorf(fault.Conflict, "the proof does not hold: %.20s: %s", a.ID, what)
}

// read turns an answer back into what the rule reads, if it can be one about this asset.
func (a *Asset) read(answer *Answer) (observed.Observation, error) {
	o, ok := answer.observation()
	recorded, err := time.Parse(stampForm, answer.Recorded)
	switch {
	case !ok:
		return o, a.wrong("the verdict of an answer is not that of its facets")
	case answer.Kind != a.Kind:
		return o, a.wrong("an answer is that of another kind of asset")
	case err != nil || stamp(recorded) != answer.Recorded || recorded.Before(o.Started): // in one spelling, so that texts compare as times do
		return o, a.wrong("an answer was recorded before it was asked for")
	case answer.Seq >= a.Closed.Seq:
		return o, a.wrong("an answer came after what was concluded from it")
	}
	return o, nil
}

// covers reports whether an answer has a verdict for each facet that was open: one closed facet says nothing about another.
func (a *Asset) covers(o *observed.Observation) bool {
	if a.LastOpen == nil {
		return true
	}
	for name, f := range a.LastOpen.Facets {
		if _, ok := o.Facets[name]; !ok && f.Verdict == observed.Open {
			return false
		}
	}
	return true
}

// Names reports whether the proof of an asset is about an address, which was hidden under a salt.
func (a *Asset) Names(target string, salt []byte) bool {
	return a.TargetHMAC != "" && a.TargetHMAC == HideTarget(salt, target)
}
