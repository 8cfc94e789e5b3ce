package edition_test

import (
	"fmt"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/writeup/edition"
)

// history is a case that went out in two languages, was corrected and withdrawn.
func history() []disclosure.Event {
	public := func(kind disclosure.Kind, day int, text string) disclosure.Event {
		return disclosure.Event{Kind: kind, At: civil.OnDay(2020, time.March, day), Visibility: disclosure.Public, Text: text}
	}
	out := func(day int, mode disclosure.Mode, lang, digest string) disclosure.Event {
		e := public(disclosure.KindPublished, day, "")
		e.Detail.Consent = &disclosure.Consent{Mode: mode, Lang: lang, Digest: digest}
		return e
	}
	corrects := public(disclosure.KindContacted, 4, "")
	corrects.Corrects = 2
	internal := public(disclosure.KindNote, 4, "")
	internal.Visibility = disclosure.InternalOnly
	events := []disclosure.Event{
		public(disclosure.KindDiscovered, 1, ""),
		public(disclosure.KindContacted, 1, ""),
		out(2, disclosure.Limited, "en", "a"),
		out(3, disclosure.Limited, "de", "b"),
		out(3, disclosure.Limited, "en", "a"), // the same files once more
		corrects, internal,
		public(disclosure.KindCorrected, 5, "The day was wrong."),
		public(disclosure.KindReplied, 5, ""),
		out(6, disclosure.Full, "en", "c"),
		public(disclosure.KindWithdrawn, 7, "It was somebody else's."),
	}
	for i := range events {
		events[i].Seq = i + 1
	}
	return events
}

func say(all []edition.Edition) string {
	out := ""
	for _, e := range all {
		out += fmt.Sprintf("%d %s %s was=%s new=%d corrected=%d why=%q seq=%d\n", e.Number, e.On, e.Mode, e.Was, e.Entries, e.Corrected, e.Reasons, e.Seq)
	}
	return out
}

func TestEditionsOfAPageSayWhenWhatAndWhy(t *testing.T) {
	t.Parallel()
	const en = `1 2020-03-02 limited was= new=0 corrected=0 why=[] seq=3
2 2020-03-06 full was=limited new=1 corrected=1 why=["The day was wrong."] seq=10
`
	if got := say(edition.Of(history(), "en")); got != en {
		t.Errorf("got\n%s", got)
	}
	const next = en + "3  full was= new=0 corrected=0 why=[\"It was somebody else's.\"] seq=0\n"
	if got := say(edition.Next(history(), "en", disclosure.Full)); got != next {
		t.Errorf("got\n%s", got)
	}
	if got := edition.Of(history(), "de"); len(got) != 1 || got[0].On.Day != 3 {
		t.Errorf("the German page: %s", say(got))
	}
	if got := edition.Of(history(), "fr"); got != nil {
		t.Errorf("the French page never went out: %s", say(got))
	}
}

func TestPublishedIsTheFirstDayAndModifiedTheLast(t *testing.T) {
	t.Parallel()
	all := edition.Of(history(), "en")
	if p, m := edition.Dates(all); p.String() != "2020-03-02" || m.String() != "2020-03-06" {
		t.Errorf("%s, %s", p, m)
	}
	if p, m := edition.Dates(all[:1]); p.String() != "2020-03-02" || !m.IsZero() {
		t.Errorf("a first edition was modified on %s", m)
	}
	if p, m := edition.Dates(nil); !p.IsZero() || !m.IsZero() {
		t.Errorf("no edition has the dates %s, %s", p, m)
	}
}

func TestAPublicationThatAFileTellsIsNoEdition(t *testing.T) {
	t.Parallel()
	told := []disclosure.Event{{Kind: disclosure.KindPublished, At: civil.OnDay(2019, time.May, 1), Visibility: disclosure.Public, Source: disclosure.SourceImport}}
	if got := edition.Of(told, "en"); got != nil {
		t.Errorf("%s", say(got))
	}
	if got := edition.Without(told); len(got) != 1 {
		t.Error("it is an entry of the timeline like others")
	}
}
