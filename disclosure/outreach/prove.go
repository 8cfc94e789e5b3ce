package outreach

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/milestone"
	"daylight/disclosure/statement"
)

// Prove returns the value of a statement as the case proves it now, or why it does not hold. A statement about an asset
// needs its id.
func (g *Grounds) Prove(kind statement.Kind, asset string) (value string, err error) {
	if kind.OfAsset() {
		a, ok := g.Case.Asset(asset)
		if !ok {
			return "", fault.Errorf(fault.Refused, "%s has no asset %q", g.Case.ID, asset)
		}
		return g.proveOfAsset(kind, &a)
	}
	switch kind {
	case statement.Receiver:
		return g.receiver()
	case statement.Owner:
		return g.owner()
	case statement.Contents:
		return g.contents(), nil
	case statement.Severity:
		if g.Case.Exposed.Severity == "" {
			return "", fault.Errorf(fault.Refused, "nobody has said how severe it is")
		}
		return string(g.Case.Exposed.Severity), nil
	case statement.FoundOn:
		if g.Case.Discovered.IsZero() {
			return "", fault.Errorf(fault.Refused, "it is not on record when it was found")
		}
		return g.Case.Discovered.String(), nil
	case statement.ToldBefore:
		return g.toldBefore()
	case statement.NotHeard:
		return "", g.notHeard()
	case statement.Tried:
		return g.tried(), nil
	case statement.Informed:
		return "", g.informed()
	case statement.WillPublish:
		return "", g.notPublished()
	case statement.NextSteps:
		return aheadText(g.Ahead()), g.notPublished()
	case statement.Calendar:
		return aheadText(g.Calendar()), g.notPublished()
	case statement.Facts:
		return strings.Join(FactsToName(g.Case), "; "), nil
	case statement.Target, statement.SeenOpen, statement.LastSeenOpen, statement.Standing, statement.AskedHow, statement.KeepsAsking,
		statement.HasStopped, statement.NothingTaken, statement.ClosedOn:
	}
	return "", fault.Errorf(fault.Internal, "there is no proof of the statement %q", kind)
}

func (g *Grounds) proveOfAsset(kind statement.Kind, a *disclosure.Asset) (string, error) {
	switch kind {
	case statement.Target:
		return a.Kind + " " + a.Target, nil
	case statement.SeenOpen:
		o, err := g.Openness(a)
		return o.value(), err
	case statement.LastSeenOpen:
		if a.Streak.LastOpen.IsZero() {
			return "", g.unseen(a)
		}
		return a.Streak.LastOpen.UTC().Format(time.RFC3339), nil
	case statement.AskedHow:
		if !g.canAsk(a.Kind) {
			return "", fault.Errorf(fault.Refused, "no check of ours asks a %s", a.Kind)
		}
		return a.Kind, nil
	case statement.Standing:
		return standing(a), nil
	case statement.KeepsAsking:
		return "", g.keepsAsking(a)
	case statement.HasStopped:
		if !a.Stopped {
			return "", fault.Errorf(fault.Refused, "probing of %s is not stopped", a.ID)
		}
		return "", nil
	case statement.NothingTaken:
		return "", g.nothingTaken(a)
	case statement.ClosedOn:
		if a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified {
			return "", fault.Errorf(fault.Refused, "%s is not closed by our own probes", a.ID).With(hint.ToAsk(g.Case.ID, a))
		}
		return a.Closure.At.String(), nil
	default:
		return "", fault.Errorf(fault.Internal, "there is no proof of the statement %q", kind)
	}
}

// value is the ground of an openness, for comparing. The moment of an own answer is a statement of its own.
func (o Openness) value() string {
	switch o.Ground {
	case GroundLast:
		return string(o.Ground) + " " + o.At.Format(time.RFC3339) + " " + strconv.Itoa(o.Days)
	case GroundSource:
		return strings.TrimSpace(string(o.Ground) + " " + o.On.String() + " " + o.Source)
	case GroundByHand:
		return string(o.Ground) + " " + o.On.String()
	case GroundSeen, GroundBelief:
	}
	return string(o.Ground)
}

// receiver is the party by its name. One that the case does not know by this name any more is somebody else.
func (g *Grounds) receiver() (string, error) {
	_, named := g.Case.Party(g.Role, g.Name)
	some := slices.ContainsFunc(g.Case.Parties, func(p disclosure.Party) bool { return p.Role == g.Role })
	switch {
	case some && !named && g.Name == "":
		return "", fault.Errorf(fault.Refused, "%s has several parties of the role %s, and nothing says to which of them this goes", g.Case.ID, g.Role)
	case some && !named:
		return "", fault.Errorf(fault.Refused, "%s has no %s of the name %q", g.Case.ID, g.Role, g.Name)
	}
	return cmp.Or(g.Case.PartyName(g.Role, g.Name), string(g.Role)), nil
}

func (g *Grounds) owner() (string, error) {
	v := g.Owner()
	if v.Name == "" {
		return "", fault.Errorf(fault.Refused, "it is not on record whose it is")
	}
	return strings.TrimSpace(v.Name + " " + v.Country), nil
}

// Owner is the vendor whose everything is that the receiver is told of, an empty party where that is not one of them.
func (g *Grounds) Owner() disclosure.Party {
	if only, ok := g.Case.SoleParty(disclosure.Vendor); ok {
		return only
	}
	assets := AssetsOf(g.Case, g.Role, g.Name)
	if len(assets) == 0 || slices.ContainsFunc(assets, func(a disclosure.Asset) bool { return !strings.EqualFold(a.Owner, assets[0].Owner) }) {
		return disclosure.Party{}
	}
	v, _ := g.Case.Party(disclosure.Vendor, assets[0].Owner)
	return v
}

