package slack

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/slack/form"
)

// editAction is the form by which the text of a draft is edited.
const editAction = "draft_edit"

// sendText brings the text of a draft that no form holds to its person, as a file in the conversation with them.
func (a *App) sendText(ctx context.Context, c call, s *form.Seen) error {
	d, _ := s.Case.Draft(s.Subject)
	name := fmt.Sprintf("%s-%s-revision-%d.txt", s.Case.ID, d.ID, d.Revision)
	to, err := a.client.conversation(ctx, c.User)
	if err == nil {
		err = a.client.upload(ctx, upload{
			post:  post{Channel: to, Text: "The text of " + safe(d.ID) + " of *" + safe(string(s.Case.ID)) + "*, revision " + strconv.Itoa(d.Revision) + ". Edit it and give it back in the form that is open, or with *Edit* in `" + commandName + " draft " + safe(string(s.Case.ID)) + "`."},
			Files: []file{{Name: name, Content: []byte(s.Text)}},
		})
	}
	if err != nil {
		return fault.Errorf(fault.Refused, "the text of %s could not be brought to you as a file (%s): it is on the command line only: `bot draft show %s %s`", d.ID, classify(err).Reason, s.Case.ID, d.ID)
	}
	return nil
}

// fileText reads a text from a file that somebody gave: all of it, or an error that says why not. A file of somebody else is not read.
func (a *App) fileText(ctx context.Context, user, id string) (string, error) {
	info, _, _, err := a.client.api.GetFileInfoContext(ctx, id, 1, 1)
	switch {
	case err != nil:
		return "", unread(err)
	case info.User != user:
		return "", fault.Errorf(fault.Refused, "this file was not uploaded by you: give one of your own")
	case info.Size > form.MaxFile:
		return "", fault.Errorf(fault.Invalid, "the file has more than %d kB: a message is not that long", form.MaxFile>>10)
	}
	var got limited
	if err := a.client.api.GetFileContext(ctx, info.URLPrivateDownload, &got); err != nil {
		return "", unread(err)
	}
	if got.Len() != info.Size {
		return "", fault.Errorf(fault.Unavailable, "the file came in part only: %d of %d bytes", got.Len(), info.Size)
	}
	return form.ReadText(got.Bytes())
}

// limited takes no more than a text may have, so that nobody fills the memory by a file that says it is small.
type limited struct{ bytes.Buffer }

// Write implements [io.Writer].
func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > form.MaxFile {
		return 0, fault.Errorf(fault.Invalid, "the file has more than %d kB: a message is not that long", form.MaxFile>>10)
	}
	return l.Buffer.Write(p)
}

// unread is why a file could not be read. What may work later is tried again.
func unread(err error) error {
	if code := fault.CodeOf(err); code == fault.Invalid || code == fault.Refused {
		return err
	}
	if d := classify(err); d.Kind == ledger.Retry {
		return fault.Errorf(fault.Unavailable, "Slack does not give the file now: %s", d.Reason)
	}
	return fault.Errorf(fault.Refused, "the file could not be read (%s): nothing was saved", classify(err).Reason)
}

// confirmFile shows the text of a file with what it changes, in the place of the form that it was given in.
func (a *App) confirmFile(ctx context.Context, c call, sub *submitted, text string) error {
	if text == sub.seen.Text && sub.order.File.Edit.Subject == draftSubject(sub.seen) {
		return fault.Errorf(fault.Invalid, "nothing is changed: the draft stays as it was")
	}
	f := form.File{ID: sub.order.File.ID, Sum: mark(text), Subject: sub.order.File.Edit.Subject, Runes: utf8.RuneCountInString(text)}
	f.Added, f.Removed = form.Changed(sub.seen.Text, text)
	s := *sub.seen
	s.File = &f
	i := slices.IndexFunc(form.Actions(), func(act form.Action) bool { return act.Name == form.FileAction })
	act := form.Actions()[i]
	v := a.formView(&act, &s, filled{}, origin{Channel: sub.from.Channel, File: &f})
	at := slices.IndexFunc(v.Blocks.BlockSet, func(b slackapi.Block) bool { return b.BlockType() == slackapi.MBTInput })
	v.Blocks.BlockSet = slices.Insert(v.Blocks.BlockSet, at, saidOr(strings.Split(text, "\n"), "_The rest is too long to be shown here. It is in your file, which is saved as a whole._")...)
	if err := a.client.replace(ctx, c.View.ID, v); err != nil {
		return fault.Errorf(fault.Refused, "the text could not be shown (%s): nothing was saved, please give the file once more", classify(err).Reason)
	}
	return nil
}

// draftSubject is the subject that the draft has now.
func draftSubject(s *form.Seen) string {
	d, _ := s.Case.Draft(s.Subject)
	return d.Subject
}
