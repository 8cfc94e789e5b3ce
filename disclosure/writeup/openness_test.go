package writeup_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/writeup"
)

// stillOpen is how each language says that an exposure goes on today.
var stillOpen = map[string]string{"en": "still open", "de": "noch offen", "fr": "toujours ouvert", "es": "sigue abierto"}

func TestStillOpenTakesAFreshOpenAnswerOfOurs(t *testing.T) {
	today := civil.Date{Year: 2020, Month: time.February, Day: 1}
	claim := func(d int) disclosure.Event {
		return disclosure.Event{Kind: disclosure.KindFixClaimed, At: day(2020, time.January, d), Party: disclosure.Vendor, Source: disclosure.SourceVendorMail}
	}
	tests := []struct {
		name  string
		more  []disclosure.Event
		still bool
		want  []string // in English
	}{
		{"seen open today", []disclosure.Event{sawOpen(day(2020, time.February, 1))}, true, []string{"It is still open after 63 to 92 days, as of 1 February 2020."}},
		{"seen open seven days ago", []disclosure.Event{sawOpen(day(2020, time.January, 25))}, true, []string{"as of 25 January 2020"}},
		{"seen open eight days ago", []disclosure.Event{sawOpen(day(2020, time.January, 24))}, false, []string{"We last saw it open on 24 January 2020, after 55 to 84 days.", "Last seen open on 24 January 2020"}},
		{"never seen open", nil, false, []string{"We have not confirmed whether it is open.", "Whether it is open is not confirmed by a check of ours"}},
		{"never seen open, and the vendor says that it is closed", []disclosure.Event{claim(30)}, false, []string{"On 30 January 2020 SOS Example said that it had been closed; we have not confirmed that."}},
		{"seen open before the vendor's claim", []disclosure.Event{sawOpen(day(2020, time.January, 20)), claim(30)}, false, []string{"We last saw it open on 20 January 2020", "On 30 January 2020 SOS Example said"}},
		{"seen open after the vendor's claim", []disclosure.Event{claim(20), sawOpen(day(2020, time.January, 30))}, true, []string{"It is still open", "as of 30 January 2020"}},
	}
	r := newRenderer(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := unendedCase(t, today, tt.more...)
			for lang, still := range stillOpen {
				in.Lang = lang
				var all strings.Builder
				for _, text := range render(t, r, in) {
					all.Write(text)
				}
				said := strings.Contains(strings.ToLower(all.String()), still)
				if said != tt.still {
					t.Errorf("%s: it says %q: %t", lang, still, said)
				}
				for _, want := range tt.want {
					if lang == "en" && !strings.Contains(all.String(), want) {
						t.Errorf("%q is missing", want)
					}
				}
			}
		})
	}
}

// TestOnlyWhatOurChecksSawIsKnown: a time up to a closure that the press or a person reports is named by who says so, on the page and in the picture.
func TestOnlyWhatOurChecksSawIsKnown(t *testing.T) {
	r := newRenderer(t)
	for lang, words := range map[string][2]string{
		"en": {"known to be open", "open, according to press reports"}, "de": {"nachweislich offen", "offen, laut presseberichten"},
		"fr": {"exposition connue", "ouvert, selon la presse"}, "es": {"exposición conocida", "abierto, según la prensa"},
	} {
		for probed, want := range map[bool]int{true: 0, false: 1} {
			in := nextMotion(t, probed)
			in.Lang = lang
			files := render(t, r, in)
			for _, name := range []string{writeup.FileHTML, writeup.FileMarkdown} {
				if text := strings.ToLower(string(files[name])); !strings.Contains(text, words[want]) || strings.Contains(text, words[1-want]) {
					t.Errorf("%s, %s: with checks of ours %t, it does not say %q alone", lang, name, probed, words[want])
				}
			}
			if svg := strings.ToLower(string(files[writeup.FilePicture])); strings.Contains(svg, words[1]) == probed {
				t.Errorf("%s: the picture, with checks of ours %t", lang, probed)
			}
		}
	}
}
