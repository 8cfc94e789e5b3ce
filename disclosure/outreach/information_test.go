package outreach_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
)

// proofCase is a case of a time in which all three laws apply, with a vendor, a provider and one asset.
func proofCase() *disclosure.Case {
	return &disclosure.Case{
		ID: "DL-2027-0001",
		Parties: []disclosure.Party{
			{Role: disclosure.Vendor, Name: "Vendor"}, {Role: disclosure.Provider, Name: "Cloud"},
		},
		Assets:  []disclosure.Asset{{ID: "A1", Kind: "s3", Target: "https://bucket.s3.example/"}},
		Exposed: disclosure.Exposed{Data: []string{"medical_images"}},
	}
}

func paris(t *testing.T, text string) civil.When {
	t.Helper()
	w, err := civil.ParseWhen(text + " Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func day27(m time.Month, d int) civil.When { return civil.OnDay(2027, m, d) }

// numbered numbers events and completes what most of them share.
func numbered(events ...disclosure.Event) []disclosure.Event {
	for i := range events {
		e := &events[i]
		e.Seq = i + 1
		if e.Party == "" {
			e.Party = disclosure.Vendor
		}
		if e.Source == "" {
			e.Source = disclosure.SourceOwnMail
		}
	}
	return events
}

// mailed is a mail of ours that the other side's server took.
func mailed(at civil.When, contact string) disclosure.Event {
	return disclosure.Event{Kind: disclosure.KindContacted, At: at, Channel: disclosure.Email, Detail: disclosure.Detail{
		Message: &disclosure.Message{Key: "k/" + contact, Contact: contact, Channel: disclosure.Email, State: disclosure.MessageSent},
		State:   disclosure.MessageSent,
	}}
}

func cameIn(kind disclosure.Kind, at civil.When) disclosure.Event {
	return disclosure.Event{Kind: kind, At: at, Channel: disclosure.Email, Source: disclosure.SourceVendorMail}
}

func cameBack(at civil.When, contact string) disclosure.Event {
	e := cameIn(disclosure.KindBounced, at)
	e.Detail.Contact = &disclosure.Contact{ID: contact}
	return e
}

func TestOnlyWhatProvesDeliveryStartsHours(t *testing.T) {
	t.Parallel()
	sent, later := paris(t, "2027-01-25T10:00"), paris(t, "2027-01-25T10:05")
	typed := disclosure.Event{Kind: disclosure.KindContacted, At: sent, Channel: disclosure.Phone, Source: disclosure.SourcePerson}
	dry := mailed(sent, "C1")
	dry.Detail.Message.DryRun = true
	resent := mailed(later, "C1")
	resent.Corrects = 1
	resolved := mailed(sent, "C1")
	resolved.Source, resolved.Actor = disclosure.SourcePerson, "ada"
	archived := mailed(sent, "C1")
	archived.Source, archived.Actor = disclosure.SourcePerson, disclosure.Engine().Name
	issue := mailed(sent, "C2")
	issue.Channel, issue.Detail.Message.Channel = disclosure.Issue, disclosure.Issue
	planned := mailed(sent, "C1")
	planned.Planned = true
	refused := disclosure.Event{Kind: disclosure.KindBounced, At: sent, Channel: disclosure.Email, Detail: disclosure.Detail{
		Message: &disclosure.Message{Key: "k/C1", Contact: "C1", State: disclosure.MessageFailed}, State: disclosure.MessageFailed,
	}}
	toCloud := mailed(later, "C3")
	toCloud.Party, toCloud.Name = disclosure.Provider, "Cloud"
	struck := disclosure.Event{Kind: disclosure.KindNote, At: later, Corrects: 1}

	for _, c := range []struct {
		rule   string
		events []disclosure.Event
		want   outreach.ProofKind // "" is none
		at     civil.When
	}{
		{"a call that a person typed in is an attempt", numbered(typed), "", civil.When{}},
		{"a planned mail is none", numbered(planned), "", civil.When{}},
		{"a dry run reached nobody", numbered(dry), "", civil.When{}},
		{"a dry run sent for real counts from then", numbered(dry, resent), outreach.ProofAccepted, later},
		{"a mail that a correction took back is none", numbered(mailed(sent, "C1"), struck), "", civil.When{}},
		{"a server took it", numbered(mailed(sent, "C1")), outreach.ProofAccepted, sent},
		{"a person says that it arrived: a claim of ours", numbered(resolved), "", civil.When{}},
		{"the copy in the archive", numbered(archived), outreach.ProofAccepted, sent},
		{"an issue was opened", numbered(issue), outreach.ProofIssue, sent},
		{"it came back", numbered(mailed(sent, "C1"), cameBack(later, "C1")), "", civil.When{}},
		{"it came back on a day without an hour", numbered(mailed(sent, "C1"), cameBack(day27(1, 25), "C1")), "", civil.When{}},
		{"it was refused at the door", numbered(refused), "", civil.When{}},
		{"one of two came back", numbered(mailed(sent, "C1"), mailed(later, "C2"), cameBack(later, "C1")), outreach.ProofAccepted, later},
		{"an automatic answer to what came back proves nothing", numbered(mailed(sent, "C1"), cameIn(disclosure.KindAutoReplied, later), cameBack(later, "C1")), "", civil.When{}},
		{"an automatic answer proves delivery", numbered(mailed(sent, "C1"), cameIn(disclosure.KindAutoReplied, later)), outreach.ProofAutomatic, later},
		{"a notice of delivery before the word of the first server", numbered(mailed(sent, "C1"), cameIn(disclosure.KindDelivered, later)), outreach.ProofDelivered, later},
		{"an answer of a person", numbered(typed, cameIn(disclosure.KindAcknowledged, later)), outreach.ProofAnswer, later},
		{"a person answers although a mail came back", numbered(mailed(sent, "C1"), cameBack(later, "C1"), cameIn(disclosure.KindReplied, day27(2, 11))), outreach.ProofAnswer, day27(2, 11)},
		{"the earliest of several", numbered(mailed(sent, "C1"), cameIn(disclosure.KindReplied, day27(2, 11)), cameIn(disclosure.KindDelivered, later)), outreach.ProofDelivered, later},
		{"of two on a day the one with an hour", numbered(mailed(sent, "C1"), cameIn(disclosure.KindReplied, day27(1, 25)), cameIn(disclosure.KindDelivered, later)), outreach.ProofDelivered, later},
		{"a statement to the press is no answer to us", numbered(typed, cameIn(disclosure.KindStatement, later)), "", civil.When{}},
		{"deemed aware is our own decision", numbered(typed, cameIn(disclosure.KindDeemedAware, later)), "", civil.When{}},
		{"what reached the provider did not reach the vendor", numbered(typed, toCloud), "", civil.When{}},
	} {
		p := outreach.DeliveryProof(proofCase(), c.events, disclosure.Vendor, "")
		if p.Kind != c.want || p.At != c.at {
			t.Errorf("%s: got %q at %s, want %q at %s", c.rule, p.Kind, p.At, c.want, c.at)
		}
		lines := outreach.InformationLines(proofCase(), c.events, disclosure.Vendor, "", outreach.InformationScope{})
		if (len(lines) > 0) != (c.want != "") {
			t.Errorf("%s: %d lines", c.rule, len(lines))
		}
	}
}

func TestAnAutomaticAnswerIsNoPersonsKnowledge(t *testing.T) {
	t.Parallel()
	for _, k := range outreach.ProofKinds() {
		if k.OfPerson() != (k == outreach.ProofAnswer) {
			t.Errorf("%s counts as a person's: %v", k, k.OfPerson())
		}
	}
}

func TestANewEpisodeNeedsANewProof(t *testing.T) {
	t.Parallel()
	closed := disclosure.Event{Kind: disclosure.KindClosed, At: day27(2, 5), Detail: disclosure.Detail{AssetID: "A1", Closure: &disclosure.Closure{At: day27(2, 5), Verified: true}}}
	reopened := disclosure.Event{Kind: disclosure.KindReopened, At: day27(6, 1), Detail: disclosure.Detail{AssetID: "A1"}}
	c := proofCase()
	c.Imported = true // what the file says of the closure counts
	first := []disclosure.Event{mailed(day27(1, 25), "C1"), cameIn(disclosure.KindReplied, day27(1, 26)), closed, reopened}
	if p := outreach.DeliveryProof(c, numbered(first...), disclosure.Vendor, ""); !p.IsZero() {
		t.Errorf("the first episode proves the second: %+v", p)
	}
	again := append(first, cameIn(disclosure.KindDelivered, day27(6, 2)), mailed(day27(6, 3), "C1"))
	if p := outreach.DeliveryProof(c, numbered(again...), disclosure.Vendor, ""); p.Kind != outreach.ProofAccepted || p.At != day27(6, 3) {
		t.Errorf("got %+v", p)
	}
}

// text writes lines in short.
func text(lines []outreach.InformationLine) string {
	var out []string
	for i := range lines {
		l := &lines[i]
		end := "from " + l.Proof.At.String()
		if !l.Ends.IsZero() {
			end = l.Ends.Format(time.RFC3339)
		}
		out = append(out, fmt.Sprintf("%s %s %d %s", l.Law, l.Step, l.Hours, end))
	}
	return strings.Join(out, "\n")
}

func TestWhichLawsAreNamed(t *testing.T) {
	t.Parallel()
	type change = func(*disclosure.Case)
	at := paris(t, "2027-01-25T10:00")
	gdpr := "gdpr notification 72 2027-01-28T09:00:00Z"
	nis2 := "nis2 early_warning 24 2027-01-26T09:00:00Z\nnis2 notification 72 2027-01-28T09:00:00Z"
	cra := "cra early_warning 24 2027-01-26T09:00:00Z\ncra notification 72 2027-01-28T09:00:00Z"
	for _, c := range []struct {
		rule   string
		at     civil.When
		change change
		scope  outreach.InformationScope
		want   string
	}{
		{"data of people in a store", at, func(*disclosure.Case) {}, outreach.InformationScope{}, gdpr + "\n" + nis2},
		{"no data of people", at, func(c *disclosure.Case) { c.Exposed = disclosure.Exposed{Records: 5} }, outreach.InformationScope{}, nis2},
		{"a product, said so", at, func(c *disclosure.Case) { c.Exposed.Data = nil }, outreach.InformationScope{Product: true}, nis2 + "\n" + cra},
		{"a product, by the kind of the asset", at, func(c *disclosure.Case) { c.Assets[0].Kind = "product.firmware" }, outreach.InformationScope{}, gdpr + "\n" + nis2 + "\n" + cra},
		{"before NIS2 applied", civil.OnDay(2020, 1, 25), func(*disclosure.Case) {}, outreach.InformationScope{Product: true}, "gdpr notification 72 from 2020-01-25"},
	} {
		k := proofCase()
		c.change(k)
		got := text(outreach.InformationLines(k, numbered(mailed(c.at, "C1")), disclosure.Vendor, "", c.scope))
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.rule, got, c.want)
		}
	}
}

