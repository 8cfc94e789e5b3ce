package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
)

// nextMotion is the reference case as it stood on a day.
func nextMotion(change func(k *disclosure.Case)) *disclosure.Case {
	k := &disclosure.Case{
		ID: "DL-2020-0001", Version: 7, Title: "Open S3 bucket with patient files", Author: "Rosa", Work: disclosure.WorkActive,
		Parties:    []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR"}, {Role: disclosure.Provider, Name: "AWS"}},
		Contacts:   []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"}},
		Assets:     []disclosure.Asset{{ID: "A1", Kind: "s3", Target: bucket, Exposure: disclosure.ExposureOpen, LastSeen: time.Date(2020, 1, 27, 6, 0, 0, 0, time.UTC), Streak: disclosure.Streak{LastOpen: time.Date(2020, 1, 27, 6, 0, 0, 0, time.UTC)}, Last: observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}}},
		Discovered: civil.OnDay(2020, 1, 24), UpdatedAt: time.Date(2020, 1, 27, 9, 30, 0, 0, time.UTC),
	}
	change(k)
	k.ClockEvents = []disclosure.ClockEvent{{Seq: 1, Kind: disclosure.KindDiscovered, At: k.Discovered}}
	if a := &k.Assets[0]; !a.Closure.At.IsZero() {
		k.ClockEvents = append(k.ClockEvents, disclosure.ClockEvent{
			Seq: 2, Kind: disclosure.KindClosed, At: a.Closure.At, Asset: a.ID, Verified: a.Closure.Verified, Source: a.Closure.Source,
		})
	}
	return k
}

func TestCardGoldens(t *testing.T) {
	draft := disclosure.Draft{ID: "D1", Template: disclosure.FirstContact, Contact: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Revision: 2, State: disclosure.DraftOpen}
	moments := []struct {
		name   string
		now    civil.Date
		change func(*disclosure.Case)
	}{
		{"recorded, no contact known", civil.Date{Year: 2020, Month: 1, Day: 25}, func(k *disclosure.Case) { k.Contacts = nil }},
		{"a contact is known", civil.Date{Year: 2020, Month: 1, Day: 25}, func(*disclosure.Case) {}},
		{"a draft waits for approval", civil.Date{Year: 2020, Month: 1, Day: 27}, func(k *disclosure.Case) { k.Drafts = []disclosure.Draft{draft} }},
		{"approved", civil.Date{Year: 2020, Month: 1, Day: 27}, func(k *disclosure.Case) {
			draft.State = disclosure.DraftApproved
			k.Drafts = []disclosure.Draft{draft}
		}},
		{"a message is uncertain", civil.Date{Year: 2020, Month: 1, Day: 27}, func(k *disclosure.Case) {
			k.Messages = []disclosure.Message{{Key: "M1", Role: disclosure.Vendor, State: disclosure.MessageUncertain}}
		}},
		{"a message failed", civil.Date{Year: 2020, Month: 1, Day: 27}, func(k *disclosure.Case) {
			k.Messages = []disclosure.Message{{Key: "M1", Role: disclosure.Vendor, State: disclosure.MessageFailed}}
		}},
		{"contacted, a deadline runs, an issue is open", civil.Date{Year: 2020, Month: 1, Day: 30}, func(k *disclosure.Case) {
			k.FirstContact = civil.OnDay(2020, 1, 27)
			k.Clocks = map[string]disclosure.Clock{
				"publication":   {State: disclosure.ClockRunning, Due: civil.OnDay(2020, 4, 26)},
				"first_contact": {State: disclosure.ClockTerminated, Due: civil.OnDay(2020, 1, 28)},
				"follow_up":     {State: disclosure.ClockOverdue, Due: civil.OnDay(2020, 1, 29)},
			}
			k.Issues = []disclosure.Tracked{{Ref: "team/nextmotion#7"}}
		}},
		{"never seen open", civil.Date{Year: 2020, Month: 1, Day: 27}, func(k *disclosure.Case) {
			k.Assets[0].Exposure, k.Assets[0].Streak = disclosure.ExposureNotSeenOpen, disclosure.Streak{}
			k.Assets[0].Last = observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
		}},
		{"suspected closed", civil.Date{Year: 2020, Month: 2, Day: 5}, func(k *disclosure.Case) {
			k.FirstContact = civil.OnDay(2020, 1, 27)
			k.Assets[0].Exposure = disclosure.ExposureSuspected
			k.Assets[0].Last = observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied}
		}},
		{"closed and verified", civil.Date{Year: 2020, Month: 2, Day: 7}, func(k *disclosure.Case) {
			k.FirstContact = civil.OnDay(2020, 1, 27)
			k.Assets[0].Exposure = disclosure.ExposureClosed
			k.Assets[0].Closure = disclosure.Closure{At: civil.OnDay(2020, 2, 5), Verified: true}
			k.Issues = []disclosure.Tracked{{Ref: "team/nextmotion#7", Closed: true}}
		}},
		{"reported closed, discovered in a month", civil.Date{Year: 2020, Month: 2, Day: 7}, func(k *disclosure.Case) {
			k.Discovered, _ = civil.ParseWhen("2020-01")
			k.FirstContact = civil.OnDay(2020, 1, 27)
			k.Assets[0].Exposure = disclosure.ExposureClosed
			k.Assets[0].Closure = disclosure.Closure{At: civil.OnDay(2020, 2, 5), Source: disclosure.SourcePress}
			k.Publication = disclosure.PublicationFull
		}},
		{"the work is over", civil.Date{Year: 2020, Month: 2, Day: 20}, func(k *disclosure.Case) { k.Work = disclosure.WorkClosed }},
	}
	var out bytes.Buffer
	for _, m := range moments {
		now := time.Date(m.now.Year, m.now.Month, m.now.Day, 12, 0, 0, 0, time.UTC)
		text, blocks := renderCard(cardData{Case: nextMotion(m.change), Headline: "open", Now: now, Zone: time.UTC, IssueBase: "https://github.com"})
		check(t, m.name, text, blocks)
		raw, err := json.Marshal(blocks)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "example-bucket") || strings.Contains(string(raw), "security@") {
			t.Errorf("%s: the card shows a locator", m.name)
		}
		fmt.Fprintf(&out, "-- %s --\n%s\n%s\n", m.name, text, readable(blocks))
	}
	golden(t, "cards.txtar", out.Bytes())
}

