package slack

import (
	"context"
	"strconv"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/slack/form"
)

// A message becomes an entry of a timeline by the shortcut on it. In the thread of a card it is the timeline of that case, elsewhere
// its person chooses one. Of the message its address and its author are kept; its words only as far as the person leaves them in the
// form.

// The blocks of the form that asks for the case.
const (
	fieldCase  = "case"
	fieldOther = "other_case"
)

// maxWords is how many bytes of a message a form carries while its person chooses the case. A form holds 3,000 in all, as JSON.
const maxWords = 450

// saidAction is the form of a message.
func saidAction() *form.Action {
	for _, act := range form.Actions() {
		if act.Name == form.OfMessage {
			return &act
		}
	}
	return nil // a test holds that it is there
}

// message is the message that a form was opened on.
func (o origin) message() messageRef { return messageRef{o.Channel, o.TS} }

// onceOfMessage is the name of the reference by which a case knows that a message stands on its timeline.
func onceOfMessage(m messageRef) string { return "message/" + m.String() }

// saidOf is the message that a form was opened on, nil where it was opened on none.
func (a *App) saidOf(c call, from origin) *form.Said {
	at, ok := timeOf(from.TS)
	if !ok || !channelForm.MatchString(from.Channel) {
		return nil
	}
	link := permalink(c.Domain, from.Channel, from.TS)
	if link != "" && tsForm.MatchString(from.Thread) {
		link += "?thread_ts=" + from.Thread + "&cid=" + from.Channel
	}
	return &form.Said{Link: link, By: a.authorOf(from.Author), At: civil.At(at.In(a.opts.Zone))}
}

// authorOf names who wrote a message, for the team.
func (a *App) authorOf(user string) string {
	switch m, ok := a.opts.Members[user]; {
	case ok:
		return m.Name
	case userForm.MatchString(user):
		return "the Slack user " + user
	default:
		return "somebody unknown"
	}
}

// timeOf is when a message was written: its timestamp is its time, to the minute here.
func timeOf(ts string) (time.Time, bool) {
	if !tsForm.MatchString(ts) {
		return time.Time{}, false
	}
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	return time.Unix(n, 0).UTC().Truncate(time.Minute), err == nil
}

// caseOfThread is the case in the thread of whose card a message stands, "" for none. The card itself is in its thread.
func (a *App) caseOfThread(ctx context.Context, channel string, m message) (disclosure.CaseID, error) {
	for _, ts := range []string{m.Thread, m.TS} {
		if ts == "" {
			continue
		}
		id, ours, err := a.cardAt(ctx, messageRef{channel, ts})
		if err != nil || !ours {
			if err != nil {
				return "", err
			}
			continue
		}
		_, err = a.ports.Cases.Case(ctx, id)
		if fault.CodeOf(err) == fault.NotFound { // restricted: nobody learns its id here
			return "", fault.Errorf(fault.NotFound, "this thread belongs to no case that you may see")
		}
		if err != nil {
			return "", err
		}
		return id, nil
	}
	return "", nil
}

// openAddMessage opens the form of a message, or asks first for which case it is.
func (a *App) openAddMessage(ctx context.Context, c call) error {
	from := origin{Channel: c.Channel, TS: c.Message.TS, Thread: c.Message.Thread, Author: c.Message.Author}
	if a.saidOf(c, from) == nil {
		return fault.Errorf(fault.Refused, "only a message of a channel can be added to a timeline, not one of a conversation between two")
	}
	id, err := a.caseOfThread(ctx, c.Channel, c.Message)
	if err != nil {
		return err
	}
	if id == "" {
		from.Words = cutBytes(unmarked(c.Message.Text), maxWords)
		return a.whichCase(ctx, c, from)
	}
	if err := a.notYetSaid(ctx, id, from.message()); err != nil {
		return err
	}
	v, err := a.saidView(ctx, c, id, unmarked(cutBytes(c.Message.Text, maxDetect)), from)
	if err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, v)
}

