package slack

import (
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/timeline"
)

// Picture draws a timeline in pixels, as the board draws it: it names the parties, and is for the team.
type Picture func(timeline.Timeline) ([]byte, error)

// sendPicture brings the picture of a timeline to the person who asked for it, in their conversation with Daylight: a channel may hold
// people who do not see the case. It returns what to say of it, nothing where there is none to bring. The rows are the answer, so that
// what becomes of the picture never keeps them from anybody.
func (a *App) sendPicture(ctx context.Context, c call, k *disclosure.Case, t timeline.Timeline) string {
	if a.ports.Picture == nil || len(t.Rows) == 0 {
		return ""
	}
	content, err := a.ports.Picture(veiled(t, veilFor(k, false)))
	if err != nil {
		return "The picture could not be drawn: `bot timeline " + safe(string(k.ID)) + " --format png` says why."
	}
	to, err := a.client.conversation(ctx, c.User)
	if err == nil {
		err = a.client.upload(ctx, upload{
			post:  post{Channel: to, Text: "The timeline of *" + safe(string(k.ID)) + "* as a picture. It names the parties and is for the team."},
			Files: []file{{Name: strings.ToLower(string(k.ID)) + "-timeline.png", Content: content}},
		})
	}
	if err != nil {
		return "The picture could not be brought to you: " + safeUpTo(classify(err).Reason, 200) + ". The board shows it, and `bot timeline " + safe(string(k.ID)) + " --format png` writes it."
	}
	return "The picture is in your messages with Daylight."
}

// veiled is a timeline without the addresses that its notes and names hold. A picture is passed on more easily than a message.
func veiled(t timeline.Timeline, v veil) timeline.Timeline {
	t.Rows, t.Parties = slices.Clone(t.Rows), slices.Clone(t.Parties)
	for i := range t.Parties {
		t.Parties[i].Name = v.hide(t.Parties[i].Name)
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		r.Text, r.Name, r.Excerpt = v.hide(r.Text), v.hide(r.Name), ""
	}
	return t
}
