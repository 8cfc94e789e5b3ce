package github

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// What people write in a repository that is not configured is nobody's business here: it is counted, and not kept.
func TestADeliveryOfAnotherRepositoryIsCountedAndNotKept(t *testing.T) {
	t.Parallel()
	repo := func(id int, name string) map[string]any {
		return map[string]any{"action": "created", "repository": map[string]any{"id": id, "full_name": name}, "comment": map[string]any{"body": "a secret"}}
	}
	for _, tt := range []struct {
		name, event string
		body        any
		kept        bool
	}{
		{"the repository is configured", "issue_comment", repo(1001, repoName), true},
		{"in capitals", "issue_comment", repo(1001, "Daylight-Bot/Vendor-Intake"), true},
		{"it was renamed and is known by its id", "repository", repo(1001, "daylight-bot/renamed"), true},
		{"a comment elsewhere", "issue_comment", repo(7, "passer-by/notes"), false},
		{"an event with digits in its name", "projects_v2_item", repo(7, "passer-by/notes"), false},
		{"another repository took the name's place in the owner", "issues", repo(8, "daylight-bot/other"), false},
		{"no repository at all", "ping", map[string]any{"zen": "x"}, true},
		{"a repository that is no object", "issues", map[string]any{"repository": "x"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			m.cursors[pinName(repoName)] = "1001"
			c, _ := testChannel(t, newHub(t), m)
			body, err := json.Marshal(tt.body)
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			c.WebhookHandler().ServeHTTP(w, request(t, body, map[string]string{"X-GitHub-Event": tt.event}))
			if w.Code != http.StatusAccepted {
				t.Errorf("answered %d %s", w.Code, w.Body)
			}
			n, err := c.Elsewhere(t.Context())
			if kept := len(m.items) == 1; err != nil || kept != tt.kept || n != map[bool]int{false: 1}[tt.kept] {
				t.Errorf("kept %t, counted %d, %v", kept, n, err)
			}
		})
	}
}
