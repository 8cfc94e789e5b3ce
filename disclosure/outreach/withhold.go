package outreach

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/statement"
)

// State completes the statements that a text is to make with the values that prove them. It refuses the text with the
// first one that does not hold, and says which text would fit.
func (g *Grounds) State(made []statement.Made) ([]statement.Made, error) {
	out := slices.Clone(made)
	for i := range out {
		value, err := g.Prove(out[i].Kind, out[i].Asset)
		if err != nil {
			return nil, g.refuse("this message cannot be written now", err)
		}
		if value != "" {
			out[i].Value = value
		}
	}
	return out, nil
}

// MayCallOpen refuses a message that calls assets open where none of them may be called so. It names what speaks against each.
// A message that calls nothing open passes.
func (g *Grounds) MayCallOpen(t disclosure.Template) error {
	if err := g.callOpen(t); err != nil {
		return g.refuse("this message cannot be written now", err)
	}
	return nil
}

// callOpen is why a message may not call assets open, nil where it may or where it calls none so.
func (g *Grounds) callOpen(t disclosure.Template) error {
	assets := AssetsOf(g.Case, g.Role, g.Name)
	if len(assets) == 0 || !g.callsOpen(t) {
		return nil
	}
	var why []string
	var cause error
	for i := range assets {
		_, err := g.Openness(&assets[i])
		switch {
		case err == nil:
			return nil
		case cause == nil:
			cause = err
		}
		why = append(why, err.Error())
	}
	if len(why) > maxReasons {
		why = append(why[:maxReasons], strconv.Itoa(len(assets)-maxReasons)+" more")
	}
	return fault.Errorf(fault.Refused, "%s", strings.Join(why, "; ")).With(fault.HintOf(cause))
}

// maxReasons is how many reasons a refusal names.
const maxReasons = 5

// callsOpen reports whether a message calls its asset open. An authority is told of a closed one too.
func (g *Grounds) callsOpen(t disclosure.Template) bool {
	switch t {
	case disclosure.FirstContact, disclosure.FollowUp, disclosure.ProviderNotice, disclosure.CoordinatorNotice:
		return true
	case disclosure.RegulatorNotice:
		return !g.Case.AllClosed()
	case disclosure.ClosureNotice, disclosure.PrePublication, disclosure.FreeText:
	}
	return false
}

// Required returns what a first contact states whatever its text says: that its assets are open. Of several assets those
// are left out that are not, as long as there is one that is.
func (g *Grounds) Required(t disclosure.Template) ([]statement.Made, error) {
	made, err := g.required(t)
	if err != nil {
		return nil, g.refuse("a first contact cannot be written now", err)
	}
	return made, nil
}

func (g *Grounds) required(t disclosure.Template) ([]statement.Made, error) {
	if t != disclosure.FirstContact {
		return nil, nil
	}
	var out []statement.Made
	var first error
	assets := AssetsOf(g.Case, g.Role, g.Name)
	for i := range assets {
		value, err := g.Prove(statement.SeenOpen, assets[i].ID)
		switch {
		case err == nil:
			out = append(out, statement.Made{Kind: statement.SeenOpen, Asset: assets[i].ID, Value: value})
		case first == nil:
			first = err
		}
	}
	switch {
	case len(out) > 0, first == nil && g.Because != "":
		return out, nil
	case first == nil:
		first = fault.Errorf(fault.Refused, "%s names no asset", g.Case.ID).With(hint.ToAddAsset(g.Case.ID))
	}
	return nil, first
}

// StillTrue proves the statements of a message again. It refuses the message with everything that no longer holds.
func (g *Grounds) StillTrue(made []statement.Made) error {
	var why []string
	var first error
	for _, m := range made {
		err := g.still(m)
		if err == nil || slices.Contains(why, err.Error()) {
			continue
		}
		if first == nil {
			first = err
		}
		why = append(why, err.Error())
	}
	if first == nil {
		return nil
	}
	return g.refuse("what the message says no longer holds", fault.Errorf(fault.Refused, "%s", strings.Join(why, "; ")).With(fault.HintOf(first)))
}

// still proves one statement again and compares what it states.
func (g *Grounds) still(m statement.Made) error {
	now, err := g.Prove(m.Kind, m.Asset)
	if err != nil {
		return err
	}
	switch m.Kind {
	case statement.LastSeenOpen:
		then, err := time.Parse(time.RFC3339, m.Value)
		a, _ := g.Case.Asset(m.Asset)
		if err == nil && !a.Streak.LastOpen.Before(then) {
			return nil // it was seen open then; a newer answer makes that no less true
		}
	case statement.WillPublish:
		return g.dateStands(m.Value)
	case statement.NextSteps:
		return g.stillAhead(m.Value, g.Ahead())
	case statement.Calendar:
		return g.stillAhead(m.Value, g.Calendar())
	case statement.Receiver, statement.Owner, statement.Target, statement.Contents, statement.Severity, statement.FoundOn, statement.SeenOpen,
		statement.Standing, statement.AskedHow, statement.KeepsAsking, statement.HasStopped, statement.NothingTaken,
		statement.ToldBefore, statement.NotHeard,
		statement.Tried, statement.Informed, statement.ClosedOn, statement.Facts:
		if now == m.Value {
			return nil
		}
	}
	subject := strings.ReplaceAll(string(m.Kind), "_", " ")
	if m.Asset != "" {
		subject = m.Asset + ", " + subject
	}
	return fault.Errorf(fault.Refused, "%s: the text says %q, now it is %q", subject, m.Value, now)
}

// dateStands holds while every day that a plan names lies ahead.
func (g *Grounds) dateStands(days string) error {
	for _, day := range strings.Fields(days) {
		date, err := civil.ParseDate(day)
		if err != nil {
			return fault.Errorf(fault.Internal, "the plan to publish names %q, which is no day", day)
		}
		if date.Before(g.today()) {
			return fault.Errorf(fault.Refused, "the text names %s, which has passed", day)
		}
	}
	return nil
}

// ToAsk returns the assets that the message calls open by an answer of ours and that have to be asked once more before it
// leaves.
func (g *Grounds) ToAsk(made []statement.Made) []string {
	var ids []string
	for _, m := range made {
		a, ok := g.Case.Asset(m.Asset)
		if m.Kind == statement.SeenOpen && ok && m.Value == string(GroundSeen) && !g.Answered(&a) && g.mayAsk(&a) && !slices.Contains(ids, a.ID) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// refuse words a refusal with what would fit in its place.
func (g *Grounds) refuse(what string, cause error) error {
	return fault.Errorf(fault.Refused, "%s: %s. %s", what, cause, g.Fits()).With(fault.HintOf(cause))
}

// Fits says in one sentence which text fits the case and the receiver as they are now.
func (g *Grounds) Fits() string {
	reached := !g.Told().IsZero()
	switch {
	case g.Case.AllClosed() && Receives(disclosure.ClosureNotice, g.Role):
		return "A " + string(disclosure.ClosureNotice) + " fits now"
	case g.Case.AllClosed():
		return "Everything is closed: your own words fit now"
	case g.Case.ExposureState() == disclosure.ExposureSuspected:
		return "Wait until our probes confirm the closure; then a " + string(disclosure.ClosureNotice) + " fits"
	case g.Case.HasAnswered(g.Role, g.Name):
		return "They have answered: an answer in your own words fits now"
	case reached && Receives(disclosure.FollowUp, g.Role):
		return "A " + string(disclosure.FollowUp) + " that is written anew fits once it is seen open"
	default:
		return "The same text fits when it is written anew, once what it says holds"
	}
}
