package slack

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/manuscript"
	"daylight/notify/slack/form"
)

// The fields of the form in which somebody decides on a finding of the gate.
const (
	fieldFound  = "found"
	fieldStop   = "found_why"
	fieldReason = "found_reason"
)

// maxFound is how many findings the form shows. More of them are a text to be written anew, and no list of exceptions.
const maxFound = 20

// maxReason bounds why a finding stops no page, in characters. The second person reads all of it.
const maxReason = 300

// foundIn is a finding that stops a page, with the languages in which it does.
type foundIn struct {
	content.Finding
	Langs []string
}

// name identifies a finding as somebody saw it: what it is, and what was shown of where it stands. The same thing in another sentence has
// another name.
func (f *foundIn) name() string {
	return f.Digest + "." + mark(f.Rule, f.What, f.Masked, f.File, f.Line, f.Excerpt)
}

// stopping lists the findings that stop pages, each thing once a place. closed is how many of them nobody may decide on yet.
func stopping(all []Page) (out []foundIn, closed int) {
	for i := range all {
		p := &all[i]
		for j := range p.Checks {
			for _, f := range content.Open(p.Checks[j].Findings) {
				if !content.Holds(string(f.Rule), p.Case) {
					closed++
					continue
				}
				is := foundIn{Finding: f, Langs: []string{p.Lang}}
				at := slices.IndexFunc(out, func(o foundIn) bool { return o.name() == is.name() })
				switch {
				case at < 0:
					out = append(out, is)
				case !slices.Contains(out[at].Langs, p.Lang):
					out[at].Langs = append(out[at].Langs, p.Lang)
				}
			}
		}
	}
	return out, closed
}

// openFindings opens the form over that about the pages.
func (a *App) openFindings(ctx context.Context, c call) error {
	v, err := readPagesValue(c.Value)
	if err != nil {
		return err
	}
	all, err := a.pages(ctx, v)
	if err != nil {
		return err
	}
	return a.present(ctx, c, findingsView(all, origin{Channel: readOrigin(c.View.Metadata).Channel, Value: v.String()}))
}

// findingsView shows what stops the pages, and asks for a word on one of them.
func findingsView(all []Page, from origin) slackapi.ModalViewRequest {
	found, closed := stopping(all)
	lines := []string{fmt.Sprintf("*%s*: the gate finds %s in these pages.", safe(string(all[0].Case.ID)), count(len(found), "thing"))}
	if len(found) == 0 {
		lines[0] = "*" + safe(string(all[0].Case.ID)) + "*: the gate finds nothing that may be decided on in these pages."
	}
	if closed > 0 {
		lines = append(lines, count(closed, "more finding")+" may lead readers to an asset. Nobody decides on that before our own probes have seen everything closed.")
	}
	more := len(found) - maxFound
	found = found[:min(len(found), maxFound)]
	options := make([]*slackapi.OptionBlockObject, 0, len(found))
	for i := range found {
		f := &found[i]
		n := strconv.Itoa(i + 1)
		lines = append(lines, fmt.Sprintf("*%s.* %s: %s (%s)\n> %s\n%s", n, safeUpTo(strings.ReplaceAll(string(f.Rule), "_", " "), 60), safeUpTo(oneLine(f.String()), 250),
			safeUpTo(strings.Join(f.Langs, ", "), 60), safeUpTo(oneLine(f.Excerpt), 250), safeUpTo(oneLine(f.Lifts), 300)))
		options = append(options, slackapi.NewOptionBlockObject(f.name(), plain(cutRunes(n+". "+visible(oneLine(f.String())), 70)), nil))
	}
	if more > 0 {
		lines = append(lines, count(more, "more finding")+" have no room here: they are shown once the text is written without some of these.")
	}
	view := slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackFound, Title: plain("Decide on a finding"), Close: plain("Back"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: sectionsOf(lines)},
	}
	if len(options) == 0 {
		return view
	}
	which := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, fieldFound, options...)
	if len(options) == 1 {
		which.InitialOption = options[0] // of several a person chooses
	}
	why := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, fieldStop,
		slackapi.NewOptionBlockObject(string(manuscript.FalseAlarm), plain("False alarm: it is not what it looks like"), nil),
		slackapi.NewOptionBlockObject(string(manuscript.OnPurpose), plain("On purpose: it stays, and readers are told"), nil))
	reason := inputLong(fieldReason, "Reason", "For the team. Do not repeat what was found.", "", maxReason).WithOptional(false)
	view.Submit = plain("Propose it")
	view.Blocks.BlockSet = append(view.Blocks.BlockSet,
		slackapi.NewInputBlock(fieldFound, plain("This finding stops no page"), nil, which), slackapi.NewInputBlock(fieldStop, plain("Why"), nil, why), reason,
		slackapi.NewContextBlock("", markdown("It takes a second person, who reads it in the thread of the case. It holds for this one thing, wherever it stands in the pages of the case; another value is another finding.")))
	return view
}

