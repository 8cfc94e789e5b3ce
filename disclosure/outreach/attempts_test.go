package outreach_test

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

// tries writes what was tried in short.
func tries(events []disclosure.Event) string {
	var out []string
	for _, o := range outreach.Attempts(proofCase(), events) {
		line := fmt.Sprintf("%s %s %s %s: %s", o.At, o.Channel, o.Role, o.Name, o.Response)
		if !o.ResponseAt.IsZero() {
			line += " " + o.ResponseAt.String()
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestEveryTryIsListedWithWhatCameOfIt(t *testing.T) {
	t.Parallel()
	call := disclosure.Event{Kind: disclosure.KindContacted, At: day27(1, 28), Channel: disclosure.Phone, Source: disclosure.SourcePerson}
	provider := disclosure.Event{Kind: disclosure.KindEscalated, At: day27(1, 30), Party: disclosure.Provider, Name: "Cloud", Channel: disclosure.Form}
	theirs := disclosure.Event{Kind: disclosure.KindReplied, At: day27(1, 31), Party: disclosure.Provider, Name: "cloud", Channel: disclosure.Email}
	nobody := disclosure.Event{Kind: disclosure.KindEscalated, At: day27(1, 30)}
	planned := disclosure.Event{Kind: disclosure.KindContacted, At: day27(2, 1), Channel: disclosure.Letter, Planned: true}
	dry := mailed(day27(1, 26), "C1")
	dry.Detail.Message.DryRun = true
	refused := disclosure.Event{Kind: disclosure.KindBounced, At: day27(1, 24), Channel: disclosure.Email, Detail: disclosure.Detail{
		Message: &disclosure.Message{Key: "k/C9", Contact: "C9"}, State: disclosure.MessageFailed,
	}}
	struck := disclosure.Event{Kind: disclosure.KindNote, At: day27(1, 29), Corrects: 1}
	for _, c := range []struct {
		rule   string
		events []disclosure.Event
		want   string
	}{
		{"nothing", nil, ""},
		{"silence", numbered(mailed(day27(1, 27), "C1"), call), "2027-01-27 email vendor Vendor: no_answer\n2027-01-28 phone vendor Vendor: no_answer"},
		{
			"a bounce of the first of two", numbered(mailed(day27(1, 27), "C1"), mailed(day27(1, 28), "C2"), cameBack(day27(1, 28), "C1")),
			"2027-01-27 email vendor Vendor: bounced 2027-01-28\n2027-01-28 email vendor Vendor: no_answer",
		},
		{
			"a second notice about one bounce makes no try", numbered(mailed(day27(1, 27), "C1"), cameBack(day27(1, 28), "C1"), cameBack(day27(1, 29), "C1")),
			"2027-01-27 email vendor Vendor: bounced 2027-01-28",
		},
		{
			"a refusal at the door was a try", numbered(mailed(day27(1, 27), "C1"), refused),
			"2027-01-24 email vendor Vendor: bounced 2027-01-24\n2027-01-27 email vendor Vendor: no_answer",
		},
		{"an automatic answer", numbered(mailed(day27(1, 27), "C1"), cameIn(disclosure.KindAutoReplied, day27(1, 27))), "2027-01-27 email vendor Vendor: auto_replied 2027-01-27"},
		{
			"a person after the machine", numbered(mailed(day27(1, 27), "C1"), cameIn(disclosure.KindAutoReplied, day27(1, 27)), cameIn(disclosure.KindReplied, day27(2, 11))),
			"2027-01-27 email vendor Vendor: answered 2027-02-11",
		},
		{
			"the machine after a person", numbered(mailed(day27(1, 27), "C1"), cameIn(disclosure.KindReplied, day27(1, 27)), cameIn(disclosure.KindAutoReplied, day27(2, 11))),
			"2027-01-27 email vendor Vendor: answered 2027-01-27",
		},
		{"an answer on another channel, by another spelling", numbered(provider, theirs), "2027-01-30 form provider Cloud: answered 2027-01-31"},
		{"an escalation to nobody", func() []disclosure.Event { e := numbered(nobody); e[0].Party = ""; return e }(), ""},
		{"a plan, a dry run", numbered(planned, dry), ""},
		{"what was corrected", numbered(mailed(day27(1, 27), "C1"), struck), ""},
	} {
		if got := tries(c.events); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.rule, got, c.want)
		}
	}
}
