package gallery

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/edition"
	"daylight/templates"
)

// Standing is a page that is out, in its newest form.
type Standing struct {
	Lang string          `json:"lang"`
	Mode disclosure.Mode `json:"mode"`
}

// Out returns the pages of a case that are out, by language. A correction reaches none of them by itself.
func Out(events []disclosure.Event) []Standing {
	newest := map[string]disclosure.Mode{}
	for i := range events {
		if edition.Ours(&events[i]) {
			newest[events[i].Detail.Consent.Lang] = events[i].Detail.Consent.Mode
		}
	}
	out := make([]Standing, 0, len(newest))
	for _, lang := range slices.Sorted(maps.Keys(newest)) {
		out = append(out, Standing{Lang: lang, Mode: newest[lang]})
	}
	return out
}

// Revised is what came of a correction or a withdrawal.
type Revised struct {
	Case   *disclosure.Case
	Out    []Standing         // the pages that stand as they are until they are published again
	Drafts []disclosure.Draft // to whoever was told, each open: somebody approves it like any other message
	// Untold are those who were told and get no draft, each with why.
	Untold []string
}

// Revise records why the pages of a case change, or that they are withdrawn, and drafts the correction to whoever was told what the
// report says. Nothing is sent. What cannot be drafted is said and undoes nothing: the correction is on record.
func Revise(ctx context.Context, d *desk.Desk, actor disclosure.Actor, id disclosure.CaseID, kind disclosure.Kind, because string) (Revised, error) {
	if because = strings.Join(strings.Fields(because), " "); because == "" {
		return Revised{}, fault.Errorf(fault.Invalid, "say why: the page tells its readers").With(hint.ToReviseBecause(id))
	}
	c, err := d.Do(ctx, actor, id, record.AddEvent{
		Kind: kind, At: d.Today().When(), Source: disclosure.SourcePerson, Text: because, Visibility: disclosure.Public,
	})
	if err != nil {
		return Revised{}, err
	}
	events, err := d.Events(ctx, id)
	if err != nil {
		return Revised{}, err
	}
	out := Revised{Case: c, Out: Out(events), Drafts: []disclosure.Draft{}, Untold: []string{}}
	for _, told := range outreach.ToldOfReport(c, events) {
		who := disclosure.PartyLabel(told.Role, told.Name)
		if told.Contact.ID == "" {
			out.Untold = append(out.Untold, who+": no contact of theirs may be written to")
			continue
		}
		draft, err := correction(ctx, d, actor, c, told, kind, because)
		switch fault.CodeOf(err) {
		case "":
			out.Drafts = append(out.Drafts, draft)
		case fault.Internal, fault.Unavailable:
			return out, err
		default:
			out.Untold = append(out.Untold, who+": "+err.Error())
		}
	}
	return out, nil
}

// correction drafts what one party is told.
func correction(
	ctx context.Context, d *desk.Desk, actor disclosure.Actor, c *disclosure.Case, told outreach.Informed, kind disclosure.Kind, because string,
) (disclosure.Draft, error) {
	set, team := d.Texts()
	p, _ := c.Party(told.Role, told.Name)
	draft := disclosure.Draft{Template: disclosure.FreeText, Contact: told.Contact.ID, Lang: templates.Language(cmp.Or(told.Lang, set.LanguageFor(p)))}
	subject, body, err := set.Correction(draft.Lang, templates.Correction{
		Case: c.ID, Team: team, On: told.On, Announced: told.Announced, Withdrawn: kind == disclosure.KindWithdrawn, Because: because,
		Address: writeup.Address(d.Team().Site, c.ID),
	})
	if err != nil {
		return disclosure.Draft{}, err
	}
	draft.Subject = subject
	draft, _, err = d.WriteDraft(ctx, actor, c.ID, draft, body)
	return draft, err
}
