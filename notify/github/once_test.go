package github

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/notify/notifytest"
)

// opening is an issue that is opened once.
type opening struct {
	c   *Channel
	out ledger.Outgoing
}

func (o opening) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return o.c.Send(ctx, o.out, mark)
}
func (o opening) Find(ctx context.Context) ledger.Delivery { return o.c.Find(ctx, o.out) }

// place is GitHub behind a tap. Lists end with a suffix of the path.
func place(t *testing.T, suffix string) (notifytest.Place, *hub, *Channel) {
	t.Helper()
	h := newHub(t)
	tap := notifytest.NewTap(t, h.URL)
	on := func(method string) func(r *http.Request) bool {
		return func(r *http.Request) bool { return r.Method == method && strings.HasSuffix(r.URL.Path, suffix) }
	}
	tap.Writes, tap.Looks, tap.Empty = on(http.MethodPost), on(http.MethodGet), "[]"
	c, _ := testChannel(t, h, newMemory(), func(o *Options) { o.BaseURL = tap.URL })
	return notifytest.Place{Fail: tap.Fail, Hide: tap.Hide, Blind: tap.Blind, Sees: true, Proves: true}, h, c
}

func TestAnIssueIsOpenedOnce(t *testing.T) {
	notifytest.Run(t, func(t *testing.T) notifytest.Place {
		p, h, c := place(t, "/issues")
		out := outgoing(t)
		p.Effect = func() outbound.Effect { return opening{c, out} }
		p.Copies = func() (n int) {
			h.set(func() { n = len(h.issues) })
			return n
		}
		return p
	})
}

func TestACommentIsWrittenOnce(t *testing.T) {
	notifytest.Run(t, func(t *testing.T) notifytest.Place {
		p, h, c := place(t, "/comments")
		h.create(bot42, "t", "b")
		job := testJob(TaskComment)
		said := writing(t, job).(Comment)
		ref, marker, _ := plan(said)
		p.Effect = func() outbound.Effect { return commenting{c: c, ref: ref, text: said.Text, marker: marker} }
		p.Copies = func() (n int) {
			h.set(func() { n = len(h.comments[1]) })
			return n
		}
		return p
	})
}

// A message that goes on in an issue is a comment there, and is written once as an issue is.
func TestAMessageThatGoesOnInAnIssueIsWrittenOnce(t *testing.T) {
	notifytest.Run(t, func(t *testing.T) notifytest.Place {
		p, h, c := place(t, "/comments")
		h.create(bot42, "t", "b")
		out := goingOn(t)
		p.Effect = func() outbound.Effect { return opening{c, out} }
		p.Copies = func() (n int) {
			h.set(func() {
				n = len(h.comments[1])
				if len(h.issues) != 1 {
					t.Errorf("%d issues stand in the repository", len(h.issues))
				}
			})
			return n
		}
		return p
	})
}
