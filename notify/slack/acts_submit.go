package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/slack/form"
)

// submitted is a submission with the case as it is now.
type submitted struct {
	seen   *form.Seen
	from   origin
	filled filled
	order  form.Order
	wrong  map[string]string
	after  *disclosure.Case
	second bool
	err    error // why the decision would be refused
}

// read reads a submission and decides on it, without writing anything. An error means that it could not be looked at.
func (a *App) read(ctx context.Context, c call, act *form.Action) (*submitted, error) {
	sub := &submitted{from: readOrigin(c.View.Metadata)}
	v, err := readValue(sub.from.Value)
	if err != nil {
		return nil, err
	}
	if sub.seen, err = a.seen(ctx, c, v.Case, v.Draft); err != nil {
		return nil, err
	}
	sub.seen.Said, sub.seen.File = a.saidOf(c, sub.from), sub.from.File
	if !act.Possible(sub.seen) {
		return nil, fault.Errorf(fault.Conflict, "this is not possible for %s any more: look at it again", v.Case)
	}
	sub.filled.values = c.View.Values
	if sub.order, sub.wrong = form.Read(act, sub.seen, c.View.Values); len(sub.wrong) > 0 {
		return sub, nil
	}
	sub.after, sub.second, sub.err = a.ports.Acts.Try(ctx, c.Actor, sub.seen.Case, sub.order)
	if code := fault.CodeOf(sub.err); code == fault.Unavailable || code == fault.Internal {
		return nil, sub.err
	}
	if act.Moves && sub.err == nil && sub.after != nil {
		sub.filled.moves = form.Moves(sub.seen.Case, sub.after, sub.second)
	}
	return sub, nil
}

// same reports whether the form would be shown now as its person saw it, and whether they saw what it does to the deadlines.
func (sub *submitted) same(act *form.Action) (shown, moved bool) {
	return sub.from.Read == shownMark(act, sub.seen), len(sub.filled.moves) == 0 || sub.from.Moves == movesMark(sub.filled)
}

// checkForm looks at a submission while Slack waits. What is wrong stands at its field; so does what the decision would be refused for.
func (a *App) checkForm(ctx context.Context, c call, act *form.Action) (errs map[string]string, refuse string) {
	sub, err := a.read(ctx, c, act)
	if err != nil {
		return nil, explain(err)
	}
	if shown, _ := sub.same(act); !shown {
		return nil, "" // the form is shown as it is now
	}
	errs = map[string]string{}
	for field, text := range sub.wrong {
		errs[sub.fieldOr(act, field)] = cutRunes(visible(sentence(text)), maxFieldError)
	}
	if sub.err != nil {
		errs[sub.fieldOr(act, act.Blame)] = refusalAtField(sub.err)
	}
	return errs, ""
}

// fieldOr is the field if the form has it now, else the first one: Slack shows no error of a field that is not there.
func (sub *submitted) fieldOr(act *form.Action, name string) string {
	fields := act.Fields(sub.seen)
	if len(fields) == 0 || slices.ContainsFunc(fields, func(f form.Field) bool { return f.Name == name }) {
		return name
	}
	return fields[0].Name
}

// maxFieldError bounds what stands at a field, in characters.
const maxFieldError = 500

// refusalAtField is what a field shows of a decision that would be refused: what is wrong, what helps, and the code of it.
func refusalAtField(err error) string {
	text := fieldError(err)
	if h := fault.HintOf(err); h.Code != "" {
		text += " " + visible(h.Fill(hintWords()[h.Code]))
	}
	return cutRunes(strings.TrimSpace(text), maxFieldError-40) + " (" + string(fault.CodeOf(err)) + ")"
}

// lookAtForm shows the form once more: because the case has changed, or with what the decision would do to the deadlines.
func (a *App) lookAtForm(ctx context.Context, c call, act *form.Action) *slackapi.ModalViewRequest {
	sub, err := a.read(ctx, c, act)
	if err != nil {
		return note("Not done", explain(err))
	}
	shown, moved := sub.same(act)
	switch {
	case !shown:
		sub.filled.changed, sub.filled.moves = true, nil
	case moved:
		return nil
	}
	v := a.formView(act, sub.seen, sub.filled, sub.from)
	return &v
}

