package cite_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
	"daylight/disclosure/timeline/timelinetest"
)

// nextMotion is the reference case.
var nextMotion = []string{
	"discovered|2020-01-24", "contacted|2020-01-27|party=vendor", "contacted|2020-01-30|party=provider",
	"closed|2020-02-05|source=press", "acknowledged|2020-02-11|party=vendor", "publicly_reported|2020-02-14", "statement|2020-02-15|party=vendor",
}

func facts(t *testing.T, lines ...string) cite.Facts {
	t.Helper()
	events := timelinetest.History(t, lines...)
	c := milestone.Rebuild("DL-2020-0001", events)
	if c == nil {
		c = &disclosure.Case{ID: "DL-2020-0001"}
	}
	return cite.Of(timeline.Build(c, events, timelinetest.Day(t, "2020-03-01")), civil.Date{})
}

func one(t *testing.T, text string) cite.Placeholder {
	t.Helper()
	p := cite.Passage{Section: "summary", Line: 1, Text: text}
	all := p.Placeholders()
	if len(all) != 1 {
		t.Fatalf("%q has %d placeholders", text, len(all))
	}
	return all[0]
}

func TestAPlaceholderIsAFactOfTheCase(t *testing.T) {
	t.Parallel()
	f := facts(t, nextMotion...)
	for name, want := range map[string]string{
		"discovered": "2020-01-24", "first_contact": "2020-01-27", "provider_told": "2020-01-30", "closure": "2020-02-05",
		"acknowledged": "2020-02-11", "publicly_reported": "2020-02-14", "published": "2020-02-14",
	} {
		h := one(t, "{{ "+name+" }}")
		if v, err := f.Find(&h); err != nil || v.When.String() != want {
			t.Errorf("%s: %v %v, want %s", name, v.When, err, want)
		}
	}
	for name, want := range map[string]int{"days.contact_to_closure": 9, "working_days.contact_to_closure": 7, "days.open": 12, "days.contact_to_acknowledgement": 15} {
		h := one(t, "{{"+name+"}}")
		v, err := f.Find(&h)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n := v.Days.Days
		if v.Working {
			n = v.Days.WorkingDays
		}
		if *n != want {
			t.Errorf("%s: %d, want %d", name, *n, want)
		}
	}
}

func TestEachNameOfTheListIsAPlaceholder(t *testing.T) {
	t.Parallel()
	for _, n := range cite.Names() {
		h := one(t, "{{"+n.Name+"}}")
		if err := h.Known(); err != nil || n.Says == "" {
			t.Errorf("%s: %v", n.Name, err)
		}
	}
}

