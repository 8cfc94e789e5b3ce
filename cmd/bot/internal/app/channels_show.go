package app

import (
	"cmp"
	"context"
	"net/http"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure"
	"daylight/disclosure/rehearse"
)

// Pausable are the words by which people hold back what leaves.
func Pausable() []string {
	var out []string
	for _, l := range lanesOf(Wired()) {
		out = append(out, l.Name)
	}
	return out
}

// Shapes are what is known of each medium that this program can carry.
func Shapes() carrier.Shapes { return channel.Shapes(Wired()) }

// Leaves reports whether a message on the medium really leaves. Of one that nothing carries nobody knows better.
func (a *App) Leaves(medium disclosure.Channel) bool {
	leaves := true
	a.opened(func(k *channel.Kind, _ *channel.Channel) {
		if k.Medium == medium && a.plan.Mode(k.Way()) == rehearse.DryRun {
			leaves = false
		}
	})
	return leaves
}

// Status is a channel in a word.
type Status struct{ Name, State string }

// Channels says of each channel whether it is on.
func (a *App) Channels() []Status {
	var out []Status
	for i := range a.channels {
		j := &a.channels[i]
		s := Status{j.Name, "off"}
		if j.open != nil {
			s.State = cmp.Or(string(a.plan.Mode(j.Way())), "off")
		}
		out = append(out, s)
	}
	return out
}

// Poll looks once for what came in on the channel with the name, and returns how much that is. Of one that is not set up it does nothing.
func (a *App) Poll(ctx context.Context, name string) (n int, err error) {
	a.opened(func(k *channel.Kind, c *channel.Channel) {
		if k.Name == name && c.Poll != nil {
			n, err = c.Poll(ctx)
		}
	})
	return n, err
}

// Hooks are what takes POST /webhooks/NAME, by name.
func (a *App) Hooks() map[string]http.Handler {
	out := map[string]http.Handler{}
	a.opened(func(k *channel.Kind, c *channel.Channel) {
		if c.Hooks != nil {
			out[k.Name] = c.Hooks
		}
	})
	return out
}

// Own returns what the commands of a channel use, where a channel with something of that type is set up.
func Own[T any](a *App) (own T, ok bool) {
	a.opened(func(_ *channel.Kind, c *channel.Channel) {
		if o, is := c.Own.(T); is {
			own, ok = o, true
		}
	})
	return own, ok
}

// stopped is why a channel that is set up cannot work.
func (a *App) stopped() (why error) {
	a.opened(func(_ *channel.Kind, c *channel.Channel) {
		if why == nil {
			why = c.Stopped
		}
	})
	return why
}

// examineChannels lets each channel try its own access.
func (a *App) examineChannels(ctx context.Context) []channel.Finding {
	var out []channel.Finding
	for i := range a.channels {
		switch j := &a.channels[i]; {
		case j.open == nil:
			out = append(out, j.Off...)
		case j.open.Doctor != nil:
			out = append(out, j.open.Doctor(ctx)...)
		}
	}
	return out
}
