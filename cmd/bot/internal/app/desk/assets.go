package desk

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/statement"
	"daylight/templates"
)

// addAssets adds the assets that the receiver of a message is told of: how each is asked and on what ground it may be called
// open. LastOpen is when one of them was last seen open. FirstClosed is when the last of them was closed, once all are.
func (d *Desk) addAssets(data *templates.MailData, g *outreach.Grounds) {
	theirs := outreach.AssetsOf(g.Case, g.Role, g.Name)
	closed := 0
	for _, a := range theirs {
		f := templates.AssetFacts{Asset: a, Plan: d.stepsOf(g.Case, a)}
		if o, err := g.Openness(&a); err == nil {
			f.Open = o
		}
		_, err := g.Prove(statement.KeepsAsking, a.ID)
		f.KeepsAsking = err == nil
		data.Assets = append(data.Assets, f)
		if a.Streak.LastOpen.After(data.LastOpen) {
			data.LastOpen = a.Streak.LastOpen
		}
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
	if len(data.Assets) > 0 {
		data.Asset, data.Plan = data.Assets[0].Asset, data.Assets[0].Plan
	}
}

// stepsOf returns what a probe of an asset does. It is empty where no probe asks it: none can, two people have not allowed it
// yet, or its target cannot be read.
func (d *Desk) stepsOf(c *disclosure.Case, a disclosure.Asset) []templates.Step {
	probing := d.service.Rules().Probing
	if !probing.Asks(a.Kind) || probing.Consent.Needed(a.Kind) && a.AllowedBy == "" {
		return nil
	}
	plan, err := d.prober.Plan(target.Of(a, string(c.ID)))
	if err != nil {
		return nil
	}
	out := make([]templates.Step, 0, len(plan.Steps))
	for _, s := range plan.Steps {
		out = append(out, templates.Step{Name: s.Name(), Content: s.Content, Login: string(s.Login)})
	}
	return out
}
