package writeup_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
)

// sixty is a made-up case of two years and sixty events: weeks of messages, a silence, and an exposure that came back.
func sixty(tb testing.TB) writeup.Input {
	tb.Helper()
	c := &disclosure.Case{
		ID: "DL-2021-0060", Title: "Open management interface of a charging network", Author: "ada",
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Example Charging", Country: "DE"}, {Role: disclosure.Provider, Name: "Example Hosting"}},
		Assets:  []disclosure.Asset{{ID: "A1", Kind: "http", Target: "https://panel.example.net/login", Exposure: disclosure.ExposureClosed, Episode: 2}},
	}
	at := func(y int, m time.Month, d int) civil.When { return day(y, m, d) }
	var events []disclosure.Event
	add := func(kind disclosure.Kind, when civil.When, role disclosure.Role, name string) {
		source := disclosure.SourcePerson
		if kind.Info().Voice == disclosure.VoiceOutreach {
			source = disclosure.SourceOwnMail
		}
		events = append(events, disclosure.Event{Kind: kind, At: when, Party: role, Name: name, Source: source})
	}
	closed := func(when civil.When) {
		events = append(events, disclosure.Event{Kind: disclosure.KindClosed, At: when, Source: disclosure.SourceOwnProbe, Detail: disclosure.Detail{
			AssetID: "A1", Closure: &disclosure.Closure{At: when, Verified: true, Source: disclosure.SourceOwnProbe, LastOpen: when.First().AddDays(-2).When().Time()},
		}})
	}
	add(disclosure.KindDiscovered, at(2021, time.March, 2), "", "")
	for i := range 14 { // six weeks of messages and answers
		kind := disclosure.KindContacted
		if i%3 == 2 {
			kind = disclosure.KindReplied
		}
		add(kind, at(2021, time.March, 3+3*i%28), disclosure.Vendor, "")
	}
	add(disclosure.KindContacted, at(2021, time.March, 20), disclosure.Provider, "Example Hosting")
	add(disclosure.KindAcknowledged, at(2021, time.March, 22), disclosure.Provider, "Example Hosting")
	for i := range 12 {
		add(disclosure.KindContacted, at(2021, time.April, 1).First().AddDays(8*i).When(), disclosure.Coordinator, "CERT Example")
	}
	add(disclosure.KindAcknowledged, at(2021, time.May, 4), disclosure.Coordinator, "CERT Example")
	add(disclosure.KindFixClaimed, at(2021, time.June, 28), disclosure.Vendor, "")
	closed(at(2021, time.July, 1))
	events = append(events, disclosure.Event{Kind: disclosure.KindReopened, At: at(2022, time.June, 7), Source: disclosure.SourceOwnProbe, Detail: disclosure.Detail{AssetID: "A1"}})
	for i := range 18 {
		kind, role, name := disclosure.KindContacted, disclosure.Vendor, ""
		if i%4 == 1 {
			role, name = disclosure.Regulator, "Data Protection Authority of the State of Example"
		}
		if i%5 == 4 {
			kind, role, name = disclosure.KindReplied, disclosure.Vendor, ""
		}
		add(kind, at(2022, time.June, 8).First().AddDays(4*i).When(), role, name)
	}
	for i := range 4 {
		add(disclosure.KindPubliclyReported, at(2022, time.August, 20).First().AddDays(9*i).When(), disclosure.Press, "")
	}
	add(disclosure.KindStatement, at(2022, time.August, 21), disclosure.Vendor, "")
	closed(at(2022, time.August, 26))
	add(disclosure.KindDataSubjectsTold, at(2022, time.September, 5), disclosure.Vendor, "")
	add(disclosure.KindNote, at(2022, time.September, 12), "", "")
	events[len(events)-1].Text = "The interface answers only inside of the network of the company now."
	add(disclosure.KindPublished, at(2022, time.October, 4), "", "")
	events[len(events)-1].Planned = true
	for i := range events {
		events[i].Visibility = disclosure.Public
	}
	events = numbered(events)
	return writeup.Input{Case: c, Timeline: timeline.Build(c, events, civil.Date{Year: 2022, Month: time.September, Day: 20}), Mode: disclosure.Full, Lang: "en", Team: team}
}

func TestThePicturesOfTheReadmeAreThoseThatAreDrawn(t *testing.T) {
	r := newRenderer(t)
	many := sixty(t)
	if n := len(many.Timeline.Rows); n != 60 {
		t.Errorf("the case of sixty events has %d", n)
	}
	for name, in := range map[string]writeup.Input{"timeline.svg": nextMotion(t, true), "timeline-60.svg": many} {
		path, got := "../../docs/"+name, render(t, r, in)[writeup.FilePicture]
		if *update {
			if err := os.WriteFile(path, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is another picture; see it with go test -run %s -update", path, t.Name())
		}
	}
}
