package slack

import (
	"context"
	"sync"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// maxSpoken is how many refusals are remembered until their acknowledgement has surely left.
const maxSpoken = 1000

// acks remembers what people were told in an acknowledgement alone, for the case that it does not get out: the connection may break
// right before.
type acks struct {
	mu   sync.Mutex
	by   map[string]spoken
	ring [maxSpoken]string
	at   int
}

type spoken struct {
	in   interaction
	text string
}

// said notes what an acknowledgement says.
func (s *acks) said(env envelope, told answer) {
	if told.Said == "" {
		return
	}
	in, err := env.interaction()
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.by, s.ring[s.at])
	s.ring[s.at], s.by[env.ID] = env.ID, spoken{in, told.Said}
	s.at = (s.at + 1) % maxSpoken
}

func (s *acks) take(id string) (spoken, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what, ok := s.by[id]
	delete(s.by, id)
	return what, ok
}

// unheard tells by another way what an acknowledgement said that did not get out. What was stored is answered by its job.
func (a *App) unheard(ctx context.Context, envelopeID string) {
	if what, ok := a.acks.take(envelopeID); ok {
		a.later(ctx, 0, func(ctx context.Context) { a.say(ctx, what.in, what.text) })
	}
}

// drain takes what was read from a socket that is gone and not looked at yet. It is stored like any other, and whoever pressed is
// answered by its job; where that fails they are told so. Slack may bring the same once more: its key is the same.
func (a *App) drain(ctx context.Context, socket *socketmode.Client) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		select {
		case event := <-socket.Events:
			a.event(ctx, silent{}, event)
		default:
			return
		}
	}
}

// acknowledger takes acknowledgements. It is a socket, or silent where that is gone.
type acknowledger interface {
	AckCtx(ctx context.Context, envelopeID string, payload any) error
}

type silent struct{}

func (silent) AckCtx(context.Context, string, any) error { return errGone }
