package proof

import (
	"crypto/ed25519"
	"encoding/hex"
	"time"

	"daylight/disclosure"
)

// Checked is what a proof shows, once it holds.
type Checked struct {
	Proof
	Fingerprint string // of the key that signed it
}

// Check reads a proof and its signature, and computes the closure of each asset again from the answers. It says nothing
// about whose key it is: compare the fingerprint with the one that the team publishes.
func Check(document, signature []byte) (Checked, error) {
	p, err := Decode(document)
	if err != nil {
		return Checked{}, err
	}
	key, err := hex.DecodeString(p.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return Checked{}, disclosure.Errorf(disclosure.Invalid, "the proof carries no Ed25519 key")
	}
	if !ed25519.Verify(key, document, signature) {
		return Checked{}, disclosure.Errorf(disclosure.Conflict, "the signature is not of this document, or not by its key")
	}
	if len(p.Assets) == 0 {
		return Checked{}, disclosure.Errorf(disclosure.Conflict, "the proof speaks of no asset")
	}
	for i := range p.Assets {
		if err := p.Assets[i].check(); err != nil {
			return Checked{}, err
		}
	}
	return Checked{Proof: p, Fingerprint: Fingerprint(key)}, nil
}

// check computes a closure from its answers.
func (a *Asset) check() error {
	wrong := func(what string) error {
		return disclosure.Errorf(disclosure.Conflict, "the proof does not hold: %.20s: %s", a.ID, what)
	}
	rule, ok := a.Rule.rule()
	if !ok || rule.Strong < 1 || rule.MaxGap <= 0 || rule.Over < 0 {
		return wrong("its rule would close anything")
	}
	var s disclosure.Streak
	seq := 0
	if l := a.LastOpen; l != nil {
		o, ok := l.observation()
		if !ok || o.Verdict != disclosure.Open || o.Local {
			return wrong("what should be the last open answer is none")
		}
		s = rule.Next(s, &o)
	}
	for i := range a.Answers {
		o, ok := a.Answers[i].observation()
		switch {
		case !ok:
			return wrong("the verdict of an answer is not that of its facets")
		case o.Verdict == disclosure.Open && !o.Local:
			return wrong("an answer of the confirming run was open")
		case a.Answers[i].Seq <= seq || a.Answers[i].Seq >= a.Closed.Seq:
			return wrong("its answers are not in the order of the record")
		}
		seq = a.Answers[i].Seq
		s = rule.Next(s, &o)
	}
	_, ok = rule.Confirmed(s)
	first, err := time.Parse(stampForm, a.FirstClosed)
	switch {
	case !ok:
		return wrong("its answers do not confirm a closure by its rule")
	case err != nil || !s.FirstStrong.Equal(first):
		return wrong("its first closed answer is another one")
	}
	return nil
}

// Names reports whether the proof of an asset is about an address, which was hidden under a salt.
func (a *Asset) Names(target string, salt []byte) bool {
	return a.TargetHMAC != "" && a.TargetHMAC == HideTarget(salt, target)
}
