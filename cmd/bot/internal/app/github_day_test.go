package app_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/medium"
	"daylight/disclosure/milestone"
)

// A second message to a party goes on in its issue: several issues about one case would scatter what the party has to read.
func TestASecondMessageIsACommentInTheSameIssue(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, withTracker(h, config.Repository{VendorLogins: []string{"vendor-dev"}}))
	id := b.record(nil)
	b.reported(id)
	d, _, err := b.Desk.WriteDraft(t.Context(), b.who("alice"), id, disclosure.Draft{
		Template: disclosure.FollowUp, Contact: b.load(id).Contacts[0].ID, Lang: "en", Subject: "More",
	}, "There is more to say.")
	if err != nil {
		t.Fatal(err)
	}
	b.send(id, d)
	c := b.load(id)
	said := 0
	for _, text := range h.comments {
		said += strings.Count(text, "There is more to say.")
	}
	if issues, _ := h.count(); issues != 1 || said != 1 {
		t.Errorf("%d issues, comments %q", issues, h.comments)
	}
	if m := c.Messages[1]; m.State != disclosure.MessageSent || len(c.Issues) != 1 || c.Issues[0].Ref != trackingRepo+"#1" {
		t.Errorf("%+v, %+v", m, c.Issues)
	}
	if !slices.ContainsFunc(b.events(id), func(e disclosure.Event) bool {
		return e.Kind == disclosure.KindContacted && strings.HasPrefix(e.Ref, trackingRepo+"#1/comment/") && e.Detail.Issue == nil
	}) {
		t.Error("the comment is not on record as what was sent")
	}
}

// delivery is a webhook of the day.
type dayDelivery struct {
	event string
	body  map[string]any
}

// aDay is what a vendor's engineer does in the issue of a case in a day, as GitHub delivers it, with what else happens there.
func aDay(h *tracker) []dayDelivery {
	dev := map[string]any{"id": 77, "login": "vendor-dev", "type": "User"}
	bot := map[string]any{"id": 42, "login": "daylight-bot", "type": "User"}
	issue := func(at string) map[string]any { return map[string]any{"number": 1, "user": bot, "updated_at": at} }
	var out []dayDelivery
	for n, said := range []string{
		"Thanks, we look into it.", "/ack", "Our storage team has it now.", "/fixing 2020-02-03", "Is the EU bucket affected, too?",
		"/fixed", "We closed it a minute ago.", "/need-info",
	} {
		at := fmt.Sprintf("2020-01-27T08:%02d:00Z", 10+n)
		comment := map[string]any{"id": 300 + n, "user": dev, "author_association": "NONE", "body": said, "created_at": at, "updated_at": at}
		h.said = append(h.said, comment)
		out = append(out,
			dayDelivery{"issue_comment", map[string]any{"action": "created", "sender": dev, "issue": issue(at), "comment": comment}},
			dayDelivery{"issues", map[string]any{"action": "labeled", "sender": dev, "issue": issue(at)}},
		)
	}
	return append(out, dayDelivery{"projects_v2_item", map[string]any{"action": "edited", "sender": dev}}, dayDelivery{"ping", map[string]any{"zen": "x"}})
}

// theirs is what the day made of a case: what stands on record as theirs, by when and where they said it, and what follows from it.
func (b *bench) theirs(id disclosure.CaseID) map[string]any {
	b.t.Helper()
	c := b.load(id)
	var said []string
	for _, e := range b.events(id) {
		if e.Source == medium.Of(disclosure.Issue).Theirs {
			kind := e.Kind
			if kind == disclosure.KindAcknowledged {
				kind = disclosure.KindReplied // the first that was recorded; which was said first is worked out from the dates, below
			}
			said = append(said, fmt.Sprint(kind, " ", e.At, " ", e.Ref, " ", e.Party, " ", e.Name, " ", e.Text))
		}
	}
	slices.Sort(said)
	var first []string
	history := milestone.Of(c)
	for _, p := range history.Current().Parties {
		if len(p.Answers) > 0 {
			first = append(first, p.Name+" "+p.Answers[0].At.String())
		}
	}
	return map[string]any{"said": said, "first": first, "dialogue": c.Dialogue, "claims": len(c.Claims), "answered": len(c.Answered), "stopped": c.Assets[0].Stopped}
}

// Webhooks come twice, in another order, or not at all; one poll makes up for it. The case is the same.
func TestADayOfWebhooksInAnyOrderMakesTheSameCase(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine delivers and reads, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	day := func(t *testing.T, mix func([]dayDelivery) []dayDelivery) map[string]any {
		h := newTracker(t)
		b := newBench(t, withTracker(h, config.Repository{VendorLogins: []string{"vendor-dev"}}))
		id := b.record(nil)
		b.reported(id)
		all := aDay(h)
		for n, d := range mix(all) {
			body := maps.Clone(d.body)
			b.delivers(fmt.Sprintf("day-%d", n), d.event, body)
		}
		if _, err := b.Poll(t.Context(), "github"); err != nil {
			t.Fatal(err)
		}
		b.drain()
		return b.theirs(id)
	}
	clean := day(t, func(all []dayDelivery) []dayDelivery { return all })
	if n := len(clean["said"].([]string)); n < 8 {
		t.Fatalf("the day left %d rows: %v", n, clean)
	}
	for _, tt := range []struct {
		name string
		mix  func([]dayDelivery) []dayDelivery
	}{
		{"each twice", func(all []dayDelivery) []dayDelivery { return append(slices.Clone(all), all...) }},
		{"reversed", func(all []dayDelivery) []dayDelivery { out := slices.Clone(all); slices.Reverse(out); return out }},
		{"a third lost", func(all []dayDelivery) (out []dayDelivery) {
			for i, d := range all {
				if i/2%3 != 1 {
					out = append(out, d)
				}
			}
			return out
		}},
		{"none arrives", func([]dayDelivery) []dayDelivery { return nil }},
		{"reversed, a third lost, the rest twice", func(all []dayDelivery) (out []dayDelivery) {
			for i, d := range slices.Backward(all) {
				if i/2%3 != 0 {
					out = append(out, d, d)
				}
			}
			return out
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := day(t, tt.mix); !reflect.DeepEqual(got, clean) {
				t.Errorf("the case is\n%v\nand in clean order it is\n%v", got, clean)
			}
		})
	}
}
