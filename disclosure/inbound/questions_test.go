package inbound_test

import (
	"slices"
	"testing"

	"daylight/disclosure/inbound"
)

func TestWhatTheTeamAsksIsUnderstoodInTheLanguagesOfTheReader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]inbound.Question{
		"when is the next deadline?": {inbound.WhenDue}, "Is it closed?": {inbound.IsClosed}, "is it still open": {inbound.IsClosed}, "Who was told?": {inbound.WhoKnows},
		"have they answered yet?": {inbound.WhoKnows}, "what is next? and is it fixed?": {inbound.WhatNext, inbound.IsClosed}, "status": {inbound.WhatNext},
		"Wann ist die nächste Frist?": {inbound.WhenDue}, "Ist der Bucket noch offen?": {inbound.IsClosed}, "Wer wurde informiert?": {inbound.WhoKnows}, "Wie ist der Stand?": {inbound.WhatNext},
		"Quelle est la prochaine échéance ?": {inbound.WhenDue, inbound.WhatNext}, "Est-ce fermé ?": {inbound.IsClosed}, "¿Está cerrado?": {inbound.IsClosed}, "È chiuso?": {inbound.IsClosed}, "Is het dicht?": {inbound.IsClosed},
		"thanks, good work": nil, "": nil, "> is it closed?\nlunch": nil,
	} {
		got := inbound.QuestionsIn(text)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q asks %v, not %v", text, got, want)
		}
	}
}

func FuzzAsks(f *testing.F) {
	for _, s := range []string{"is it closed?", "> quoted", "\xff", "a b c d e f g"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := inbound.QuestionsIn(s); len(got) > 4 {
			t.Errorf("%d questions", len(got))
		}
	})
}
