package disclosure_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// A word that is learned late, by a poll or a webhook that was repeated, takes a dialogue nowhere that a newer word has left.
func TestAnOlderWordThatComesLateMovesNoDialogue(t *testing.T) {
	t.Parallel()
	said := func(kind disclosure.Kind, at string, channel disclosure.Channel) disclosure.Event {
		w, err := civil.ParseWhen(at)
		if err != nil {
			t.Fatal(err)
		}
		return disclosure.Event{Kind: kind, At: w, Party: disclosure.Vendor, Name: "Acme", Channel: channel}
	}
	const mail, issue = disclosure.Email, disclosure.Issue
	claim := said(disclosure.KindFixClaimed, "2020-01-27T09:00:00Z", issue)
	for _, tt := range []struct {
		name   string
		events []disclosure.Event
		want   disclosure.Dialogue
	}{
		{"an older reply", []disclosure.Event{claim, said(disclosure.KindReplied, "2020-01-27T08:00:00Z", issue)}, disclosure.DialogueClaimsFixed},
		{"a newer reply", []disclosure.Event{claim, said(disclosure.KindReplied, "2020-01-27T10:00:00Z", issue)}, disclosure.DialogueEngaged},
		{"a reply of that day, whose hour nobody knows", []disclosure.Event{claim, said(disclosure.KindReplied, "2020-01-27", issue)}, disclosure.DialogueEngaged},
		{"an older reply on another channel", []disclosure.Event{claim, said(disclosure.KindReplied, "2020-01-27T08:00:00Z", mail)}, disclosure.DialogueClaimsFixed},
		{"an older dispute", []disclosure.Event{claim, said(disclosure.KindDisputed, "2020-01-26T08:00:00Z", issue)}, disclosure.DialogueClaimsFixed},
		{"an older reply beside what seemed to be the first word", []disclosure.Event{said(disclosure.KindAcknowledged, "2020-01-27T09:00:00Z", issue), said(disclosure.KindReplied, "2020-01-27T08:00:00Z", issue)}, disclosure.DialogueEngaged},
		{"an automatic answer before", []disclosure.Event{said(disclosure.KindAutoReplied, "2020-01-27T09:30:00Z", issue), claim}, disclosure.DialogueClaimsFixed},
	} {
		c := &disclosure.Case{ID: "DL-2020-0001", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Acme"}}}
		for i := range tt.events {
			tt.events[i].Seq = i + 1
		}
		c.Take(tt.events...)
		if got := c.DialogueWith(disclosure.Vendor, "Acme", issue); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
