package github

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure/ledger"
)

// flipping is a GitHub whose repository turns public at a moment. Each request takes a while on its way there and back,
// together less than the client's timeout.
type flipping struct {
	mu      sync.Mutex
	random  *rand.Rand
	flip    time.Time
	timeout time.Duration
	issues  int
	late    int // writes that arrived after the flip
}

func (f *flipping) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	total := time.Duration(f.random.Int64N(int64(f.timeout - time.Millisecond)))
	there := time.Duration(f.random.Int64N(int64(total) + 1))
	f.mu.Unlock()
	if err := sleep(req.Context(), there); err != nil {
		return nil, err
	}
	code, body := f.serve(req)
	if err := sleep(req.Context(), total-there); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(raw)), Request: req,
	}, nil
}

// serve is the moment at which the server acts.
func (f *flipping) serve(req *http.Request) (int, any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	public := !time.Now().Before(f.flip)
	switch {
	case req.URL.Path == "/user":
		return http.StatusOK, bot42
	case req.Method == http.MethodGet && strings.HasSuffix(req.URL.Path, repoName+"/collaborators"):
		return http.StatusOK, []any{bot42}
	case req.Method == http.MethodGet && strings.HasPrefix(req.URL.Path, "/repos/"+repoName+"/"):
		return http.StatusOK, []any{}
	case req.Method == http.MethodGet && strings.HasSuffix(req.URL.Path, repoName):
		visibility := "private"
		if public {
			visibility = "public"
		}
		return http.StatusOK, map[string]any{
			"id": 1001, "full_name": repoName, "private": !public, "visibility": visibility, "archived": false, "has_issues": true,
		}
	case req.Method == http.MethodPost:
		f.issues++
		if public {
			f.late++
		}
		return http.StatusCreated, map[string]any{"number": f.issues}
	}
	return http.StatusNotFound, map[string]any{"message": "Not Found"}
}

// TestAfterAFlipAtMostTheWriteInFlightArrives turns the repository public at a thousand moments while eight messages are
// being sent at once.
func TestAfterAFlipAtMostTheWriteInFlightArrives(t *testing.T) {
	t.Parallel()
	const moments, atOnce = 1000, 8
	frozen := make([]ledger.Outgoing, atOnce)
	for i := range frozen {
		frozen[i] = outgoing(t)
	}
	inFlight, before, alerted := 0, 0, 0
	for moment := range moments {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(moment), 7)) // a seed that can be repeated
			const timeout = 10 * time.Second
			f := &flipping{random: random, timeout: timeout, flip: time.Now().Add(time.Duration(random.Int64N(int64(100 * time.Second))))}
			m := newMemory()
			c, err := New(Options{
				BaseURL: "https://hub.example/", Token: NewSecret("t"), Repositories: map[string]Repository{repoName: {}},
				Clock: time.Now, Transport: f, Timeout: timeout,
			}, m.ports())
			if err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			var mu sync.Mutex
			withheldNow := 0
			for _, out := range frozen {
				all.Go(func() {
					d := c.Send(t.Context(), out, always)
					mu.Lock()
					defer mu.Unlock()
					switch {
					case d.Kind == ledger.Sent:
					case d.Withheld:
						withheldNow++
					default:
						t.Errorf("moment %d: %v %s", moment, d.Kind, d.Reason)
					}
				})
			}
			all.Wait()
			if f.late > 1 {
				t.Errorf("moment %d: %d of %d issues were written after the flip", moment, f.late, f.issues)
			}
			if f.issues+withheldNow != atOnce {
				t.Errorf("moment %d: %d issues, %d withheld", moment, f.issues, withheldNow)
			}
			inFlight += f.late
			if f.issues == atOnce {
				before++
			}
			if told := m.states()[ledger.InboundNew]; withheldNow > 0 && told != 1 {
				t.Errorf("moment %d: the team was told %d times", moment, told)
			} else {
				alerted += told
			}
		})
	}
	// The test would be blind if the flip never came in the middle.
	if inFlight == 0 || alerted < moments/2 || before == moments {
		t.Errorf("%d writes in flight, %d alerts, %d runs without a flip", inFlight, alerted, before)
	}
}
