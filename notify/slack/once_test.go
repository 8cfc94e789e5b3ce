package slack

import (
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure/outbound"
	"daylight/notify/notifytest"
)

func TestAMessageIsPostedOnce(t *testing.T) {
	for name, thread := range map[string]string{"in the channel": "", "in a thread": "1700000000.000001"} {
		t.Run(name, func(t *testing.T) {
			notifytest.Run(t, func(t *testing.T) notifytest.Place {
				var tap *notifytest.Tap
				b := newBench(t, func(s *server, o *Options) {
					if s.Server == nil {
						return // it has no address yet
					}
					tap = notifytest.NewTap(t, strings.TrimSuffix(s.GetAPIURL(), "/"))
					tap.Writes = func(r *http.Request) bool { return r.URL.Path == "/chat.postMessage" }
					tap.Looks = func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/conversations.") }
					tap.Empty = `{"ok":true,"messages":[],"has_more":false}`
					o.APIURL = tap.URL + "/"
				})
				what := post{Channel: triage, Thread: thread, Key: "k", Text: "text"}
				return notifytest.Place{
					Effect: func() outbound.Effect { return posting{a: b.App, post: what} },
					Copies: func() int { return len(b.server.posts()) },
					Fail:   tap.Fail, Hide: tap.Hide, Blind: tap.Blind, Sees: true, Proves: true,
				}
			})
		})
	}
}
