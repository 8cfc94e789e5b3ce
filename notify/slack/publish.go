package slack

import (
	"context"
	"fmt"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// openPublish opens the form about the pages of a case: `CASE [full|limited|stub] [LANGUAGE…]`.
func (a *App) openPublish(ctx context.Context, c call) error {
	if len(c.Args) == 0 {
		return fault.Errorf(fault.Invalid, "name the case, as in %s publish DL-2020-0001", commandName)
	}
	id, err := readCaseID(c.Args[0])
	if err != nil {
		return err
	}
	k, err := a.ports.Cases.Case(ctx, id)
	if err != nil {
		return err
	}
	v := a.firstChoice(k)
	var langs []string
	for _, word := range c.Args[1:] {
		if m := disclosure.Mode(strings.ToLower(word)); m.Valid() {
			v.Mode = m
		} else {
			langs = append(langs, strings.ToLower(cutBytes(word, 20)))
		}
	}
	if len(langs) > 0 {
		v.Langs = langs
	}
	view, err := a.pagesView(ctx, c, v, c.Channel)
	if err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, view)
}

// openPages opens the form from the button of the card.
func (a *App) openPages(ctx context.Context, c call) error {
	v, err := readValue(c.Value)
	if err != nil {
		return err
	}
	k, err := a.ports.Cases.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	view, err := a.pagesView(ctx, c, a.firstChoice(k), c.Channel)
	if err != nil {
		return err
	}
	return a.client.open(ctx, c.Trigger, view)
}

// openChosen shows the form again after a person chose another page in it.
func (a *App) openChosen(ctx context.Context, c call) error {
	from := readOrigin(c.View.Metadata)
	v, err := readPagesValue(from.Value)
	if err != nil {
		return err
	}
	if m := disclosure.Mode(c.View.Values[fieldMode]); m.Valid() {
		v.Mode = m
	}
	if langs := c.View.Values[fieldLangs]; langs != "" { // without a language the form stays as it is
		v.Langs, v.Digests = strings.Split(cutBytes(langs, 200), ","), nil
	}
	view, err := a.pagesView(ctx, c, v, from.Channel)
	if err != nil {
		return err
	}
	return a.client.replace(ctx, c.View.ID, view)
}

// pagesView is the form as of now. did says what was done just before, in words that are safe.
func (a *App) pagesView(ctx context.Context, c call, v pagesValue, channel string, did ...string) (slackapi.ModalViewRequest, error) {
	all, err := a.pages(ctx, v)
	if err != nil {
		return slackapi.ModalViewRequest{}, err
	}
	return pagesForm{Pages: all, Languages: a.opts.Languages, Solo: a.opts.Solo, Reader: c.Actor.Name, Did: did, Channel: channel}.view(), nil
}

// settle says what was done where the person looks: in the form, as it is now, or with a message.
func (a *App) settle(ctx context.Context, c call, v pagesValue, did ...string) {
	from := readOrigin(c.View.Metadata)
	if c.View.ID != "" {
		view, err := a.pagesView(ctx, c, v, from.Channel, did...)
		if err == nil {
			err = a.client.replace(ctx, c.View.ID, view)
		}
		if err == nil {
			return
		}
		a.log.WarnContext(ctx, "a form could not be shown again", "case", string(v.Case), "outcome", classify(err).Reason)
		c.Channel = from.Channel
	}
	a.reply(ctx, c.interaction, cutRunes(strings.Join(did, "\n"), maxText))
}

// runPagesAsk puts the pages before a second person.
func (a *App) runPagesAsk(ctx context.Context, c call) (outcome, error) {
	return a.eachPage(ctx, c, "asked for a second person", func(p *Page) (string, error) {
		err := a.ports.Publishing.AskForPage(ctx, c.Actor, p)
		if fault.CodeOf(err) == fault.Conflict {
			return safe(p.Lang) + ": somebody asked already, and a second person is waited for.", nil
		}
		return safe(p.Lang) + ": a second person is asked, in the thread of the case.", err
	})
}

// runPagesApprove gives the word of the person to the pages that they previewed.
func (a *App) runPagesApprove(ctx context.Context, c call) (outcome, error) {
	return a.eachPage(ctx, c, "approved", func(p *Page) (string, error) {
		return safe(p.Lang) + ": approved, exactly these files (" + p.Digest[:min(12, len(p.Digest))] + ").", a.ports.Publishing.ApprovePage(ctx, c.Actor, p)
	})
}

// runPagesPublish brings the pages out.
func (a *App) runPagesPublish(ctx context.Context, c call) (outcome, error) {
	if !a.opts.Publishes {
		return outcome{}, fault.Errorf(fault.Refused, "it is not said where the files go: whoever runs Daylight sets web.folder in the configuration to the folder of your site, or publishes on the command line only: `bot publish CASE --out DIR`")
	}
	return a.eachPage(ctx, c, "published", func(p *Page) (string, error) {
		where, err := a.ports.Publishing.PublishPage(ctx, c.Actor, p)
		if err != nil {
			return "", err
		}
		lines := append([]string{fmt.Sprintf("%s: published, revision %d.", safe(p.Lang), p.Revision)}, a.figures(ctx, p.Case.ID)...)
		return strings.Join(append(lines, "The files are in "+safeUpTo(where, 300)+"."), "\n"), nil
	})
}

// eachPage does something about each page of a button that still is as it was shown. It stops at the first that is refused; what was
// done before stays and is said.
func (a *App) eachPage(ctx context.Context, c call, what string, do func(*Page) (string, error)) (outcome, error) {
	said := c.Value
	if c.Type == interactionSubmit { // a form that stands for the question
		said = readOrigin(c.View.Metadata).Value
	}
	v, err := readPagesValue(said)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: what + ": " + string(v.Mode) + " " + strings.Join(v.Langs, " ")}
	all, err := a.shownPages(ctx, v)
	if err != nil {
		a.settle(ctx, c, v, ":warning: "+explain(err))
		done.Note = "stale"
		return done, nil
	}
	var did []string
	for i := range all {
		said, err := do(&all[i])
		code := fault.CodeOf(err)
		if code == "" {
			did = append(did, said)
			continue
		}
		if code == fault.Unavailable {
			return done, err
		}
		if code == fault.Internal {
			a.log.ErrorContext(ctx, "a page could not be handled", "case", string(v.Case), "error", err.Error())
		}
		done.Note = cutBytes(reason(err), 500)
		did = append(did, ":warning: "+safe(all[i].Lang)+": "+explain(err))
		break
	}
	a.settle(ctx, c, v, did...)
	a.refresh(ctx, v.Case)
	return done, nil
}
