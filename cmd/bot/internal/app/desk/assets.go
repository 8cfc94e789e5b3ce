package desk

import (
	"daylight/cmd/bot/internal/app/byhand"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/statement"
	"daylight/templates"
)

// addAssets adds the assets that the receiver of a message is told of: how each is asked and on what ground it may be called
// open. FirstClosed is when the last of them was closed, once all are.
func (d *Desk) addAssets(data *templates.MailData, events []disclosure.Event, g *outreach.Grounds) {
	theirs := outreach.AssetsOf(g.Case, g.Role, g.Name)
	closed := 0
	for _, a := range theirs {
		f := templates.AssetFacts{Asset: a, StoppedOn: stoppedOn(events, &a, g)}
		f.Plan, f.Look = d.stepsOf(g.Case, a)
		if o, err := g.Openness(&a); err == nil {
			f.Open = o
		}
		_, err := g.Prove(statement.KeepsAsking, a.ID)
		f.KeepsAsking = err == nil
		data.Assets = append(data.Assets, f)
		if _, err := g.Prove(statement.ClosedOn, a.ID); err == nil {
			closed++
			if data.FirstClosed.IsZero() || data.FirstClosed.SurelyBefore(a.Closure.At) {
				data.FirstClosed = a.Closure.At
			}
		}
	}
	if closed < len(theirs) {
		data.FirstClosed = civil.When{}
	}
}

// stoppedOn is when the receiver asked us to stop the checks of an asset, by their own words. It is zero where somebody else
// did, or a person of ours stopped them for whatever reason.
func stoppedOn(events []disclosure.Event, a *disclosure.Asset, g *outreach.Grounds) civil.When {
	if !a.Stopped {
		return civil.When{}
	}
	for i := len(events) - 1; i >= 0; i-- {
		e := &events[i]
		if e.Kind != disclosure.KindProbingStopped || e.Detail.AssetID != "" && e.Detail.AssetID != a.ID {
			continue
		}
		if e.Party != "" && disclosure.KeyOf(e.Party, g.Case.PartyName(e.Party, e.Name)) == disclosure.KeyOf(g.Role, g.Case.PartyName(g.Role, g.Name)) {
			return e.At
		}
		return civil.When{} // whoever stopped them last decides
	}
	return civil.When{}
}

// stepsOf returns what a probe of an asset does, and how anybody sees the same by hand. It is empty where no probe asks it: none can, two people have not allowed it
// yet, or its target cannot be read.
func (d *Desk) stepsOf(c *disclosure.Case, a disclosure.Asset) ([]templates.Step, templates.Look) {
	probing := d.service.Rules().Probing
	if !probing.Asks(a.Kind) || probing.Consent.Needed(a.Kind) && a.AllowedBy == "" {
		return nil, templates.Look{}
	}
	plan, err := d.prober.Plan(target.Of(a, string(c.ID)))
	if err != nil {
		return nil, templates.Look{}
	}
	out := make([]templates.Step, 0, len(plan.Steps))
	for _, s := range plan.Steps {
		out = append(out, templates.Step{Name: s.Name(), Content: s.Content, Login: string(s.Login)})
	}
	return out, byhand.For(&a, &plan)
}
