package slack

import (
	"context"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/slack/form"
)

// Acts carries out what people ask for in a form, as the command line does. Try decides and writes nothing.
type Acts interface {
	// Known returns what a form has to know besides the facts of the case.
	Known(ctx context.Context, k *disclosure.Case) (form.Known, error)
	// Try returns what would be refused, and the case as it would be with everybody whom the decision takes; second says that it takes
	// a second person first. Where the order is no decision about a case alone, after is nil.
	Try(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, o form.Order) (after *disclosure.Case, second bool, err error)
	// Act carries an order out on the case as somebody saw it; a case that moved on is a Conflict. once names the submission: a second
	// call with the same name does nothing. second says that it waits for a second person now.
	Act(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, o form.Order, once string) (second bool, err error)
}

const (
	actionDo         = "case_do"
	actionAct        = "act" // opens the form of an action: act:name
	callbackAct      = "act" // submits it: act:name
	maxTries         = 3     // on a case that others change meanwhile
	maxAckView       = 15_000
	actOnCase        = "Choosing what to do"
	changedMeanwhile = "*The case has changed since you opened this.* What you wrote is kept; please look again before you send it."
)

// subjectOf takes from the name of a button what tells it apart from others like it in one view.
func subjectOf(action string) string {
	name, _, _ := strings.Cut(action, "#")
	return name
}

// actRoutes are the ways in to the forms: a word of the command for each group, the button of the card, and for each action its button
// and its submission, with the rank that the action needs.
func actRoutes() []route {
	out := []route{{Type: interactionAction, Name: actionDo, Doing: actOnCase, Rank: disclosure.Viewer, Open: (*App).openActs}}
	for _, g := range form.Groups() {
		out = append(out, route{
			Type: interactionCommand, Name: g.Group, Args: "CASE", Help: g.Help, Doing: actOnCase, Rank: disclosure.Viewer, Open: (*App).openActs,
		})
	}
	for _, act := range form.Actions() {
		out = append(out, route{
			Type: interactionAction, Name: actionAct + ":" + act.Name, Doing: act.Doing, Rank: act.Rank,
			Open: func(a *App, ctx context.Context, c call) error { return a.openForm(ctx, c, &act) },
		})
		if act.Yes == "" {
			continue // it only shows
		}
		out = append(out, route{
			Type: interactionSubmit, Name: callbackAct + ":" + act.Name, Doing: act.Doing, Rank: act.Rank, Working: act.Doing + " …",
			Check: func(a *App, ctx context.Context, c call) (map[string]string, string) {
				return a.checkForm(ctx, c, &act)
			},
			Look: func(a *App, ctx context.Context, c call) *slackapi.ModalViewRequest {
				return a.lookAtForm(ctx, c, &act)
			},
			Run: func(a *App, ctx context.Context, c call) (outcome, error) { return a.runForm(ctx, c, &act) },
		})
	}
	return out
}

// openActs shows what is possible now for a case and a person: all of it from the button of the card, a group by its word.
func (a *App) openActs(ctx context.Context, c call) error {
	var id disclosure.CaseID
	group := form.Group("")
	if c.Type == interactionCommand {
		t, err := readCommand(c.Text)
		if err != nil {
			return err
		}
		if id, err = caseArg(c, t.Word); err != nil {
			return err
		}
		group = form.Group(t.Word)
	} else {
		v, err := readValue(c.Value)
		if err != nil {
			return err
		}
		id = v.Case
	}
	s, err := a.seen(ctx, c, id, "")
	if err != nil {
		return err
	}
	menu := form.Menu(s, group)
	if len(menu) == 0 {
		a.reply(ctx, c.interaction, "There is nothing of that to do for *"+safe(string(id))+"* now, or it takes another rank than "+safe(string(c.Actor.Role))+".")
		return nil
	}
	return a.present(ctx, c, menuView(s, menu, origin{Channel: c.Channel}))
}

// seen is what a form is made from, as the person may see it.
func (a *App) seen(ctx context.Context, c call, id disclosure.CaseID, subject string) (*form.Seen, error) {
	k, err := a.ports.Cases.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	known, err := a.ports.Acts.Known(ctx, k)
	if err != nil {
		return nil, err
	}
	s := &form.Seen{Case: k, Actor: c.Actor, Now: a.opts.Clock(), Zone: a.opts.Zone, Known: known, Subject: subject}
	if _, ok := k.Draft(subject); ok && subject != "" {
		if _, s.Text, err = a.ports.Drafts.DraftText(ctx, id, subject); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// openForm shows the form of an action.
func (a *App) openForm(ctx context.Context, c call, act *form.Action) error {
	v, err := readValue(c.Value)
	if err != nil {
		return err
	}
	s, err := a.seen(ctx, c, v.Case, v.Draft)
	if err != nil {
		return err
	}
	if !act.Possible(s) {
		a.reply(ctx, c.interaction, act.Doing+" is not possible for *"+safe(string(v.Case))+"* any more. "+onCard(s.Case, "The card was updated."))
		a.refresh(ctx, v.Case)
		return nil
	}
	if act.Group == form.Assets {
		a.log.InfoContext(ctx, "targets revealed", "case", string(v.Case), "by", c.Actor.Name)
	}
	channel := c.Channel
	if channel == "" { // a button in a modal, which knows where it was opened
		channel = readOrigin(c.View.Metadata).Channel
	}
	if err := a.present(ctx, c, a.formView(act, s, filled{}, origin{Channel: channel})); err != nil {
		return err
	}
	if act.Name == editAction && form.Long(s) {
		return a.sendText(ctx, c, s)
	}
	return nil
}

// present shows a modal: on top of the one in which a button was pressed, else by itself.
func (a *App) present(ctx context.Context, c call, v slackapi.ModalViewRequest) error {
	if c.View.ID != "" {
		return a.client.push(ctx, c.Trigger, v)
	}
	return a.client.open(ctx, c.Trigger, v)
}

// push shows a modal on top of the one that is open.
func (c *client) push(ctx context.Context, trigger string, v slackapi.ModalViewRequest) error {
	if err := CheckView(v); err != nil {
		return fault.Errorf(fault.Internal, "a modal would break Slack's limits: %w", err)
	}
	_, err := c.api.PushViewContext(ctx, trigger, v)
	return err
}
