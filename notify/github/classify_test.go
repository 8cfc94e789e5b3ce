package github

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"daylight/disclosure/ledger"
)

func TestClassifyEveryStatus(t *testing.T) {
	t.Parallel()
	const (
		sent, again, never, unsure = ledger.Sent, ledger.Retry, ledger.Permanent, ledger.Uncertain
	)
	now := time.Now() // the library compares resets with the real clock
	reset := strconv.FormatInt(now.Add(10*time.Minute).Unix(), 10)
	type want struct {
		read, write ledger.OutcomeKind
		after       time.Duration // at least; 0 asks for nothing
	}
	for _, tc := range []struct {
		name    string
		code    int
		headers map[string]string
		body    string
		want    want
	}{
		{"200 is done", 200, nil, `{}`, want{sent, sent, 0}},
		{"201 is done", 201, nil, `{}`, want{sent, sent, 0}},
		{"200 with a broken body is unsure for a write", 200, nil, `{"id":`, want{again, unsure, 0}},
		{"202 does not say whether", 202, nil, `{}`, want{again, unsure, 0}},
		{"304 is unchanged", 304, nil, ``, want{sent, unsure, 0}},
		{"307 on a write has moved", 307, map[string]string{"Location": "/x"}, ``, want{never, never, 0}},
		{"400", 400, nil, `{}`, want{never, never, 0}},
		{"401 is the token", 401, nil, `{"message":"Bad credentials"}`, want{never, never, 0}},
		{"401 with one-time password", 401, map[string]string{"X-GitHub-OTP": "required; app"}, `{}`, want{never, never, 0}},
		{"403 is a right that is missing", 403, nil, `{"message":"Resource not accessible"}`, want{never, never, 0}},
		{
			"403 with nothing remaining waits for the reset", 403,
			map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset},
			`{"message":"API rate limit exceeded"}`,
			want{again, again, 9 * time.Minute},
		},
		{
			"403 with Retry-After waits that long", 403,
			map[string]string{"Retry-After": "120"},
			`{"message":"slow down"}`,
			want{again, again, 120 * time.Second},
		},
		{
			"403 secondary by its documentation link", 403,
			map[string]string{"Retry-After": "90"},
			`{"message":"x","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`,
			want{again, again, 90 * time.Second},
		},
		{
			"403 secondary by its text alone", 403, nil, `{"message":"You have exceeded a secondary rate limit."}`,
			want{again, again, time.Minute},
		},
		{"403 abuse detection", 403, nil, `{"message":"You have triggered an abuse detection mechanism."}`, want{again, again, time.Minute}},
		{"404", 404, nil, `{"message":"Not Found"}`, want{never, never, 0}},
		{"408", 408, nil, ``, want{again, unsure, 0}},
		{"409", 409, nil, `{}`, want{again, again, 0}},
		{"410 is switched off", 410, nil, `{"message":"Issues are disabled for this repo"}`, want{never, never, 0}},
		{"415", 415, nil, ``, want{never, never, 0}},
		{"422 is the content", 422, nil, `{"message":"Validation Failed"}`, want{never, never, 0}},
		{"422 too quickly is a limit", 422, nil, `{"message":"was submitted too quickly after another comment"}`, want{again, again, time.Minute}},
		{"429 without headers", 429, nil, ``, want{again, again, time.Minute}},
		{"429 with Retry-After", 429, map[string]string{"Retry-After": "7"}, `{}`, want{again, again, 7 * time.Second}},
		{
			"429 with a reset", 429,
			map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset},
			`{}`,
			want{again, again, 9 * time.Minute},
		},
		{"429 with nonsense waits a minute", 429, map[string]string{"Retry-After": "soon"}, ``, want{again, again, time.Minute}},
		{"429 never waits for ever", 429, map[string]string{"Retry-After": "999999999"}, ``, want{again, again, time.Hour}},
		{"451", 451, nil, ``, want{never, never, 0}},
		{"500", 500, nil, `oops`, want{again, unsure, 0}},
		{"502", 502, nil, `<html>`, want{again, unsure, 0}},
		{"503", 503, nil, ``, want{again, unsure, 0}},
		{"504", 504, nil, ``, want{again, unsure, 0}},
		{"an unknown 5xx", 599, nil, ``, want{again, unsure, 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				h := newHub(t)
				h.hook = func(w http.ResponseWriter, r *http.Request) bool {
					if r.URL.Path == "/repos/"+repoName {
						return false // the check before the write is answered as usual
					}
					for k, v := range tc.headers {
						w.Header().Set(k, v)
					}
					w.WriteHeader(tc.code)
					_, _ = w.Write([]byte(tc.body))
					return true
				}
				c, _ := testChannel(t, h, newMemory())
				var got ledger.Delivery
				var v map[string]any
				if method == http.MethodGet {
					if tc.code == 307 {
						continue // a read follows
					}
					resp, err := c.read(t.Context(), "x", &v)
					got = classify(method, call{resp: resp, err: err}, now)
				} else {
					got = classify(method, c.write(t.Context(), change{repo: repoName, method: method, path: "x", body: map[string]string{}, answer: &v, mark: unmarked}), now)
				}
				wanted := tc.want.read
				if method == http.MethodPost {
					wanted = tc.want.write
				}
				if got.Kind != wanted || got.After < tc.want.after || got.After > longestWait {
					t.Errorf("%s: got %v after %v (%s), want %v after %v", method, got.Kind, got.After, got.Reason, wanted, tc.want.after)
				}
			}
		})
	}
}

func TestClassifyWhatHasNoAnswer(t *testing.T) {
	t.Parallel()
	timeout := &net.OpError{Op: "read", Err: timeoutError{}}
	for name, tc := range map[string]struct {
		method string
		call   call
		want   ledger.OutcomeKind
	}{
		"refused before a byte left":         {http.MethodPost, call{err: errors.New("connection refused")}, ledger.Retry},
		"reset after the request left":       {http.MethodPost, call{err: errors.New("reset"), written: true}, ledger.Uncertain},
		"timeout after the request left":     {http.MethodPost, call{err: timeout, written: true}, ledger.Uncertain},
		"timeout while connecting":           {http.MethodPost, call{err: timeout}, ledger.Retry},
		"cancelled while waiting for a turn": {http.MethodPatch, call{err: context.Canceled}, ledger.Retry},
		"cancelled in flight":                {http.MethodPost, call{err: context.Canceled, written: true}, ledger.Uncertain},
		"a read that timed out":              {http.MethodGet, call{err: timeout, written: true}, ledger.Retry},
		"deadline in flight":                 {http.MethodPost, call{err: fmt.Errorf("x: %w", context.DeadlineExceeded), written: true}, ledger.Uncertain},
	} {
		if got := classify(tc.method, tc.call, start); got.Kind != tc.want || got.Reason == "" {
			t.Errorf("%s: got %v (%s), want %v", name, got.Kind, got.Reason, tc.want)
		}
	}
}

type timeoutError struct{}

func (timeoutError) Error() string { return "i/o timeout" }
func (timeoutError) Timeout() bool { return true }

func TestAHungServerIsLeftAfterTheTimeout(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	h.hook = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost {
			return false
		}
		<-release
		return true
	}
	c, _ := testChannel(t, h, newMemory(), func(o *Options) { o.Timeout = 50 * time.Millisecond })
	if d := c.Send(t.Context(), outgoing(t), always); d.Kind != ledger.Uncertain {
		t.Fatalf("got %v: %s", d.Kind, d.Reason)
	}
}