func TestHoursAreTimeThatPassesAndADayHasNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		at    civil.When
		local string // end of 72 hours in Paris; "" is none
	}{
		{"an ordinary week", paris(t, "2027-01-25T10:00"), "2027-01-28T10:00:00+01:00"},
		{"the clocks are put forward", paris(t, "2027-03-26T10:00"), "2027-03-29T11:00:00+02:00"},
		{"the clocks are put back", paris(t, "2027-10-29T10:00"), "2027-11-01T09:00:00+01:00"},
		{"a day without an hour", day27(1, 25), ""},
		{"a month", mustWhen(t, "2027-01"), ""},
	} {
		lines := outreach.InformationLines(proofCase(), numbered(mailed(c.at, "C1")), disclosure.Vendor, "", outreach.InformationScope{})
		if len(lines) == 0 || lines[0].Proof.At != c.at {
			t.Fatalf("%s: %+v", c.rule, lines)
		}
		got := lines[0].Ends
		if c.local == "" {
			if !got.IsZero() {
				t.Errorf("%s: an end is named: %s", c.rule, got)
			}
			continue
		}
		zone, err := time.LoadLocation("Europe/Paris")
		if err != nil {
			t.Fatal(err)
		}
		start, _ := c.at.Instant()
		if got.Sub(start) != 72*time.Hour || got.In(zone).Format(time.RFC3339) != c.local || got.Location() != time.UTC {
			t.Errorf("%s: ends %s", c.rule, got.In(zone).Format(time.RFC3339))
		}
	}
}

