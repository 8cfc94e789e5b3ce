package gallery

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
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

// reviseTries is how often a revision is drafted again because the case changed meanwhile.
const reviseTries = 10

// Revise records why the pages of a case change, or that they are withdrawn, and drafts the correction to whoever was told what the
// report says, all in one transaction: who repeats an order that broke off finds all of it done or nothing. The references are kept
// with it; whoever gives some sees a Conflict and looks at them again, because the same order may have been carried out. Nothing is
// sent. What cannot be drafted is said and undoes nothing.
func Revise(ctx context.Context, d *desk.Desk, actor disclosure.Actor, id disclosure.CaseID, kind disclosure.Kind, because string, refs ...ledger.Ref) (Revised, error) {
	if because = strings.Join(strings.Fields(because), " "); because == "" {
		return Revised{}, fault.Errorf(fault.Invalid, "say why: the page tells its readers").With(hint.ToReviseBecause(id))
	}
	for try := 1; ; try++ {
		cmd, version, err := plan(ctx, d, id, kind, because)
		if err != nil {
			return Revised{}, err
		}
		res, err := d.With(version, refs...).Execute(ctx, actor, id, cmd)
		if fault.CodeOf(err) == fault.Conflict && len(refs) == 0 && try < reviseTries {
			continue
		}
		if err != nil {
			return Revised{}, err
		}
		events, err := d.Events(ctx, id)
		if err != nil {
			return Revised{}, err
		}
		out := Revised{Case: res.Case, Out: Out(events), Drafts: []disclosure.Draft{}, Untold: append([]string{}, cmd.untold...)}
		for i := range res.Events {
			if e := &res.Events[i]; e.Kind == disclosure.KindDrafted && e.Detail.Draft != nil {
				out.Drafts = append(out.Drafts, *e.Detail.Draft)
			}
		}
		return out, nil
	}
}

// Reason is the event that says why pages change.
func Reason(d *desk.Desk, kind disclosure.Kind, because string) record.AddEvent {
	return record.AddEvent{
		Kind: kind, At: d.Today().When(), Source: disclosure.SourcePerson, Text: because, Visibility: disclosure.Public,
	}
}

// letter is the draft to one party.
type letter struct {
	who   string
	draft message.NewDraft
}

// revision is the reason with its drafts, as one decision.
type revision struct {
	reason  record.AddEvent
	letters []letter
	nobody  []string // who was told and cannot be written to, each with why
	untold  []string // nobody, and whose draft was refused
}

// Rule implements [command.Command]. It is that of the reason; each draft is held to its own.
func (r *revision) Rule() command.Rule { return r.reason.Rule() }

// Decide records the reason, and the drafts that may be written.
func (r *revision) Decide(d *command.Frame) error {
	r.untold = slices.Clone(r.nobody)
	if err := d.Do(r.reason); err != nil {
		return err
	}
	for _, l := range r.letters {
		switch err := d.Do(l.draft); fault.CodeOf(err) {
		case "":
		case fault.Internal, fault.Unavailable:
			return err
		default:
			r.untold = append(r.untold, l.who+": "+err.Error())
		}
	}
	return nil
}

// plan reads the case, and writes the reason and the draft to each who was told.
func plan(ctx context.Context, d *desk.Desk, id disclosure.CaseID, kind disclosure.Kind, because string) (_ *revision, version int, err error) {
	c, err := d.Case(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	events, err := d.Events(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	r := &revision{reason: Reason(d, kind, because)}
	for _, told := range outreach.ToldOfReport(c, events[:min(len(events), c.Version)]) {
		who := disclosure.PartyLabel(told.Role, told.Name)
		if told.Contact.ID == "" {
			r.nobody = append(r.nobody, who+": no contact of theirs may be written to")
			continue
		}
		draft, err := correction(ctx, d, c, &told, kind, because)
		switch fault.CodeOf(err) {
		case "":
			r.letters = append(r.letters, letter{who, draft})
		case fault.Internal, fault.Unavailable:
			return nil, 0, err
		default:
			r.nobody = append(r.nobody, who+": "+err.Error())
		}
	}
	return r, c.Version, nil
}

// correction is the draft of what one party is told.
func correction(ctx context.Context, d *desk.Desk, c *disclosure.Case, told *outreach.Informed, kind disclosure.Kind, because string) (message.NewDraft, error) {
	if _, err := d.MayReach(ctx, c, told.Contact); err != nil {
		return message.NewDraft{}, err
	}
	set, team := d.Texts()
	p, _ := c.Party(told.Role, told.Name)
	draft := disclosure.Draft{Template: disclosure.FreeText, Contact: told.Contact.ID, Lang: templates.Language(cmp.Or(told.Lang, set.LanguageFor(p)))}
	subject, body, err := set.Correction(draft.Lang, templates.Correction{
		Case: c.ID, Team: team, On: told.On, Announced: told.Announced, Withdrawn: kind == disclosure.KindWithdrawn, Because: because,
		Address: writeup.Address(d.Team().Site, c.ID),
	})
	if err != nil {
		return message.NewDraft{}, err
	}
	blob, err := d.Seal([]byte(body))
	if err != nil {
		return message.NewDraft{}, err
	}
	draft.Subject, draft.Body = subject, blob.Ref
	return message.NewDraft{Draft: draft, Blob: blob}, nil
}
