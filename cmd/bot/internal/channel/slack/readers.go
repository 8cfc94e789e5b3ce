package slack

import (
	"context"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/desk/readership"
	"daylight/disclosure"
	"daylight/notify/slack"
	"daylight/notify/slack/form"
)

// readersOf lists who reads where a case writes, and of whom nobody said who they are.
func readersOf(d *desk.Desk) slack.Readers {
	return func(ctx context.Context, k *disclosure.Case) ([]form.Reader, error) {
		got, err := readership.Strangers(ctx, d, k)
		out := make([]form.Reader, len(got))
		for i := range got {
			out[i] = form.Reader{Contact: got[i].Contact.ID, Account: got[i].ID, Login: got[i].Login, Sight: got[i].Sight(d.Zone())}
		}
		return out, err
	}
}

func wordOf(r *form.ReaderWord) readership.Word {
	return readership.Word{Contact: r.Contact, Login: r.Login, Account: r.Account, Speaks: r.Speaks, Text: r.Text}
}
