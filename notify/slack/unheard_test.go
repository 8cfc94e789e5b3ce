package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// read is an event of the socket that was read from the wire.
func (b *bench) read(kind, id string, payload any) socketmode.Event {
	b.t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		b.t.Fatal(err)
	}
	return socketmode.Event{Type: socketmode.EventTypeInteractive, Request: &socketmode.Request{Type: kind, EnvelopeID: id, Payload: raw}}
}

func TestWhatWasReadBeforeTheSocketBrokeIsStoredAndAnsweredAllTheSame(t *testing.T) {
	b := newBench(t, nil)
	v := value{Case: b.seed()}
	b.work()
	for i := range 20 {
		b.App.event(t.Context(), silent{}, b.read(envelopeInteractive, fmt.Sprint("lost-", i), b.press(i, userR, actionMore, moreRefresh+" "+v.String())))
	}
	if len(b.desk.inbox) != 20 {
		t.Fatalf("%d of 20 are stored", len(b.desk.inbox))
	}
	// Slack brings them again on the next connection.
	for i := range 20 {
		b.App.event(t.Context(), silent{}, b.read(envelopeInteractive, fmt.Sprint("again-", i), b.press(i, userR, actionMore, moreRefresh+" "+v.String())))
	}
	if len(b.desk.inbox) != 20 || len(b.desk.jobs) != 20 {
		t.Errorf("%d stored, %d to do", len(b.desk.inbox), len(b.desk.jobs))
	}
}

func TestWhatCouldNotBeStoredAndNotBeAcknowledgedIsSaidToItsPerson(t *testing.T) {
	b := newBench(t, nil)
	b.desk.broken = errors.New("the disk is full")
	command := map[string]any{"command": commandName, "text": "list", "user_id": userL, "channel_id": triage, "trigger_id": "T", "response_url": b.server.URL() + "respond"}
	b.App.event(t.Context(), silent{}, b.read(envelopeCommand, "E1", command))
	b.server.until("the person is told", func() bool {
		return strings.Contains(b.lastReply("/respond"), "could not store this. Nothing was done")
	})
}

func TestAnAnswerThatSlackDidNotTakeComesLater(t *testing.T) {
	for name, bad := range map[string]func(http.ResponseWriter){
		"429 with a time": func(w http.ResponseWriter) { w.Header().Set("Retry-After", "1"); w.WriteHeader(429) },
		"503":             status(503),
		"a revoked token": code("token_revoked"),
	} {
		t.Run(name, func(t *testing.T) {
			var away atomic.Bool
			away.Store(true)
			fail := func(w http.ResponseWriter, _ int) bool {
				if away.Load() {
					bad(w)
				}
				return away.Load()
			}
			b := newBench(t, func(s *server, _ *Options) {
				for _, path := range []string{"/respond", "/chat.postEphemeral", "/chat.postMessage"} {
					s.fail[path] = fail
				}
			})
			in := interaction{Type: interactionAction, User: userL, Channel: triage, ResponseURL: b.server.URL() + "respond"}
			posts := []post{{Channel: triage, Text: "one"}, {Channel: triage, Text: "two"}}
			b.showAll(t.Context(), in, false, posts, 10*time.Millisecond)
			if got := len(b.server.Messages()); got != 0 {
				t.Fatalf("%d messages", got)
			}
			away.Store(false)
			if name == "503" {
				b.server.until("both parts are shown", func() bool { return strings.Contains(b.lastReply("/respond"), "two") })
			}
		})
	}
}
