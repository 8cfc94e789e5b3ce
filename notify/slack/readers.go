package slack

import (
	"context"
	"strconv"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/medium"
	"daylight/notify/slack/form"
)

// maxReaders is how many accounts of whom nobody said who they are a message shows one by one. The menu of the card has the others.
const maxReaders = 4

// readers are the accounts that keep something from being written for a case. Once its work has ended, nothing is written.
func (a *App) readers(ctx context.Context, k *disclosure.Case) ([]form.Reader, error) {
	if a.ports.Readers == nil || k.Work != disclosure.WorkDraft && k.Work != disclosure.WorkActive {
		return nil, nil
	}
	return a.ports.Readers(ctx, k)
}

// tellsOfReaders reports whether an event says that something is not written to a place, for which its readers may be the reason.
func tellsOfReaders(e *disclosure.Event) bool {
	switch e.Kind {
	case disclosure.KindReadersChanged, disclosure.KindMessageCancelled, disclosure.KindMessageWithheld:
		return medium.Of(e.Channel).Place
	default:
		return false
	}
}

// readerBlocks say who reads where nothing is written, with what a person can say of each.
func readerBlocks(k *disclosure.Case, unknown []form.Reader, hide veil) []slackapi.Block {
	if len(unknown) == 0 {
		return nil
	}
	out := []slackapi.Block{section(":no_entry: *Nothing is written where " + count(len(unknown), "account") + " can read of which nobody said who that is.* Say it, or take the access away.")}
	for i := range unknown[:min(len(unknown), maxReaders)] {
		r := &unknown[i]
		v := value{Case: k.ID, Draft: r.Subject(), Version: k.Version}.String()
		button := func(action, label string) *slackapi.ButtonBlockElement {
			return slackapi.NewButtonBlockElement(actionAct+":"+action+"#"+r.Subject(), v, plain(label))
		}
		out = append(out,
			section("*"+hide.show(oneLine(r.Login), 80)+"* reads what is written to "+safeUpTo(r.Contact, 20)+": "+hide.show(oneLine(r.Sight), 200)),
			slackapi.NewActionBlock("reader_"+strconv.Itoa(i), button(form.ReaderMayRead, "They may read …"), button(form.ReaderSpeaks, "They are the party's …")))
	}
	if more := len(unknown) - maxReaders; more > 0 {
		out = append(out, section("And "+strconv.Itoa(more)+" more: *Do …* on the card lists them."))
	}
	return out
}
