package templates

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/observed"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
)

// sayings are what a text can say of the only asset that it is about, by name: patterns in one language. Whatever stands in a
// placeholder is left out, so that a sentence is found with every value.
func (w *words) sayings(lang string) map[string]*regexp.Regexp {
	found := map[string]string{
		"en": "indications of", "de": "Vermutlich gibt es Folgendes", "fr": "lieu de croire qu’il existe",
	}
	still := map[string]string{"en": "still open", "de": "noch offen", "fr": "encore ouvert|toujours accessible"}
	row := map[string]string{"en": "Last seen open(:|\\*\\*)", "de": "Zuletzt offen gesehen(:|\\*\\*)", "fr": "Vu ouvert pour la dernière fois( :|\\*\\*)"}
	closed := map[string]string{"en": "First seen closed:", "de": "Zuerst geschlossen gesehen:", "fr": "Vu fermé pour la première fois"}
	c, o := &w.Checks, &w.Openness
	out := map[string]*regexp.Regexp{
		"doubt": regexp.MustCompile(found[lang]), "seen open on": regexp.MustCompile(row[lang]), "seen closed on": regexp.MustCompile(closed[lang]),
		"still open": regexp.MustCompile(still[lang]), "is open": anyOf(w.Statements[statement.SeenOpen]...), "asks on": anyOf(w.Statements[statement.KeepsAsking]...),
	}
	for name, text := range map[string]string{
		"stopped": c.Stopped, "stopped for you": c.StoppedAsked, "never asks": c.NeverOne, "asks no more": c.NoMore, "asked": c.Past,
		"stop word": c.Stop, "stop word in an issue": c.StopIssue, "last answer": o.Last, "a source": o.Source, "by hand": o.ByHand,
		"believed": o.Believed, "not confirmed since": o.Since,
	} {
		out[name] = anyOf(text)
	}
	return out
}

// placeholder is a value within a sentence; the end of one that others continue is cut too.
var placeholder = regexp.MustCompile(`\\\{[a-z]+\\\}`)

func anyOf(sentences ...string) *regexp.Regexp {
	var parts []string
	for _, s := range sentences {
		parts = append(parts, placeholder.ReplaceAllString(regexp.QuoteMeta(statement.Fold(s)), `(?:[^.]|[0-9][.])*?`)) // a German date holds a full stop
	}
	return regexp.MustCompile(strings.Join(parts, "|"))
}

// contradictions are pairs of sayings of which one message makes one at most.
func contradictions() [][2]string {
	return [][2]string{
		{"believed", "seen open on"},
		{"believed", "is open"},
		{"believed", "not confirmed since"},
		{"still open", "doubt"},
		{"still open", "believed"},
		{"still open", "not confirmed since"},
		{"still open", "a source"},
		{"still open", "last answer"},
		{"still open", "seen closed on"},
		{"not confirmed since", "doubt"},
		{"not confirmed since", "is open"},
		{"not confirmed since", "never asks"},
		{"a source", "seen open on"},
		{"a source", "is open"},
		{"by hand", "seen open on"},
		{"by hand", "is open"},
		{"by hand", "doubt"},
		{"last answer", "is open"},
		{"last answer", "doubt"},
		{"last answer", "never asks"},
		{"doubt", "seen open on"},
		{"doubt", "is open"},
		{"doubt", "seen closed on"},
		{"seen closed on", "is open"},
		{"seen closed on", "believed"},
		{"seen closed on", "last answer"},
		{"seen open on", "never asks"},
		{"asked", "never asks"},
		{"asked", "asks no more"},
		{"asks on", "never asks"},
		{"asks on", "asks no more"},
		{"asks on", "stopped"},
		{"stopped", "never asks"},
		{"stopped", "stopped for you"},
		{"stopped", "stop word"},
		{"stopped", "stop word in an issue"},
		{"stopped for you", "stop word"},
		{"stopped for you", "asks on"},
		{"never asks", "stop word"},
		{"asks no more", "stop word"},
	}
}

// situation is an asset in one of the states that the record can show, and what is known of it when a message is written.
type situation struct {
	name  string
	asset disclosure.Asset
	known bool // its kind can be asked
	our   bool // the case is ours; else it was imported with its source
	asked civil.When
	facts AssetFacts
}

