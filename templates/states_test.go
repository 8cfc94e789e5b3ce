package templates

import (
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
)

func newStates(t *testing.T) *Set {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestATextStatesFactsOnlyThroughTheListOfStatements parses every text and refuses a field that is no statement.
func TestATextStatesFactsOnlyThroughTheListOfStatements(t *testing.T) {
	t.Parallel()
	s := newStates(t)
	used := 0
	check := func(name string, names []string) {
		for _, field := range names {
			used++
			if _, ok := stated()[field]; !ok {
				t.Errorf("%s uses the field %q, which is no statement: give it one in states.go, and a proof in package outreach", name, field)
			}
		}
	}
	for _, lang := range MessageLanguages() {
		check("issue/"+lang, fields(s.issues[lang]))
		for _, template := range disclosure.Templates() {
			check(string(template)+"/"+lang, fields(s.mails[key(template, lang)]))
		}
	}
	if used < 200 {
		t.Errorf("only %d fields were looked at: the check is blind", used)
	}
	for _, kind := range stated() {
		if kind != "" && !slices.Contains(statement.Kinds(), kind) {
			t.Errorf("%q is no statement", kind)
		}
	}
}

func data() MailData {
	return MailData{
		Case: "DL-2020-0001", Team: Team{Name: "Team", Site: "https://team.example/", Signer: "Ada"},
		Party: "NextMotion", Owner: "NextMotion", Country: "FR",
		Assets: []AssetFacts{{
			Asset: disclosure.Asset{
				ID: "A1", Kind: "s3", Target: "https://b.s3.eu-west-3.amazonaws.com/",
				Streak: disclosure.Streak{LastOpen: civil.OnDay(2020, 1, 29).Time()},
			},
			Plan: []Step{{Name: "list"}}, Open: outreach.Openness{Ground: outreach.GroundSeen}, KeepsAsking: true,
		}},
		Exposed:    disclosure.Exposed{Records: 5, Data: []string{"videos"}},
		Discovered: civil.OnDay(2020, 1, 24), FirstContact: civil.OnDay(2020, 1, 27),
		PublishOn: civil.Date{Year: 2020, Month: 2, Day: 14}, CorrectBy: civil.Date{Year: 2020, Month: 2, Day: 12}, Facts: []string{"It was open."},
		NotHeard: true, Ahead: []outreach.Ahead{{What: disclosure.DueProvider, On: civil.Date{Year: 2020, Month: 1, Day: 29}, Days: 2}},
		Calendar: []outreach.Ahead{{What: disclosure.DueProvider, On: civil.Date{Year: 2020, Month: 1, Day: 29}, Days: 2}},
	}
}

// TestEachMessageMakesItsStatementsInEveryLanguage holds which statements a message makes, so that no sentence that states
// something loses its proof when it is worded anew.
func TestEachMessageMakesItsStatementsInEveryLanguage(t *testing.T) {
	t.Parallel()
	s := newStates(t)
	want := map[disclosure.Template]string{
		disclosure.FirstContact:      "asked_how contents found_on keeps_asking last_seen_open next_steps nothing_taken receiver seen_open target will_publish",
		disclosure.FollowUp:          "asked_how contents keeps_asking last_seen_open not_heard nothing_taken receiver seen_open target told_before will_publish",
		disclosure.ProviderNotice:    "asked_how contents found_on keeps_asking last_seen_open nothing_taken owner receiver seen_open target tried will_publish",
		disclosure.CoordinatorNotice: "asked_how contents found_on keeps_asking last_seen_open nothing_taken owner seen_open target tried will_publish",
		disclosure.RegulatorNotice:   "asked_how contents found_on last_seen_open nothing_taken owner target tried will_publish",
		disclosure.ClosureNotice:     "asked_how closed_on keeps_asking last_seen_open nothing_taken receiver target told_before will_publish",
		disclosure.PrePublication:    "facts receiver target told_before will_publish",
	}
	kinds := func(made []statement.Made) string {
		var out []string
		for _, m := range made {
			if !slices.Contains(out, string(m.Kind)) {
				out = append(out, string(m.Kind))
			}
			if m.Kind.OfAsset() != (m.Asset != "") {
				t.Errorf("%+v", m)
			}
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	for _, lang := range MessageLanguages() {
		for template, want := range want {
			d := data()
			if template == disclosure.ProviderNotice {
				d.Party = "AWS"
				want = strings.ReplaceAll(want, " will_publish", "") // a provider is told of no plan
			}
			if template == disclosure.ClosureNotice {
				d.FirstClosed = civil.OnDay(2020, 2, 5)
			}
			subject, body, err := s.Mail(template, lang, d)
			if err != nil {
				t.Fatal(err)
			}
			if got := kinds(s.MailStates(template, lang, d, subject, body)); got != want {
				t.Errorf("%s in %s states\n%s, want\n%s\n%s\n%s", template, lang, got, want, subject, body)
			}
		}
		title, body, err := s.IssueBody(lang, data())
		if err != nil {
			t.Fatal(err)
		}
		// An issue names every day of the policy where a mail names the first steps.
		issue := strings.Replace(strings.Replace(want[disclosure.FirstContact], "asked_how ", "asked_how calendar ", 1), "next_steps ", "", 1)
		if got := kinds(s.IssueStates(lang, data(), title, body)); got != issue {
			t.Errorf("the issue in %s states %s", lang, got)
		}
	}
}

// several returns three assets: one that we see open, one that a source calls open, and one that is closed.
func several() MailData {
	d := data()
	on := civil.OnDay(2020, 1, 20)
	plan := []Step{{Name: "list"}}
	asset := func(id string) disclosure.Asset {
		return disclosure.Asset{ID: id, Kind: "s3", Target: "https://" + strings.ToLower(id) + ".s3.eu-west-3.amazonaws.com/"}
	}
	seen, told, closed := asset("A1"), asset("A2"), asset("A3")
	seen.Streak.LastOpen = civil.OnDay(2020, 1, 29).Time()
	closed.Closure = disclosure.Closure{At: civil.OnDay(2020, 2, 1), Verified: true}
	d.Assets = []AssetFacts{
		{Asset: seen, Plan: plan, Open: outreach.Openness{Ground: outreach.GroundSeen}, KeepsAsking: true},
		{Asset: told, Plan: plan, Open: outreach.Openness{Ground: outreach.GroundSource, Source: "A newspaper", On: on}},
		{Asset: closed, Plan: plan},
	}
	return d
}

// TestEachAssetOfAListMakesItsOwnStatements is the rule for mails and the issue: what is said of each asset is proven for it,
// and not for the first one alone.
func TestEachAssetOfAListMakesItsOwnStatements(t *testing.T) {
	t.Parallel()
	s := newStates(t)
	want := map[string]string{
		"A1": "asked_how keeps_asking last_seen_open nothing_taken seen_open standing target",
		"A2": "asked_how nothing_taken seen_open standing target",
		"A3": "asked_how closed_on nothing_taken standing target",
	}
	check := func(name, text string, made []statement.Made) {
		for id, want := range want {
			var got []string
			for _, m := range made {
				if m.Asset == id && !slices.Contains(got, string(m.Kind)) {
					got = append(got, string(m.Kind))
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("%s states of %s\n%s, want\n%s\n%s", name, id, strings.Join(got, " "), want, text)
			}
		}
		if !strings.Contains(statement.Fold(text), "A newspaper") {
			t.Errorf("%s does not name the source:\n%s", name, text)
		}
	}
	for _, lang := range MessageLanguages() {
		for _, template := range []disclosure.Template{disclosure.FirstContact, disclosure.ProviderNotice, disclosure.CoordinatorNotice} {
			subject, body, err := s.Mail(template, lang, several())
			if err != nil {
				t.Fatal(err)
			}
			check(string(template)+" in "+lang, body, s.MailStates(template, lang, several(), subject, body))
		}
		title, body, err := s.IssueBody(lang, several())
		if err != nil {
			t.Fatal(err)
		}
		check("the issue in "+lang, body, s.IssueStates(lang, several(), title, body))
	}
}

// TestAnAssetThatAPersonTakesOutOfTheListIsNotStated looks at a text of which a person has cut a line.
func TestAnAssetThatAPersonTakesOutOfTheListIsNotStated(t *testing.T) {
	t.Parallel()
	s := newStates(t)
	subject, body, err := s.Mail(disclosure.FirstContact, "en", several())
	if err != nil {
		t.Fatal(err)
	}
	made := s.MailStates(disclosure.FirstContact, "en", several(), subject, body)
	from := strings.Index(body, "- hxxps://a2")
	to := from + strings.Index(body[from:], "- hxxps://a3")
	left := statement.StandingIn(body[:from]+body[to:], made)
	for _, m := range left {
		if m.Asset == "A2" && m.Kind != statement.NothingTaken {
			t.Errorf("it states %+v", m)
		}
	}
	if !slices.ContainsFunc(left, func(m statement.Made) bool { return m.Asset == "A3" && m.Kind == statement.ClosedOn }) {
		t.Errorf("what still stands is lost: %+v", left)
	}
}

// TestWhatNoAnswerOfOursShowsIsNotCalledOpen renders each message on each ground.
func TestWhatNoAnswerOfOursShowsIsNotCalledOpen(t *testing.T) {
	t.Parallel()
	s := newStates(t)
	on := civil.OnDay(2020, 1, 20)
	for _, o := range []outreach.Openness{
		{},
		{Ground: outreach.GroundBelief},
		{Ground: outreach.GroundSource, On: on, Source: "A newspaper"},
		{Ground: outreach.GroundSource, On: on},
		{Ground: outreach.GroundByHand, On: on},
		{Ground: outreach.GroundLast, At: on.Time(), Days: 7},
	} {
		for _, lang := range MessageLanguages() {
			for _, template := range []disclosure.Template{disclosure.FirstContact, disclosure.FollowUp, disclosure.ProviderNotice, disclosure.CoordinatorNotice} {
				d := data()
				d.Assets[0].Open = o
				if o.Ground == outreach.GroundSource || o.Ground == outreach.GroundByHand {
					if template == disclosure.FollowUp {
						continue // it needs an open answer of ours
					}
					d.Assets[0].Asset.Streak = disclosure.Streak{} // they are the grounds of what we never saw open
				}
				subject, body, err := s.Mail(template, lang, d)
				if err != nil {
					t.Fatal(err)
				}
				text := statement.Fold(subject + "\n" + body)
				for _, sentence := range s.words[lang].Statements[statement.SeenOpen] {
					if strings.Contains(text, statement.Fold(sentence)) {
						t.Errorf("%s in %s on the ground %q says %q", template, lang, o.Ground, sentence)
					}
				}
				v := d.view(s.words[lang])
				for _, claim := range []string{v.Subject.Open, v.Subject.Still, v.Subject.Again, v.Kind.Risk} {
					if strings.Contains(text, statement.Fold(claim)) {
						t.Errorf("%s in %s on the ground %q claims %q", template, lang, o.Ground, claim)
					}
				}
				basis := d.basis(s.words[lang], &d.Assets[0])
				if !strings.Contains(text, statement.Fold(basis)) || strings.ContainsAny(basis, "{}") {
					t.Errorf("%s in %s does not say its ground %q:\n%s", template, lang, basis, body)
				}
				if o.Ground == outreach.GroundSource && (!strings.Contains(text, map[string]string{"en": "20 January 2020", "de": "20. Januar 2020", "fr": "20 janvier 2020"}[lang]) || o.Source != "" && !strings.Contains(text, o.Source)) {
					t.Errorf("%s in %s names neither source nor date:\n%s", template, lang, body)
				}
			}
		}
	}
}