// runForm carries a submission out, on the case as it was shown.
func (a *App) runForm(ctx context.Context, c call, act *form.Action) (outcome, error) {
	v, err := readValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: act.Name}
	defer a.refresh(ctx, v.Case)
	once := onceOf(c)
	if act.Name == form.OfMessage { // a message stands there once, whoever adds it
		once = onceOfMessage(readOrigin(c.View.Metadata).message())
	}
	for try := 1; ; try++ {
		if _, did, err := a.ports.Refs.Ref(ctx, v.Case, owner, once); err != nil || did {
			if did { // a second click, or the process died after it was done and before the delivery was
				a.tell(ctx, c.interaction, "Done", "*"+safe(string(v.Case))+"*: "+act.Done)
			}
			return done, err
		}
		sub, err := a.read(ctx, c, act)
		if err != nil {
			return done, err
		}
		if shown, moved := sub.same(act); !shown || !moved || len(sub.wrong) > 0 {
			return done, fault.Errorf(fault.Conflict, "%s has changed since you saw it: nothing was done, please do it again", v.Case)
		}
		if sub.err != nil {
			return done, sub.err
		}
		if f := sub.order.File; f != nil {
			text, err := a.fileText(ctx, c.User, f.ID)
			if err != nil {
				return done, err
			}
			if act.Name != form.FileAction {
				return done, a.confirmFile(ctx, c, sub, text)
			}
			if sub.from.File == nil || mark(text) != sub.from.File.Sum {
				return done, fault.Errorf(fault.Conflict, "the file has changed since you were shown it: nothing was saved, please give it once more")
			}
			sub.order.Edit = &form.Edit{Draft: f.Edit.Draft, Revision: f.Edit.Revision, Subject: f.Edit.Subject, Body: text}
		}
		second, said, err := a.carryOut(ctx, c, sub, once)
		if fault.CodeOf(err) == fault.Conflict && try < maxTries {
			continue // somebody was in between; what was shown is compared again
		}
		if err != nil {
			return done, err
		}
		a.tell(ctx, c.interaction, "Done", doneText(act, sub.seen, sub.filled.moves, second)+said)
		return done, nil
	}
}

// carryOut does what a submission orders. said is what came of it beside that, from a line of its own on.
func (a *App) carryOut(ctx context.Context, c call, sub *submitted, once string) (second bool, said string, err error) {
	if sub.order.Revise == nil {
		second, err = a.ports.Acts.Act(ctx, c.Actor, sub.seen.Case, sub.order, once)
		return second, "", err
	}
	drafts, untold, err := a.ports.Revisions.Revise(ctx, c.Actor, sub.seen.Case.ID, *sub.order.Revise, once)
	v, lines := veilFor(sub.seen.Case, false), []string{""}
	if len(drafts) > 0 {
		lines = append(lines, "Drafted, not sent, to who was told before: "+safeUpTo(strings.Join(drafts, ", "), 500)+". The card has them.")
	}
	for _, who := range untold {
		lines = append(lines, ":warning: Told before, and no draft: "+v.show(oneLine(who), 300))
	}
	return false, strings.Join(lines, "\n"), err
}

// onceOf names an order. Two clicks on one form with the same words in it are one, however often they are delivered; a press of a button
// is one by itself.
func onceOf(c call) string {
	if c.Type == interactionAction {
		return "act/" + mark(c.Action, c.Value, c.User, c.Trigger)
	}
	return "act/" + mark(c.Callback, c.View.ID, c.View.Hash, c.View.Metadata, c.View.Values)
}

func doneText(act *form.Action, s *form.Seen, moves []string, second bool) string {
	text := "*" + safe(string(s.Case.ID)) + "*: " + act.Done
	if second {
		return "*" + safe(string(s.Case.ID)) + "*: your word is on record. It takes a second person: " + onCard(s.Case, "the card has a button for them.")
	}
	if len(moves) > 0 {
		text += "\nWhat followed: " + safeUpTo(strings.Join(moves, "; "), 1500) + "."
	}
	return text
}

// shownMark is a digest of what a form shows and offers. It depends on nothing that a probe in between would change, unless the form
// shows it.
func shownMark(act *form.Action, s *form.Seen) string {
	var says []string
	if act.Says != nil {
		says = act.Says(s)
	}
	return mark(act.Name, s.Subject, says, act.Fields(s))
}

// movesMark is a digest of what was filled in and of what it would do.
func movesMark(f filled) string { return mark(f.values, f.moves) }

func mark(parts ...any) string {
	b, err := json.Marshal(parts)
	if err != nil { // strings and lists of them: cannot happen
		return fmt.Sprintf("%p", &parts)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}