// word is the word of somebody on a finding as they saw it, and the case as it is now.
func (a *App) word(ctx context.Context, c call) (*disclosure.Case, publish.Override, error) {
	v, err := readPagesValue(readOrigin(c.View.Metadata).Value)
	if err != nil {
		return nil, publish.Override{}, err
	}
	all, err := a.pages(ctx, v)
	if err != nil {
		return nil, publish.Override{}, err
	}
	k, chosen := all[0].Case, c.View.Values[fieldFound]
	digest, _, _ := strings.Cut(chosen, ".")
	found, _ := stopping(all)
	i := slices.IndexFunc(found, func(f foundIn) bool { return f.name() == chosen })
	switch _, decided := k.Manuscript.Override(digest); {
	case chosen == "":
		return k, publish.Override{}, fault.Errorf(fault.Invalid, "choose one finding")
	case i < 0 && decided:
		return k, publish.Override{}, fault.Errorf(fault.Conflict, "two people decided on this finding already: it stops no page of %s", k.ID)
	case i < 0:
		return k, publish.Override{}, fault.Errorf(fault.Conflict, "the text of %s has changed since you saw it, and this finding does not stand there as you read it: close the form and look at the findings again", k.ID)
	}
	return k, publish.Overriding(found[i].Finding, manuscript.Why(c.View.Values[fieldStop]), c.View.Values[fieldReason]), nil
}

// checkFound looks at the word while Slack waits: what would be refused stands at its field.
func (a *App) checkFound(ctx context.Context, c call) (errs map[string]string, refuse string) {
	at := map[string]string{}
	for name, text := range map[string]string{fieldFound: "Choose one finding.", fieldStop: "Say why.", fieldReason: "Write the reason: whoever reads the case later has to understand it."} {
		if strings.TrimSpace(c.View.Values[name]) == "" {
			at[name] = text
		}
	}
	if len(at) > 0 {
		return at, ""
	}
	k, cmd, err := a.word(ctx, c)
	if err == nil {
		_, _, err = a.ports.Acts.Try(ctx, c.Actor, k, form.Order{Command: cmd})
	}
	switch fault.CodeOf(err) {
	case "":
		return nil, ""
	case fault.Unavailable, fault.Internal:
		return nil, explain(err)
	default:
		return map[string]string{fieldFound: refusalAtField(err)}, ""
	}
}

// runFound gives the word on the finding: the first is a proposal, that of somebody else lets the pages out.
func (a *App) runFound(ctx context.Context, c call) (outcome, error) {
	once := "act/" + mark(c.User, onceOf(c))
	for try := 1; ; try++ {
		k, cmd, err := a.word(ctx, c)
		if k == nil {
			return outcome{}, err
		}
		done := outcome{Case: k.ID, Note: "a finding of the gate, one word"}
		name := "*" + safe(string(k.ID)) + "*: "
		if _, did, refErr := a.ports.Refs.Ref(ctx, k.ID, owner, once); refErr != nil || did {
			if did { // the process died after it was done and before the delivery was
				a.tell(ctx, c.interaction, "Done", name+"your word is on record.")
			}
			return done, refErr
		}
		if err != nil {
			return done, err
		}
		second, err := a.ports.Acts.Act(ctx, c.Actor, k, form.Order{Command: cmd}, once)
		if fault.CodeOf(err) == fault.Conflict && try < maxTries {
			continue // somebody was in between; what was shown is compared again
		}
		if err != nil {
			return done, err
		}
		text := name + "your word is on record. It takes a second person: " + onCard(k, "the card has a button for them.")
		if !second {
			done.Note = "a finding of the gate stops no page"
			text = name + "two people decided on this finding, and it stops no page."
			if a.opts.Solo {
				text = name + "it is on record that this finding stops no page."
			}
		}
		a.refresh(ctx, k.ID)
		a.tell(ctx, c.interaction, "Decided", text)
		return done, nil
	}
}