// situations combines what can be on record of an asset, as far as a message may be written then. The ground on which it may be
// called open comes from the rules that every message is held to.
func situations() []situation {
	now := time.Date(2020, 2, 10, 12, 0, 0, 0, time.UTC)
	day := func(d int) time.Time { return time.Date(2020, 2, d, 9, 0, 0, 0, time.UTC) }
	var out []situation
	seen := map[string]bool{}
	for i := range 1 << 8 {
		bit := func(n int) bool { return i>>n&1 == 1 }
		s := situation{known: bit(0), our: bit(1)}
		a := &s.asset
		*a = disclosure.Asset{ID: "A1", Kind: "s3", Target: "https://b.s3.eu-west-3.amazonaws.com/"}
		if bit(2) {
			a.Streak.LastOpen, a.LastSeen, a.Probes = day(9), day(9), 3
			a.Last, a.Exposure = observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}, disclosure.ExposureOpen
		}
		if bit(3) { // asked again, and the answer speaks against it or says nothing
			a.LastSeen, a.Probes = day(10), a.Probes+1
			a.Last = observed.FacetResult{Verdict: observed.Closed, Reason: observed.ReasonAccessDenied}
			if bit(4) {
				a.Last = observed.FacetResult{Reason: observed.ReasonOffline}
			}
		}
		if bit(5) {
			a.Closure = disclosure.Closure{At: civil.OnDay(2020, 2, 10), Verified: bit(4)}
			if bit(4) {
				a.Exposure = disclosure.ExposureClosed
			}
		}
		if a.Stopped = bit(6); a.Stopped && bit(7) {
			s.asked = civil.OnDay(2020, 2, 9)
		} else if bit(7) {
			a.NextProbe = day(11)
		}
		s.name = fmt.Sprintf("%08b", i)
		c := &disclosure.Case{ID: "DL-2020-0001", Assets: []disclosure.Asset{*a}, Imported: !s.our, Discovered: civil.OnDay(2020, 1, 24)}
		g := outreach.Grounds{Case: c, Role: disclosure.Vendor, Now: now, Stage: outreach.Writing, Because: "we believe it"}
		if g.Rules.Probing = (closure.Rules{Kinds: []string{"redis"}}); s.known {
			g.Rules.Probing.Kinds = []string{"s3"}
			s.facts.Plan = []Step{{Name: "list"}}
		}
		s.facts.Asset, s.facts.StoppedOn = *a, s.asked
		s.facts.Open, _ = g.Openness(a)
		_, err := g.Prove(statement.KeepsAsking, "A1")
		s.facts.KeepsAsking = err == nil
		if key := fmt.Sprintf("%+v", s.facts); !seen[key] { // what differs only in how it came about reads the same
			seen[key] = true
			out = append(out, s)
		}
	}
	return out
}

// TestNoMessageSaysTwoThingsThatContradict walks over all texts, in every language, for every state that an asset can be in: one
// asset, and two in the same state, which say the same of both.
func TestNoMessageSaysTwoThingsThatContradict(t *testing.T) {
	t.Parallel()
	s := newStates(t)
	for _, lang := range MessageLanguages() {
		sayings := s.words[lang].sayings(lang)
		said := map[string]bool{}
		look := func(name, text string) {
			text = statement.Fold(text)
			says := map[string]bool{}
			for what, how := range sayings {
				says[what] = how.MatchString(text)
				said[what] = said[what] || says[what]
			}
			// The words for whom we stopped begin like those for nobody.
			says["stopped"] = says["stopped"] && !says["stopped for you"]
			for _, pair := range contradictions() {
				if sayings[pair[0]] == nil || sayings[pair[1]] == nil {
					t.Fatalf("%q: there is no such saying", pair)
				}
				if says[pair[0]] && says[pair[1]] {
					t.Errorf("%s in %s says %q and %q:\n%s", name, lang, pair[0], pair[1], text)
				}
			}
		}
		for _, at := range situations() {
			for n := 1; n <= 2; n++ {
				d := data()
				d.Assets = slices.Repeat([]AssetFacts{at.facts}, n)
				d.FirstClosed = civil.When{}
				if c := at.asset.Closure; c.Verified && at.asset.Exposure == disclosure.ExposureClosed {
					d.FirstClosed = c.At
				}
				for _, template := range disclosure.Templates() {
					if calls := callsOpen(template); calls && at.facts.Open.Ground == "" {
						continue // it may not be written
					}
					subject, body, err := s.Mail(template, lang, d)
					if err != nil {
						continue // something is missing that it needs
					}
					look(fmt.Sprintf("%s of %d in the state %s", template, n, at.name), subject+"\n"+body)
				}
				if at.facts.Open.Ground == "" {
					continue
				}
				title, body, err := s.IssueBody(lang, d)
				if err != nil {
					t.Fatal(err)
				}
				look(fmt.Sprintf("an issue about %d in the state %s", n, at.name), title+"\n"+body)
			}
		}
		for _, what := range slices.Sorted(maps.Keys(sayings)) {
			if !said[what] {
				t.Errorf("no text in %s says %q: the walk does not get there, or the pattern is blind", lang, what)
			}
		}
	}
}
