package github

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
)

func sign256(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func sign1(secret string, body []byte) string {
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write(body)
	return "sha1=" + hex.EncodeToString(mac.Sum(nil))
}

// payload builds a webhook body of a comment.
func payload(t testing.TB, action string, id int64, author map[string]any, sender map[string]any, text string, at time.Time) []byte {
	t.Helper()
	b, err := json.Marshal(map[string]any{
		"action":     action,
		"repository": map[string]any{"id": 1001, "full_name": repoName, "private": true},
		"sender":     sender,
		"issue":      map[string]any{"number": 1, "user": bot42, "body": "text", "updated_at": at},
		"comment": map[string]any{
			"id": id, "user": author, "author_association": "COLLABORATOR", "body": text, "created_at": start, "updated_at": at,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func request(t testing.TB, body []byte, headers map[string]string) *http.Request {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, WebhookPath, strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-GitHub-Event", "issue_comment")
	r.Header.Set("X-GitHub-Delivery", "0b1c-1")
	r.Header.Set("X-Hub-Signature-256", sign256("hook-secret", body))
	for k, v := range headers {
		if v == "" {
			r.Header.Del(k)
			continue
		}
		r.Header.Set(k, v)
	}
	return r
}

func TestWebhookRefuses(t *testing.T) {
	t.Parallel()
	body := payload(t, "created", 1, dev77, dev77, "hello", start)
	large := []byte(`{"x":"` + strings.Repeat("y", 6<<20) + `"}`)
	for name, tc := range map[string]struct {
		r      *http.Request
		code   int
		secret string
	}{
		"a wrong signature":           {request(t, body, map[string]string{"X-Hub-Signature-256": sign256("other", body)}), 403, "hook-secret"},
		"a signature of other bytes":  {request(t, body, map[string]string{"X-Hub-Signature-256": sign256("hook-secret", body[1:])}), 403, "hook-secret"},
		"no signature":                {request(t, body, map[string]string{"X-Hub-Signature-256": ""}), 403, "hook-secret"},
		"SHA-1 alone":                 {request(t, body, map[string]string{"X-Hub-Signature-256": "", "X-Hub-Signature": sign1("hook-secret", body)}), 403, "hook-secret"},
		"SHA-1 in the header of 256":  {request(t, body, map[string]string{"X-Hub-Signature-256": sign1("hook-secret", body)}), 403, "hook-secret"},
		"no hexadecimal":              {request(t, body, map[string]string{"X-Hub-Signature-256": "sha256=zz"}), 403, "hook-secret"},
		"a missing secret":            {request(t, body, nil), 503, ""},
		"an empty secret's signature": {request(t, body, map[string]string{"X-Hub-Signature-256": sign256("", body)}), 503, ""},
		"a payload of 6 MB":           {request(t, large, nil), 413, "hook-secret"},
		"a form":                      {request(t, body, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}), 415, "hook-secret"},
		"no delivery id":              {request(t, body, map[string]string{"X-GitHub-Delivery": ""}), 400, "hook-secret"},
		"a delivery id with a slash":  {request(t, body, map[string]string{"X-GitHub-Delivery": "comment/1"}), 400, "hook-secret"},
		"no event":                    {request(t, body, map[string]string{"X-GitHub-Event": ""}), 400, "hook-secret"},
		"GET":                         {httptest.NewRequestWithContext(t.Context(), http.MethodGet, WebhookPath, nil), 405, "hook-secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			c, _ := testChannel(t, newHub(t), m, func(o *Options) { o.WebhookSecret = NewSecret(tc.secret) })
			w := httptest.NewRecorder()
			c.WebhookHandler().ServeHTTP(w, tc.r)
			if w.Code != tc.code {
				t.Errorf("got %d, want %d: %s", w.Code, tc.code, w.Body)
			}
			if len(m.items) != 0 {
				t.Error("it was stored")
			}
		})
	}
}

func TestWebhookStoresTheRawBytesBeforeItAnswers(t *testing.T) {
	t.Parallel()
	m := newMemory()
	c, _ := testChannel(t, newHub(t), m)
	body := []byte(` {"broken": `)
	w := httptest.NewRecorder()
	c.WebhookHandler().ServeHTTP(w, request(t, body, nil))
	if w.Code != http.StatusAccepted || string(m.raw[1]) != string(body) {
		t.Fatalf("got %d, stored %q", w.Code, m.raw[1])
	}
	if job := m.jobs["github/0b1c-1"]; job.Task() != TaskInbound || job.Queue != ledger.QueueInbound {
		t.Errorf("job %+v", job)
	}
	// It cannot be read, and it is not lost.
	if _, err := m.understandAll(t.Context(), c, false); err != nil || m.items[1].State != ledger.InboundFailed {
		t.Errorf("%v, %s", err, m.items[1].State)
	}
}

func TestWebhookAnswersADuplicateWith200(t *testing.T) {
	t.Parallel()
	m := newMemory()
	c, _ := testChannel(t, newHub(t), m)
	body := payload(t, "created", 1, dev77, dev77, "hello", start)
	for i, want := range []int{202, 200, 200} {
		w := httptest.NewRecorder()
		c.WebhookHandler().ServeHTTP(w, request(t, body, nil))
		if w.Code != want {
			t.Errorf("delivery %d: got %d, want %d", i, w.Code, want)
		}
	}
	if len(m.items) != 1 {
		t.Errorf("%d items", len(m.items))
	}
}

func TestWebhookAsksAgainWhenItCannotStore(t *testing.T) {
	t.Parallel()
	m := newMemory()
	m.fail = errStore
	c, _ := testChannel(t, newHub(t), m)
	body := payload(t, "created", 1, dev77, dev77, "hello", start)
	w := httptest.NewRecorder()
	c.WebhookHandler().ServeHTTP(w, request(t, body, nil))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "disk") {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	// The store is back and the sender repeats the delivery: nothing is lost.
	m.fail = nil
	w = httptest.NewRecorder()
	c.WebhookHandler().ServeHTTP(w, request(t, body, nil))
	if w.Code != http.StatusAccepted || len(m.items) != 1 {
		t.Fatalf("got %d, %d items", w.Code, len(m.items))
	}
}

func TestWebhookKeepsAnUnknownEventAndIgnoresIt(t *testing.T) {
	t.Parallel()
	m := newMemory()
	c, _ := testChannel(t, newHub(t), m)
	for i, event := range []string{"ping", "star", "repository_advisory", "sub_issues"} {
		body := []byte(`{"action":"created"}`)
		w := httptest.NewRecorder()
		c.WebhookHandler().ServeHTTP(w, request(t, body, map[string]string{"X-GitHub-Event": event, "X-GitHub-Delivery": string(rune('a' + i))}))
		if w.Code != http.StatusAccepted {
			t.Errorf("%s: %d", event, w.Code)
		}
	}
	readings, err := m.understandAll(t.Context(), c, false)
	if err != nil || len(readings) != 0 || m.states()[ledger.InboundIgnored] != 4 {
		t.Errorf("%v, %d readings, %v", err, len(readings), m.states())
	}
}

// trackedCase is the reference case with one issue.
func trackedCase() *disclosure.Case {
	return &disclosure.Case{
		ID: "DL-2020-0001", Version: 8, FirstContact: civil.OnDay(2020, 1, 27),
		Assets: []disclosure.Asset{{ID: "A1", Kind: "s3"}},
		Issues: []disclosure.Tracked{{Ref: repoName + "#1", Role: disclosure.Vendor, Name: "NextMotion", Marker: strings.Repeat("a", markerSize)}},
	}
}

func TestTheSameCommentByWebhookAndByPollingIsOneEvent(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][]string{
		"webhook first": {"hook", "poll", "poll"}, "polling first": {"poll", "hook", "poll"},
		"twice each": {"hook", "hook", "poll", "poll"},
	} {
		for _, wide := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h, m := newHub(t), newMemory(trackedCase())
				h.wide = wide
				h.create(bot42, "t", "text\n\n"+markerLine(strings.Repeat("a", markerSize)))
				said := h.say(1, dev77, "/fixed since noon")
				h.say(1, bot42, "thanks")
				c, _ := testChannel(t, h, m)
				at, _ := time.Parse(time.RFC3339, said["updated_at"].(string))
				body := payload(t, "created", 1, dev77, dev77, "/fixed since noon", at)
				body = []byte(strings.Replace(string(body), `"created_at":"2020-01-27T09:00:00Z"`, `"created_at":"`+said["created_at"].(string)+`"`, 1))
				for i, way := range order {
					if way == "poll" {
						if _, err := c.Poll(t.Context()); err != nil {
							t.Fatal(err)
						}
						continue
					}
					w := httptest.NewRecorder()
					c.WebhookHandler().ServeHTTP(w, request(t, body, map[string]string{"X-GitHub-Delivery": string(rune('a' + i))}))
					if w.Code != http.StatusAccepted {
						t.Fatal(w.Code)
					}
				}
				readings, err := m.understandAll(t.Context(), c, true)
				if err != nil || len(readings) != 1 {
					t.Fatalf("%v, %d readings", err, len(readings))
				}
				cmd, ok := readings[0].Commands[0].(incoming.RecordInbound)
				if !ok || cmd.Kind != disclosure.KindFixClaimed || cmd.Ref != repoName+"#1/comment/1" || cmd.Body == "" {
					t.Fatalf("got %+v", readings[0].Commands)
				}
			})
		}
	}
}