func (g *Grounds) contents() string {
	e := g.Case.Exposed
	return strings.TrimSpace(strconv.FormatInt(e.Records, 10) + " " + strings.Join(e.Data, ","))
}

// nothingTaken is no longer true once an asset of a kind that signs in was asked: a password was tried.
func (g *Grounds) nothingTaken(a *disclosure.Asset) error {
	if a.Probes > 0 && g.Rules.Probing.Consent.Kinds[a.Kind] {
		return fault.Errorf(fault.Refused, "%s was asked with a password", a.ID)
	}
	return nil
}

// standing is what is on record of an asset, as far as it chooses the words for it.
func standing(a *disclosure.Asset) string {
	words := []string{"never asked"}
	if a.Probes > 0 {
		words[0] = "asked"
	}
	if !a.Streak.LastOpen.IsZero() {
		words = append(words, "seen open")
	}
	switch {
	case a.Closure.At.IsZero():
	case a.Closure.Verified:
		words = append(words, "closed on "+a.Closure.At.String())
	default:
		words = append(words, "reported closed on "+a.Closure.At.String())
	}
	if a.Unchecked() {
		words = append(words, "stopped")
	}
	return strings.Join(words, ", ")
}

// Told is when the receiver was first reached, zero if nothing of ours has reached them: what came back told them nothing.
func (g *Grounds) Told() civil.When {
	return g.Case.Accepted[disclosure.KeyOf(g.Role, g.Case.PartyName(g.Role, g.Name))]
}

// toldBefore looks at the receiver alone: that another party was told tells them nothing.
func (g *Grounds) toldBefore() (string, error) {
	at := g.Told()
	if at.IsZero() {
		return "", fault.Errorf(fault.Refused, "nothing of ours has reached the %s yet", g.label())
	}
	return at.String(), nil
}

func (g *Grounds) notHeard() error {
	if at, ok := g.Case.Answered[disclosure.KeyOf(g.Role, g.Case.PartyName(g.Role, g.Name))]; ok {
		return fault.Errorf(fault.Refused, "the %s has answered, first on %s", g.label(), at)
	}
	return nil
}

// tried says whether the owner was tried and whether they answered. A further try makes no list of tries wrong that has
// its date; an answer does.
func (g *Grounds) tried() string {
	tried, answers := "none", 0
	for i := range g.Case.ClockEvents {
		e := &g.Case.ClockEvents[i]
		if e.Party != disclosure.Vendor && e.Party != "" {
			continue
		}
		switch e.Kind.Info().Voice {
		case disclosure.VoiceOutreach, disclosure.VoiceBounce:
			tried = "tried"
		case disclosure.VoiceAnswer:
			answers++
		case disclosure.VoiceNone, disclosure.VoiceRequest, disclosure.VoiceRuling, disclosure.VoiceReceipt, disclosure.VoiceAutomatic:
		}
	}
	return fmt.Sprintf("%s, %d answers", tried, answers)
}

// informed holds while somebody at the owner was reached and not everything came back.
func (g *Grounds) informed() error {
	if milestone.AcceptedBy(g.Case, disclosure.Vendor, "").IsZero() {
		return fault.Errorf(fault.Refused, "nothing of ours has reached the owner")
	}
	reached := slices.ContainsFunc(g.Case.Contacts, func(k disclosure.Contact) bool {
		return k.Role == disclosure.Vendor && k.Quality != disclosure.QualityBounced
	})
	if !reached && len(g.Case.Contacts) > 0 {
		return fault.Errorf(fault.Refused, "what was sent to the owner came back")
	}
	return nil
}

// keepsAsking holds while the schedule asks the asset: an imported case is asked by nobody until somebody begins.
func (g *Grounds) keepsAsking(a *disclosure.Asset) error {
	b := g.Rules.Probing.Budget
	switch {
	case a.Stopped:
		return fault.Errorf(fault.Refused, "probing of %s was stopped", a.ID)
	case !g.canAsk(a.Kind):
		return fault.Errorf(fault.Refused, "no check of ours asks a %s", a.Kind)
	case b.Total > 0 && a.Probes >= b.Total:
		return fault.Errorf(fault.Refused, "the probe budget of %s is used up", a.ID)
	case g.Rules.Probing.Consent.Needed(a.Kind) && a.AllowedBy == "":
		return fault.Errorf(fault.Refused, "%s is not probed until two people have allowed it", a.ID)
	case g.Case.Imported && a.NextProbe.IsZero():
		return fault.Errorf(fault.Refused, "%s comes from an imported history and is not probed on a schedule", a.ID)
	}
	return nil
}

func (g *Grounds) notPublished() error {
	if g.Case.IsPublished() {
		return fault.Errorf(fault.Refused, "the report is already published")
	}
	return nil
}

func (g *Grounds) label() string {
	return disclosure.PartyLabel(g.Role, g.Case.PartyName(g.Role, g.Name))
}

func hours(d time.Duration) string { return strconv.Itoa(int(d.Hours())) + " hours" }

// FactsToName lists what a report will name, in words that need no translation.
func FactsToName(c *disclosure.Case) []string {
	facts := []string{c.Title}
	if name := c.Vendor().Name; name != "" {
		facts = append(facts, name)
	}
	if !c.Discovered.IsZero() {
		facts = append(facts, c.Discovered.First().String())
	}
	if !c.FirstContact.IsZero() {
		facts = append(facts, c.FirstContact.First().String())
	}
	if at := milestone.ClosedAt(c); !at.IsZero() {
		facts = append(facts, at.First().String())
	}
	return slices.Compact(facts)
}
