package github

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
	"daylight/disclosure/slash"
	"daylight/templates"
)

var (
	placeholders = regexp.MustCompile(`\{[a-z]+\}`)
	codeSpans    = regexp.MustCompile("`[^`]*`")
)

// The short replies exist in each language in which an issue can be written, with the same things in them.
func TestEachLanguageOfIssuesHasEveryReply(t *testing.T) {
	t.Parallel()
	if langs := templates.MessageLanguages(); !slices.Equal(slices.Sorted(slices.Values(langs)), slices.Sorted(slices.Values(tongues()))) {
		t.Errorf("issues are written in %v, and answered in %v", langs, tongues())
	}
	in := func(form *regexp.Regexp, text string) string {
		return strings.Join(slices.Sorted(slices.Values(form.FindAllString(text, -1))), " ")
	}
	want := english()
	for _, lang := range tongues() {
		got := tongueOf(lang)
		if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
			t.Errorf("%s has other replies than English", lang)
		}
		for key, text := range want {
			if in(placeholders, got[key]) != in(placeholders, text) || in(codeSpans, got[key]) != in(codeSpans, text) {
				t.Errorf("%s, %s: %q does not hold what %q holds", lang, key, got[key], text)
			}
			if strings.Count(got[key], "**") != strings.Count(text, "**") || strings.HasPrefix(got[key], " ") != strings.HasPrefix(text, " ") {
				t.Errorf("%s, %s: %q is not marked as %q is", lang, key, got[key], text)
			}
			if lang != "en" && strings.Contains(text, " ") && got[key] == text {
				t.Errorf("%s, %s: it is English", lang, key)
			}
		}
	}
}

// Nothing that is said in an issue lacks a text, and nothing is left to fill in.
func TestEveryReplyIsWholeInEachLanguage(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	for _, lang := range tongues() {
		in := tongueOf(lang)
		var all []string
		for _, asset := range []string{"", "A2"} {
			for _, a := range []Answer{
				{Verdict: observed.Open},
				{Verdict: observed.Open, Reopens: true},
				{Verdict: observed.Closed, Doubted: true},
				{Verdict: observed.Closed, Verified: true},
				{Verdict: observed.Closed, Strength: observed.Weak},
				{Verdict: observed.Closed, Strength: observed.Strong, Nth: 2},
				{Verdict: observed.Closed, Strength: observed.Strong, Nth: 1},
				{},
			} {
				a.Asset, a.At, a.Reason = asset, start, "access_denied"
				all = append(all, in.answer(&a))
			}
			all = append(all, in.reopened(asset, start, true), in.reopened(asset, start, false))
		}
		dates := []AssetDates{{Asset: "A1", LastOpen: start, Closed: civil.OnDay(2020, 2, 5), Contacted: civil.OnDay(2020, 1, 27)}, {Asset: "A2"}}
		all = append(all, in.closed(dates), in.partlyClosed("A1", civil.OnDay(2020, 2, 5), []string{"A2"}), in.help("https://team.example/probes"), in.say("not_asked"),
			in.closedBy("dev", true, false), in.closedBy("dev", false, true), in.comment("", "m"))
		for _, o := range []slash.Order{
			{Lacks: slash.LacksDate}, {Lacks: slash.PastDate}, {Lacks: slash.LacksDays}, {Lacks: slash.LacksWhy}, {Lacks: slash.LacksAddr}, {As: "/fxed", Near: slash.Fixed}, {As: "/moin"},
		} {
			all = append(all, in.mend(o, "https://team.example/probes"))
		}
		for _, text := range all {
			if text == "" || placeholders.MatchString(text) || strings.Contains(text, "  ") {
				t.Errorf("%s: %q", lang, text)
			}
		}
		said[lang] = strings.Join(all, "\n")
	}
	for lang, words := range map[string][]string{
		"en": {"It is **still open as of", "9 days (7 working days)"}, "de": {"Der Zugang ist **weiterhin offen", "9 Tage (7 Arbeitstage)"}, "fr": {"L’accès est **toujours ouvert", "9 jours (7 jours ouvrés)"},
	} {
		for _, w := range words {
			if !strings.Contains(said[lang], w) {
				t.Errorf("%s does not say %q:\n%s", lang, w, said[lang])
			}
		}
	}
}

// An issue is answered in the language in which it was written, whatever its party prefers since.
func TestAnIssueIsAnsweredInItsOwnLanguage(t *testing.T) {
	t.Parallel()
	issue := disclosure.Tracked{Ref: repoName + "#1", Role: disclosure.Vendor, Name: "NextMotion", Marker: "m1"}
	for _, c := range []struct{ name, draft, party, want string }{
		{"as the issue", "de", "fr", "de"},
		{"as the party prefers, where nobody knows how the issue was written", "", "fr", "fr"},
		{"by the language and not by the country", "", "de-AT", "de"},
		{"in English where there are no texts", "", "es", "en"},
		{"in English where nothing is known", "", "", "en"},
	} {
		k := &disclosure.Case{
			Parties:  []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Language: c.party}},
			Drafts:   []disclosure.Draft{{ID: "D1", Lang: c.draft}},
			Messages: []disclosure.Message{{Key: "k", ID: "m1", Draft: "D1"}},
		}
		if got := tongueFor(k, issue)["help"]; got != tongueOf(c.want)["help"] {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