// readable writes blocks as a person sees them, with the values of the buttons.
func readable(blocks []slackapi.Block) string {
	var b strings.Builder
	for _, blk := range blocks {
		switch blk := blk.(type) {
		case *slackapi.SectionBlock:
			if blk.Text != nil {
				b.WriteString("  " + blk.Text.Text + "\n")
			}
			for _, f := range blk.Fields {
				b.WriteString("  | " + strings.ReplaceAll(f.Text, "\n", " / ") + "\n")
			}
		case *slackapi.ActionBlock:
			for _, e := range blk.Elements.ElementSet {
				switch e := e.(type) {
				case *slackapi.ButtonBlockElement:
					b.WriteString("  [" + e.Text.Text + "] " + e.Value)
					if e.Confirm != nil {
						b.WriteString(" ? " + e.Confirm.Text.Text)
					}
					b.WriteString("\n")
				case *slackapi.OverflowBlockElement:
					for _, o := range e.Options {
						b.WriteString("  (" + o.Text.Text + ") " + o.Value + "\n")
					}
				}
			}
		case *slackapi.ContextBlock:
			for _, e := range blk.ContextElements.Elements {
				if t, ok := e.(*slackapi.TextBlockObject); ok {
					b.WriteString("  # " + t.Text + "\n")
				}
			}
		}
	}
	return b.String()
}

func TestAddressStandsInTheConfirmDialogOfAnAllowListedChannelOnly(t *testing.T) {
	k := nextMotion(func(k *disclosure.Case) {
		k.Drafts = []disclosure.Draft{{ID: "D1", Contact: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, State: disclosure.DraftApproved}}
	})
	for _, addresses := range []bool{false, true} {
		_, blocks := renderCard(cardData{Case: k, Zone: time.UTC, Addresses: addresses})
		if got := strings.Contains(readable(blocks), "security@nextmotion.example"); got != addresses {
			t.Errorf("allow-listed %v, shown %v", addresses, got)
		}
	}
}

func TestEveryKindOfEventRenders(t *testing.T) {
	k := nextMotion(func(*disclosure.Case) {})
	var out strings.Builder
	for _, kind := range disclosure.Kinds() {
		e := disclosure.Event{Seq: 3, Kind: kind, At: civil.OnDay(2020, 2, 5), Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Actor: "Rosa", Text: "line one\nline two"}
		text, blocks, broadcast := renderNotice(k, e, false)
		check(t, string(kind), text, blocks)
		if _, notable := notice(e); notable {
			fmt.Fprintf(&out, "-- %s (broadcast %v) --\n%s\n%s", kind, broadcast, text, readable(blocks))
		}
	}
	golden(t, "notices.txtar", []byte(out.String()))
}
