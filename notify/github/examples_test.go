//go:build integration

package github

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"

	"daylight/disclosure/ledger"
)

// Every example of a webhook that GitHub publishes is taken; none of them is about a case. With the repository of the examples
// configured, none touches a case either, because none is about an issue of ours.
func TestPublishedWebhookExamplesTouchNoCase(t *testing.T) {
	t.Parallel()
	file := os.Getenv("WEBHOOK_EXAMPLES")
	if file == "" {
		t.Skip("WEBHOOK_EXAMPLES is not set: run scripts/peers-github.sh start (or run), which needs node and npm")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var events []struct {
		Name     string            `json:"name"`
		Examples []json.RawMessage `json:"examples"`
	}
	if err := json.Unmarshal(raw, &events); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, repo string
		mayWait    bool
	}{
		{"no repository of the examples is configured", repoName, false},
		{"the repository of the examples is configured", "Codertocat/Hello-World", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMemory()
			c, _ := testChannel(t, newHub(t), m, func(o *Options) {
				o.Repositories = map[string]Repository{tt.repo: {}}
			})
			hooks, sent := c.WebhookHandler(), 0
			for _, e := range events {
				for i, example := range e.Examples {
					var body bytes.Buffer
					if err := json.Compact(&body, example); err != nil {
						t.Fatal(err)
					}
					w := httptest.NewRecorder()
					hooks.ServeHTTP(w, request(t, body.Bytes(), map[string]string{
						"X-GitHub-Event": e.Name, "X-GitHub-Delivery": fmt.Sprintf("example-%s-%d", digest(e.Name), i),
					}))
					if sent++; w.Code != http.StatusAccepted {
						t.Errorf("%s, example %d: %d %s", e.Name, i, w.Code, w.Body)
					}
				}
			}
			if _, err := m.understandAll(t.Context(), c, false); err != nil {
				t.Fatal(err)
			}
			waiting := 0
			for _, in := range m.items {
				if in.Case != "" {
					t.Errorf("%s touches the case %s", in.Subject, in.Case)
				}
				if in.State == ledger.InboundWaiting {
					waiting++
				}
				if in.State == ledger.InboundFailed {
					t.Errorf("%s, %s: %s", in.Subject, in.Key, in.Note)
				}
			}
			n, err := c.Elsewhere(t.Context())
			if err != nil || n+len(m.items) < sent {
				t.Errorf("%d sent, %d kept, %d counted, %v", sent, len(m.items), n, err)
			}
			if waiting > 0 && !tt.mayWait {
				t.Errorf("%d wait for a person", waiting)
			}
			t.Logf("%d deliveries, %d rows kept, %d counted and not kept, %d wait for a person", sent, len(m.items), n, waiting)
		})
	}
}

// digest makes a name of digits, because a delivery id has no underscore.
func digest(s string) string {
	n := uint32(0)
	for _, r := range s {
		n = n*31 + uint32(r)
	}
	return strconv.FormatUint(uint64(n), 16)
}