func TestWhatIsNoFactIsRefusedWithWhatToWrite(t *testing.T) {
	t.Parallel()
	several := []string{
		"discovered|2020-01-24", "contacted|2020-01-27|party=vendor|name=Clinic A", "contacted|2020-01-28|party=vendor|name=Clinic B",
	}
	again := []string{"discovered|2020-01-24", "closed|2020-02-05|source=press", "reopened|2020-02-10", "closed|2020-02-12|source=press"}
	for _, c := range []struct {
		rule, text string
		history    []string
		code       fault.Code
		says       string
	}{
		{"an unknown name gets a suggestion", "{{first_contct}}", nextMotion, fault.Invalid, "did you mean {{first_contact}}?"},
		{"a name like no other gets none", "{{zzzzzzzz}}", nextMotion, fault.Invalid, "there is no placeholder"},
		{"a short code of Hugo is none", "{{< figure >}}", nextMotion, fault.Invalid, "is no placeholder"},
		{"one without an end is none", "{{closure and more", nextMotion, fault.Invalid, "is no placeholder"},
		{"a fact that is not known yet", "{{reopened}}", nextMotion, fault.NotFound, "does not know yet when it was open again"},
		{"a duration without an end", "{{days.open}}", []string{"discovered|2020-01-24"}, fault.NotFound, "does not know yet how long it was"},
		{"a fact of several", "{{first_contact}}", several, fault.Invalid, `write {{first_contact vendor="NAME"}} (Clinic A, Clinic B)`},
		{"a duration of several", "{{days.contact_to_closure}}", several, fault.Invalid, "is not one fact"},
		{"one that the case does not have", `{{first_contact vendor="Clinic C"}}`, several, fault.Invalid, `no vendor "Clinic C" (Clinic A, Clinic B)`},
		{"a party where there is none", `{{closure vendor="Clinic A"}}`, several, fault.Invalid, "belongs to the case as a whole"},
		{"a provider where an organisation is meant", `{{first_contact provider="Clinic A"}}`, several, fault.Invalid, "leave out"},
		{"several periods are no one span", "{{days.open}}", again, fault.Invalid, "it was open again"},
	} {
		f := facts(t, c.history...)
		h := one(t, c.text)
		if _, err := f.Find(&h); fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	f := facts(t, several...)
	h := one(t, `{{first_contact vendor="clinic b"}}`)
	if v, err := f.Find(&h); err != nil || v.When.String() != "2020-01-28" {
		t.Errorf("a named party: %v %v", v.When, err)
	}
}

func TestWhatIsInternalIsNoFactOfAPage(t *testing.T) {
	t.Parallel()
	events := timelinetest.History(t, nextMotion...)
	for i := range events {
		if events[i].Kind == disclosure.KindAcknowledged {
			events[i].Visibility = disclosure.InternalOnly
		}
	}
	f := cite.Of(timeline.Build(milestone.Rebuild("DL-2020-0001", events), events, timelinetest.Day(t, "2020-03-01")), civil.Date{})
	h := one(t, "{{acknowledged}}")
	if _, err := f.Find(&h); fault.CodeOf(err) != fault.Refused {
		t.Errorf("got %v", err)
	}
}

func TestTheDayOfThePublicationIsTheOneThatIsBeingMade(t *testing.T) {
	t.Parallel()
	events := timelinetest.History(t, "discovered|2020-01-24")
	f := cite.Of(timeline.Build(milestone.Rebuild("DL-2020-0001", events), events, timelinetest.Day(t, "2020-03-01")), timelinetest.Day(t, "2020-03-01"))
	h := one(t, "{{published}}")
	if v, err := f.Find(&h); err != nil || v.When.String() != "2020-03-01" {
		t.Errorf("got %v %v", v.When, err)
	}
}

func TestTwoBracesAfterABackslashAreTwoBraces(t *testing.T) {
	t.Parallel()
	p := cite.Passage{Line: 4, Text: "a \\{{closure}}\nb {{closure}}"}
	if got := p.Placeholders(); len(got) != 1 || got[0].Line != 5 {
		t.Errorf("got %+v", got)
	}
}

func TestWhatIsTypedIsHeldAgainstTheCase(t *testing.T) {
	t.Parallel()
	f := facts(t, nextMotion...)
	for _, c := range []struct {
		rule, lang, text string
		wrong            bool
		says             string // "" is no finding
	}{
		{"12 days beside a milestone of 9", "en", "From our first message to the closure it took 12 days.", true, "“12 days” contradicts the case, which has 9 (contact to closure): write {{days.contact_to_closure}}"},
		{"zwölf Tage", "de", "Von unserer ersten Nachricht bis zum Schließen, als es behoben war, vergingen zwölf Tage.", true, "which has 9"},
		{"12 jours", "fr", "Entre notre premier message et la fermeture, 12 jours ont passé.", true, "which has 9"},
		{"12 días", "es", "Desde nuestro primer mensaje hasta el cierre pasaron 12 días.", true, "which has 9"},
		{"9 days is right and better a placeholder", "en", "From our first message to the closure it took nine days.", false, "write {{days.contact_to_closure}}"},
		{"working days are counted as such", "en", "From contact to closure: 7 working days.", false, "write {{working_days.contact_to_closure}}"},
		{"wrong working days", "de", "Vom Kontakt bis es geschlossen war: 9 Arbeitstage.", true, "which has 7"},
		{"jours ouvrés", "fr", "Du premier contact à la fermeture, 7 jours ouvrés.", false, "working_days"},
		{"12 days from discovery are right", "en", "It was closed 12 days after we found the bucket.", false, "{{days.discovery_to_closure}}"},
		{"one end leaves two spans", "en", "It took 12 days until it was closed.", false, "{{days.discovery_to_closure}}"},
		{"of one end, a number of no span", "en", "It took 5 days until it was closed.", true, "which has 9"},
		{"a number about nothing of the case", "en", "Keep the logs for 30 days.", false, "no span of the case"},
		{"5 February, where the closure is the 5th", "en", "It was closed on 5 February 2020.", false, "write {{closure}}"},
		{"6 February, where the closure is the 5th", "en", "It was closed on 6 February.", true, "has 2020-02-05"},
		{"February 6, 2020", "en", "On February 6, 2020 it was closed.", true, "write {{closure}}"},
		{"6. Februar", "de", "Am 6. Februar 2020 wurde er geschlossen.", true, "“6. Februar 2020” contradicts"},
		{"06.02.2020", "de", "Am 06.02.2020 wurde er geschlossen.", true, "write {{closure}}"},
		{"6 février", "fr", "L’accès a été fermé le 6 février.", true, "write {{closure}}"},
		{"1er février", "fr", "L’accès a été fermé le 1er février 2020.", true, "write {{closure}}"},
		{"6 de febrero", "es", "Se cerró el 6 de febrero de 2020. El cierre fue el 6 de febrero de 2020.", true, "write {{closure}}"},
		{"1.º de febrero del año", "es", "Se cerró el 1.º de febrero del 2020.", true, "“1.º de febrero del 2020” contradicts"},
		{"días hábiles", "es", "Del primer mensaje al cierre pasaron 9 días hábiles.", true, "which has 7"},
		{"a date of the machine", "en", "It was closed on 2020-02-06.", true, "write {{closure}}"},
		{"each statement has its own date", "en", "We found it on 24 January, told them on 27 January and it was closed on 6 February.", true, "“6 February” contradicts"},
		{"a day on which something else happened", "en", "It was closed when the press wrote on 14 February.", false, "{{publicly_reported}}"},
		{"a day of nothing", "en", "The law changed on 3 March 2019.", false, "no day of the case"},
		{"another year", "en", "It was closed on 5 February 2021.", true, "write {{closure}}"},
		{"no date at all", "en", "Version 1.2.3 and 5 of 12 may be affected.", false, ""},
		{"a placeholder is not typed", "en", "It was closed on {{closure}}, after {{days.contact_to_closure}}.", false, ""},
		{"a language without a table reads nothing", "xx", "From our first message to the closure it took 12 days.", false, ""},
	} {
		got := f.Check(c.lang, []cite.Passage{{Section: "summary", Line: 7, Text: "First line.\n" + c.text}})
		var texts []string
		wrong, found := false, c.says == ""
		for _, x := range got {
			texts = append(texts, x.String())
			wrong = wrong || x.Wrong
			found = found || strings.Contains(x.Message, c.says)
			if x.Line != 8 {
				t.Errorf("%s: line %d, want 8", c.rule, x.Line)
			}
		}
		if wrong != c.wrong || !found || c.says == "" && len(got) > 0 {
			t.Errorf("%s: %q", c.rule, texts)
		}
	}
}

func TestAdviceIsNeverAContradiction(t *testing.T) {
	t.Parallel()
	f := facts(t, nextMotion...)
	for _, section := range []string{"owners", "people", "credits", "links"} {
		for _, x := range f.Check("en", []cite.Passage{{Section: section, Line: 1, Text: "Keep logs for 30 days after it is closed, and until 6 February when it is closed."}}) {
			if x.Wrong {
				t.Errorf("%s: %s", section, x)
			}
		}
	}
}

func TestAPlaceholderWithoutAFactIsWrong(t *testing.T) {
	t.Parallel()
	f := facts(t, "discovered|2020-01-24")
	got := f.Check("en", []cite.Passage{{Section: "found", Line: 3, Text: "x\n{{closure}}\n{{nothing_here}}"}})
	if len(got) != 2 || !got[0].Wrong || got[0].Line != 4 || !strings.Contains(got[0].Message, "when the exposure ended") || got[1].Line != 5 {
		t.Errorf("got %v", got)
	}
}

func FuzzPlaceholders(f *testing.F) {
	for _, seed := range []string{"{{closure}}", `{{first_contact vendor="A"}}`, "{{{{", "\\{{x}}", "{{\xff}}", "a {{<x>}} {%b%}", "12 days\n5. Februar 2020 1er mars"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4<<10 {
			return
		}
		p := cite.Passage{Section: "summary", Line: 1, Text: text}
		last := 0
		for _, h := range p.Placeholders() {
			if h.Start < last || h.End <= h.Start || h.End > len(text) || !strings.HasPrefix(text[h.Start:], "{{") {
				t.Fatalf("%+v in %q", h, text)
			}
			last = h.End
		}
		facts := cite.Of(timeline.Timeline{}, civil.Date{})
		for _, lang := range []string{"en", "de", "fr", "es"} {
			for _, x := range facts.Check(lang, []cite.Passage{p}) {
				if x.Line < 1 || x.Line > 1+strings.Count(text, "\n") {
					t.Fatalf("line %d of %q", x.Line, text)
				}
			}
		}
	})
}