func TestPollSeesAClosingByTheVendorOnceAndNotOurOwn(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory(trackedCase())
	h.create(bot42, "t", "b")
	c, _ := testChannel(t, h, m)
	h.issues[0]["state"], h.issues[0]["closed_by"], h.issues[0]["closed_at"] = "closed", bot42, h.now
	if res, err := c.Poll(t.Context()); err != nil || res.Fresh != 0 {
		t.Fatalf("%v %+v", err, res)
	}
	h.set(func() { h.touch(h.issues[0]); h.issues[0]["closed_by"], h.issues[0]["closed_at"] = dev77, h.now })
	for range 2 {
		if _, err := c.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	readings, err := m.understandAll(t.Context(), c, false)
	if err != nil || len(readings) != 1 || readings[0].Commands[0].(incoming.RecordInbound).Kind != disclosure.KindFixClaimed {
		t.Fatalf("%v, %+v", err, readings)
	}
}

func TestPollKeepsItsPlaceWhenTheStoreFails(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory(trackedCase())
	h.create(bot42, "t", "b")
	h.say(1, dev77, "one")
	c, _ := testChannel(t, h, m)
	m.fail = errStore
	if _, err := c.Poll(t.Context()); err == nil || len(m.cursors) != 0 {
		t.Fatalf("%v, cursors %v", err, m.cursors)
	}
	m.fail = nil
	if res, err := c.Poll(t.Context()); err != nil || res.Fresh != 1 {
		t.Fatalf("%v %+v", err, res)
	}
}

func TestPollReadsAllPagesOfComments(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory(trackedCase())
	h.create(bot42, "t", "b")
	for range 230 {
		h.say(1, dev77, "x")
	}
	c, _ := testChannel(t, h, m)
	if res, err := c.Poll(t.Context()); err != nil || res.Fresh != 230 {
		t.Fatalf("%v %+v", err, res)
	}
}

func TestWatchPollsAgainAndEndsWithItsContext(t *testing.T) {
	// The library leaves the timer of a request that was refused until it rings, so those of other tests are not counted.
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	h, m := newHub(t), newMemory(trackedCase())
	defer h.Close()
	h.create(bot42, "t", "b")
	ctx, cancel := context.WithCancel(t.Context())
	waits := 0
	c, _ := testChannel(t, h, m, func(o *Options) {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			if waits++; d != 5*time.Minute || waits == 3 {
				cancel()
			}
			return ctx.Err()
		}
	})
	if err := c.Watch(ctx); err != nil || waits != 3 {
		t.Fatalf("%v after %d waits", err, waits)
	}
	cancel()
}

func TestDoctorNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	c, _ := testChannel(t, h, newMemory())
	for _, check := range c.Doctor(t.Context()) {
		if check.State != gate.CheckPass {
			t.Errorf("%+v", check)
		}
	}
	h.repo["private"] = false
	c, _ = testChannel(t, h, newMemory(), func(o *Options) { o.WebhookSecret = Secret{} })
	var failed []string
	for _, check := range c.Doctor(t.Context()) {
		if check.State == gate.CheckFail {
			failed = append(failed, check.Name)
		}
	}
	if strings.Join(failed, ",") != "github webhook secret,github "+repoName {
		t.Errorf("failed: %v", failed)
	}
}

func FuzzMapDelivery(f *testing.F) {
	f.Add("issue_comment", payload(f, "created", 1, dev77, dev77, "/fixed", start))
	f.Add("issues", []byte(`{"action":"closed","issue":{"number":1,"closed_at":"2020-02-05T09:00:00Z"},"repository":{"full_name":"a/b"}}`))
	f.Add("repository", []byte(`{"action":"publicized","repository":{"full_name":"a/b","private":false}}`))
	f.Add("issues", []byte(`{"action":"closed","issue":{"number":-1,"pull_request":{}},"repository":{"full_name":"../b"}}`))
	f.Fuzz(func(t *testing.T, event string, raw []byte) {
		item, ok, err := MapDelivery(event, raw)
		if err != nil {
			if ok || fault.CodeOf(err) != fault.Invalid {
				t.Fatalf("%v with %+v", err, item)
			}
			return
		}
		if !ok {
			return
		}
		in, stored, _, err := item.inbound(start)
		if err != nil {
			t.Skip() // a time that JSON cannot hold
		}
		back, err := decodeItem(stored)
		if err != nil || back.Key() != item.Key() || in.Key != item.Key() {
			t.Fatalf("%v: %q and %q", err, back.Key(), item.Key())
		}
		r := Reader{Self: Account{ID: botID}}
		out, err := r.Interpret(in, stored, func(Item) (Known, error) {
			return Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0]}, nil
		})
		if err != nil || len(out.Commands) > 1 || out.Inbox.State == "" || out.Inbox.State == ledger.InboundNew {
			t.Fatalf("%v %+v", err, out)
		}
	})
}
