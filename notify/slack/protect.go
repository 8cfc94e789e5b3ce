package slack

import (
	"context"
	"fmt"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// fieldWords is the block for words to protect.
const fieldWords = "words"

// Words protects words of a case: a word, or a few that belong together, in each line of a list. Nothing that it returns repeats one.
type Words interface {
	ProtectWords(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, list string) (Protected, error)
}

// Protected says what came of a list of words.
type Protected struct {
	Fresh   int      // words that were not protected before
	Known   int      // words that were protected already
	Words   int      // that the case protects now
	Printed []string // where one of them stands that a page prints by itself
}

// openProtect asks for the words. What stands behind the case in the command is not read, and not repeated: it may be one of them.
func (a *App) openProtect(ctx context.Context, c call) error {
	if len(c.Args) != 1 {
		return fault.Errorf(fault.Invalid, "name the case alone, as in %s protect DL-2020-0001: the words go into the form", commandName)
	}
	id, err := readCaseID(c.Args[0])
	if err != nil {
		return fault.Errorf(fault.Invalid, "this is no case id: write it as DL-2020-0001. The words go into the form")
	}
	k, err := a.ports.Cases.Case(ctx, id)
	if err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, protectView(k, origin{Channel: c.Channel, Value: value{Case: id, Version: k.Version}.String()}))
}

func protectView(k *disclosure.Case, from origin) slackapi.ModalViewRequest {
	lines := []string{
		"*" + safe(string(k.ID)) + "*: no page goes out that holds one of these words, however it is written or inflected.",
		"They are kept keyed: nobody sees them again, here or elsewhere. This case protects " + count(len(k.Manuscript.Guards), "word") + " now.",
	}
	words := inputLong(fieldWords, "Names of people and projects", "One word, or up to eight that belong together, in each line.", "", maxText).WithOptional(false)
	blocks := append(sectionsOf(lines), words,
		slackapi.NewContextBlock("", markdown("Two people take a word out: `"+commandName+" page "+safe(string(k.ID))+"`.")))
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackProtect, Title: plain("Protect words"), Submit: plain("Protect them"), Close: plain("Cancel"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// protectNow protects the words while Slack waits. The submission is not stored, because it holds them; one that Slack gives twice has one
// effect, because the same word twice is one.
func (a *App) protectNow(ctx context.Context, c call) (*slackapi.ModalViewRequest, map[string]string) {
	v, err := readValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return note("Not done", explain(err)), nil
	}
	did, err := a.ports.Words.ProtectWords(ctx, c.Actor, v.Case, c.View.Values[fieldWords])
	switch fault.CodeOf(err) {
	case "":
	case fault.Invalid:
		return nil, map[string]string{fieldWords: cutRunes(visible(sentence(reason(err))), maxFieldError)}
	default:
		a.log.WarnContext(ctx, "words could not be protected", "case", string(v.Case), "code", string(fault.CodeOf(err)))
		return note("Not done", explain(err)), nil
	}
	a.refresh(ctx, v.Case)
	said := count(did.Fresh, "word") + " more"
	switch {
	case did.Known == 1:
		said += ", and 1 that was protected already"
	case did.Known > 1:
		said += fmt.Sprintf(", and %d that were protected already", did.Known)
	}
	lines := []string{fmt.Sprintf("*%s*: %s. It protects %s in all.", safe(string(v.Case)), said, count(did.Words, "word"))}
	for _, where := range did.Printed {
		lines = append(lines, ":warning: A protected word stands in "+safeUpTo(where, 100)+", which a page prints by itself: correct it there.")
	}
	return note("Protected", strings.Join(lines, "\n")), nil
}
