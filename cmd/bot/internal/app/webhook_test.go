package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/notify/webhook"
)

func TestAnotherChatHearsWhatTheCardShowsAndNotMore(t *testing.T) {
	t.Parallel()
	const secret = "0123456789abcdef0123"
	var mu sync.Mutex
	var posts []string
	var b *bench
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if err := webhook.Verify([]byte(secret), r.Header, body, b.clock.Now()); err != nil {
			t.Error(err)
		}
		posts = append(posts, string(body))
	}))
	t.Cleanup(s.Close)
	b, open, hidden, _ := restricted(t, func(cfg *config.Config, _ *app.Options) {
		cfg.Webhook = config.Webhook{Mode: "live", URL: config.NewSecret(s.URL), Secret: config.NewSecret(secret)}
	})
	claim := record.AddEvent{
		Kind: disclosure.KindFixClaimed, At: b.Desk.Now(), Party: disclosure.Vendor, Source: disclosure.SourceVendorMail,
		Text: "We closed https://example-bucket.s3.eu-west-3.amazonaws.com/, write to it@nextmotion.example",
	}
	b.do("alice", open, claim)
	b.do("alice", hidden, claim)
	b.do("alice", open, deadline.SetDeadline{Clause: "fix", Due: civil.OnDay(2020, 3, 1), Reason: "as agreed"})
	b.clock.set(t, "2020-02-29T09:00:00Z")
	b.drain()
	mu.Lock()
	defer mu.Unlock()
	if !slices.ContainsFunc(posts, func(p string) bool { return strings.Contains(p, `/notice"`) }) {
		t.Errorf("what members of the team are told was not posted: %q", posts)
	}
	i := slices.IndexFunc(posts, func(p string) bool { return strings.Contains(p, `"fix_claimed"`) })
	if i < 0 {
		t.Fatalf("no claim in %q", posts)
	}
	var m webhook.Message
	if err := json.Unmarshal([]byte(posts[i]), &m); err != nil {
		t.Fatal(err)
	}
	if m.Case != open || m.Text == "" || strings.Contains(m.Text, ":") && strings.HasPrefix(m.Text, ":") || len(m.Card) < 6 || m.ID == "" {
		t.Errorf("%+v", m)
	}
	all := strings.Join(posts, "\n")
	noTrace(t, "the webhook", all, hidden)
	for _, what := range []string{"example-bucket", "amazonaws", "it@nextmotion.example", "We closed"} {
		if strings.Contains(all, what) {
			t.Errorf("%q was posted: %s", what, all)
		}
	}
}