// notYetSaid refuses a message that stands on the timeline already.
func (a *App) notYetSaid(ctx context.Context, id disclosure.CaseID, m messageRef) error {
	by, did, err := a.ports.Refs.Ref(ctx, id, owner, onceOfMessage(m))
	if err == nil && did {
		err = fault.Errorf(fault.Conflict, "this message is on the timeline of %s already: %s added it", id, by)
	}
	return err
}

// saidView is the form of a message for a case. The words of the message stand in it to be edited; they are kept nowhere else.
func (a *App) saidView(ctx context.Context, c call, id disclosure.CaseID, words string, from origin) (slackapi.ModalViewRequest, error) {
	s, err := a.seen(ctx, c, id, "")
	if err != nil {
		return slackapi.ModalViewRequest{}, err
	}
	s.Said = a.saidOf(c, from)
	return a.formView(saidAction(), s, filled{values: map[string]string{"text": cutRunes(words, maxText)}}, from), nil
}

// whichCase asks for the case of a message that stands in the thread of none.
func (a *App) whichCase(ctx context.Context, c call, from origin) error {
	found, err := a.ports.Cases.List(ctx, ledger.Filter{Limit: maxOptions})
	if err != nil {
		return err
	}
	meant := caseInText.FindString(c.Message.Text)
	blocks := []slackapi.Block{section("This message stands in the thread of no case. Which one does it belong to?")}
	if len(found) > 0 {
		var options []*slackapi.OptionBlockObject
		which := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, plain("Choose …"), fieldCase)
		veilOf := a.veilOf(ctx)
		for _, s := range found {
			v, ok := veilOf(s.ID)
			if !ok {
				continue
			}
			label := string(s.ID) + " · " + v.show(oneLine(s.Title), maxOption)
			options = append(options, slackapi.NewOptionBlockObject(string(s.ID), plain(cutRunes(label, maxOption)), nil))
			if string(s.ID) == meant {
				which.InitialOption = options[len(options)-1]
			}
		}
		which.Options = options
		if len(options) > 0 {
			blocks = append(blocks, slackapi.NewInputBlock(fieldCase, plain("Case"), nil, which).WithOptional(true))
		}
	}
	blocks = append(blocks, input(fieldOther, "Or another one", "DL-2020-0001", "", 40, true))
	return a.client.open(ctx, c.Trigger, slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackWhichCase, Title: plain("Which case?"), Submit: plain("Go on"), Close: plain("Cancel"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	})
}

// chosenCase is what somebody answered to [App.whichCase].
func (a *App) chosenCase(ctx context.Context, c call) (disclosure.CaseID, map[string]string) {
	field, said := fieldOther, strings.TrimSpace(c.View.Values[fieldOther])
	if said == "" {
		field, said = fieldCase, c.View.Values[fieldCase]
	}
	if said == "" {
		return "", map[string]string{fieldOther: "Choose a case, or write its id."}
	}
	id, err := readCaseID(said)
	if err == nil {
		_, err = a.ports.Cases.Case(ctx, id)
	}
	if err == nil {
		err = a.notYetSaid(ctx, id, readOrigin(c.View.Metadata).message())
	}
	if err != nil {
		return "", map[string]string{field: fieldError(err)}
	}
	return id, nil
}

func (a *App) checkWhichCase(ctx context.Context, c call) (errs map[string]string, refuse string) {
	_, errs = a.chosenCase(ctx, c)
	return errs, ""
}

// lookWhichCase shows the form of the message in the place of the question.
func (a *App) lookWhichCase(ctx context.Context, c call) *slackapi.ModalViewRequest {
	id, errs := a.chosenCase(ctx, c)
	if len(errs) > 0 {
		return note("Not done", "The case could not be read. Please try again.")
	}
	from := readOrigin(c.View.Metadata)
	words := from.Words
	from.Words = ""
	v, err := a.saidView(ctx, c, id, words, from)
	if err != nil {
		return note("Not done", explain(err))
	}
	return &v
}

// runWhichCase is never reached: the question is always answered with a form.
func (*App) runWhichCase(context.Context, call) (outcome, error) {
	return outcome{Note: "a case was chosen"}, nil
}