func mustWhen(t *testing.T, text string) civil.When {
	t.Helper()
	w, err := civil.ParseWhen(text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheLinesOfManyPartiesAreOneAndOfAFewTheirOwn(t *testing.T) {
	t.Parallel()
	lines := func(told int) []outreach.InformationLine {
		c := proofCase()
		c.Parties = c.Parties[1:]
		var events []disclosure.Event
		for i := range told + 1 { // the last one was never told
			name := fmt.Sprint("Clinic ", i+1)
			c.Parties = append(c.Parties, disclosure.Party{Role: disclosure.Vendor, Name: name})
			if i < told {
				e := cameIn(disclosure.KindReplied, day27(time.March, 1))
				e.Name = name
				events = append(events, e)
			}
		}
		return outreach.ProofsOf(c, numbered(events...)).InformationOfAll(disclosure.Vendor, outreach.InformationScope{})
	}
	if got := lines(outreach.MostApart); len(got)%outreach.MostApart != 0 || len(got) == 0 || got[0].Name != "Clinic 1" || got[0].Parties != 0 {
		t.Errorf("a few have lines of their own: %+v", got)
	}
	few, many := len(lines(1)), lines(170)
	if len(many) != few {
		t.Errorf("170 parties have %d lines, one has %d", len(many), few)
	}
	for _, l := range many {
		if l.Parties != 170 || l.Name != "" {
			t.Errorf("it stands for all who were told, and names none: %+v", l)
		}
	}
	if len(lines(0)) != 0 {
		t.Errorf("nobody was told: %+v", lines(0))
	}
}
