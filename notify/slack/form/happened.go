package form

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command/record"
)

// fact is something that people put on record by hand.
type fact struct {
	value, label string
	kind         disclosure.Kind
	channel      disclosure.Channel
	of           disclosure.Role // whose fact it always is, whoever the form names
	nobodys      bool            // it is no party's
	link, words  bool            // it needs the address of a page, or a text
}

func facts() []fact {
	return []fact{
		{value: "called", label: "we called them", kind: disclosure.KindContacted, channel: disclosure.Phone},
		{value: "call_answered", label: "they answered on the phone", kind: disclosure.KindReplied, channel: disclosure.Phone},
		{value: "acknowledged", label: "they acknowledged our report", kind: disclosure.KindAcknowledged},
		{value: "statement", label: "they made a statement", kind: disclosure.KindStatement},
		{value: "fix_promised", label: "they promised a fix", kind: disclosure.KindFixPromised},
		{value: "fix_claimed", label: "they say that it is fixed (asks for a probe)", kind: disclosure.KindFixClaimed},
		{value: "time", label: "they asked for more time", kind: disclosure.KindExtensionRequested},
		{value: "disputed", label: "they dispute it", kind: disclosure.KindDisputed},
		{value: "refused", label: "they refuse to act", kind: disclosure.KindRefused},
		{value: "press", label: "the press reported it", kind: disclosure.KindPubliclyReported, of: disclosure.Press, link: true},
		{value: "exploited", label: "somebody exploited it", kind: disclosure.KindExploited, nobodys: true},
		{value: "leaked", label: "its data leaked", kind: disclosure.KindLeaked, nobodys: true},
		{value: "subjects", label: "the people concerned were told", kind: disclosure.KindDataSubjectsTold, nobodys: true},
		{value: "regulator", label: "the regulator was told", kind: disclosure.KindRegulatorTold, of: disclosure.Regulator},
		{value: "note", label: "a note for the team", kind: disclosure.KindNote, nobodys: true, words: true},
	}
}

func happened() []Action {
	return []Action{{
		Name: "event_add", Group: Log, Label: "Record what happened …", Title: "What happened", Yes: "Record", Doing: "Recording a fact",
		Rank: disclosure.Researcher, Can: anyTime,
		Says: func(*Seen) []string {
			return []string{"It is dated as you write it and moves the clocks that wait for it. What is fixed only a probe can prove."}
		},
		Fields: factFields, Read: readFact, Blame: fieldWhat, Done: "It is on record.",
	}}
}

// factFields ask what happened. A fact that takes another rank is not offered.
func factFields(s *Seen) []Field {
	var what []Choice
	for _, f := range facts() {
		if s.Actor.Role.AtLeast(record.AddEvent{Kind: f.kind}.Rule().Rank) {
			what = append(what, Choice{f.value, f.label})
		}
	}
	who := choice(fieldParty, "Who", partyChoices(s))
	return []Field{
		choice(fieldWhat, "What happened", what),
		line(fieldWhen, "When", "2020-01-27, 2020-01, or with time and zone: 2020-01-27T14:05 Europe/Paris.", false),
		who,
		line("ref", "Reference", "Address of the article, number of the ticket.", true),
		long(fieldText, "In a sentence", "No data of the people concerned, no target.", maxText, true),
	}
}

func readFact(_ *Seen, r *Reading) Order {
	all := facts()
	i := slices.IndexFunc(all, func(f fact) bool { return f.value == r.Text(fieldWhat) })
	if i < 0 {
		r.Wrong(fieldWhat, "Say what happened.")
		return Order{}
	}
	f := all[i]
	e := record.AddEvent{Kind: f.kind, Channel: f.channel, At: r.When(fieldWhen), Ref: r.Text("ref"), Text: r.Text(fieldText)}
	e.Party, e.Name = partyOf(r.Text(fieldParty))
	switch {
	case f.nobodys:
		e.Party, e.Name = "", ""
	case f.of != "":
		e.Party, e.Name = f.of, ""
	}
	if f.link && !strings.HasPrefix(e.Ref, "https://") && !strings.HasPrefix(e.Ref, "http://") {
		r.Wrong("ref", "Give the web address of the report.")
	}
	if f.words && e.Text == "" {
		r.Wrong(fieldText, "A note needs a text.")
	}
	return Order{Command: e}
}
