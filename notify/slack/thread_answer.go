package slack

import (
	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/task"
	"daylight/notify/slack/form"
)

// answerAction is the form by which somebody answers in their own words.
const answerAction = "draft_own"

// answerButtons offer to answer what a party said. Nothing is offered while the work has ended, or where Daylight cannot write to them.
func answerButtons(k *disclosure.Case, e *disclosure.Event) *slackapi.ActionBlock {
	voice := e.Kind.Info().Voice
	theirs := voice == disclosure.VoiceAnswer || voice == disclosure.VoiceRequest || e.Kind == disclosure.KindStatement || e.Kind == disclosure.KindUnclear
	if !theirs || e.Party == "" || e.Party == disclosure.Finder || e.Party == disclosure.Press {
		return nil
	}
	s := &form.Seen{Case: k, Actor: disclosure.Actor{Role: disclosure.Researcher}}
	for _, act := range form.Actions() {
		if act.Name == answerAction && !act.Possible(s) {
			return nil
		}
	}
	v := value{Case: k.ID, Draft: contactOf(k, e), Version: k.Version}
	buttons := []slackapi.BlockElement{slackapi.NewButtonBlockElement(actionAct+":"+answerAction, v.String(), plain("Answer …"))}
	if e.Kind == disclosure.KindExtensionRequested {
		of := value{Case: k.ID, Version: k.Version}
		buttons = append(buttons, slackapi.NewButtonBlockElement(actionAct+":clock_answer", of.String(), plain("Decide about the time …")))
	}
	return slackapi.NewActionBlock("answer", buttons...)
}

// resolveButton asks whether a message arrived of which nobody knows it.
func resolveButton(k *disclosure.Case) *slackapi.ActionBlock {
	v := value{Case: k.ID, Version: k.Version}
	return slackapi.NewActionBlock("resolve", slackapi.NewButtonBlockElement(actionAct+":message_resolve", v.String(), plain("Did it arrive? …")))
}

// contactOf is the one contact that an event's party wrote from, by its channel, "" where several could be meant: then the form asks.
func contactOf(k *disclosure.Case, e *disclosure.Event) string {
	found := ""
	name := k.PartyName(e.Party, e.Name)
	for i := range k.Contacts {
		c := &k.Contacts[i]
		if c.Role != e.Party || k.PartyName(c.Role, c.Name) != name || e.Channel != "" && c.Channel != e.Channel || !task.SentBy(c.Channel) || c.Quality == disclosure.QualityBounced {
			continue
		}
		if found != "" {
			return ""
		}
		found = c.ID
	}
	return found
}
