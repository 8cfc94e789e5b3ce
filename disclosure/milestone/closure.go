package milestone

import (
	"cmp"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Proof says what a closure rests upon. The order is that of the constants, the weakest first; the zero value is no closure.
type Proof string

// The proofs.
const (
	// Claimed is what a party wrote to somebody, as an imported source tells it. In a case of our own a claim is no closure.
	Claimed  Proof = "claimed"
	Reported Proof = "reported" // a source, a file or a person of the team says so
	Verified Proof = "verified" // our own probes confirmed it by the rule
)

// Closer says who ended an exposure.
type Closer string

// Who ended it. Unknown is whatever nobody said: that our probes saw it closed does not tell by whom.
const (
	ByOwner    Closer = "owner"
	ByProvider Closer = "provider"
	ByOthers   Closer = "others"
	ByUnknown  Closer = "unknown"
)

// Closure is the end of an exposure: it ended after LastOpen and not after its moment.
type Closure struct {
	Moment
	Kind     Proof      `json:"kind,omitempty"`
	By       Closer     `json:"by,omitempty"`
	LastOpen civil.When `json:"last_open,omitzero"` // open answer of ours before it; zero when there was none
}

// Proven reports whether our own probes confirmed it.
func (k Closure) Proven() bool { return !k.IsZero() && k.Kind == Verified }

// rank orders the proofs.
func (p Proof) rank() int { return slices.Index([]Proof{"", Claimed, Reported, Verified}, p) }

func closureOf(t *disclosure.ClockEvent) Closure {
	k := Closure{Moment: momentOf(t), Kind: Reported, By: ByUnknown}
	switch {
	case t.Verified:
		k.Kind = Verified
		k.LastOpen = civil.At(t.LastOpen)
	case t.IsClaim():
		k.Kind = Claimed
	case k.Source == disclosure.SourceOwnProbe:
		k.Source = disclosure.SourceImport // a file that mentions our probes is still a file
	}
	switch t.Party {
	case "":
	case disclosure.Vendor:
		k.By = ByOwner
	case disclosure.Provider:
		k.By = ByProvider
	default:
		k.By = ByOthers
	}
	return k
}

// better puts a further statement about the end of one asset beside the first: the better proof counts, else the earlier one does.
func (k Closure) better(o Closure) Closure {
	switch {
	case k.IsZero():
		return o
	case k.Kind.rank() < o.Kind.rank():
		o.By = cmp.Or(known(k.By), o.By)
		return o
	case k.Kind != o.Kind:
		k.By = cmp.Or(known(k.By), o.By)
		return k
	}
	k.Moment, k.By = First(k.Moment, o.Moment), cmp.Or(known(k.By), o.By)
	return k
}

// known is who ended it, "" where nobody said.
func known(by Closer) Closer {
	if by == ByUnknown {
		return ""
	}
	return by
}

// and joins the ends of two assets: the later one ends the exposure, and the weaker proof is that of the whole. Who ended it is
// known where both say the same.
func (k Closure) and(o Closure) Closure {
	if k.IsZero() {
		return o
	}
	late, early := k, o
	if last, other := k.At.Last(), o.At.Last(); last.Before(other) || last == other && k.Before(o.Moment) {
		late, early = o, k
	}
	late.Bounds = k.Bounds.Latest(o.Bounds)
	if early.Kind.rank() < late.Kind.rank() {
		late.Kind, late.Source, late.LastOpen = early.Kind, early.Source, civil.When{}
	}
	if late.By != early.By {
		late.By = ByUnknown
	}
	return late
}
