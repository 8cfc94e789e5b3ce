package templates_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/templates"

	"golang.org/x/tools/txtar"
)

// stillOpen holds the facts of the reference case on 2020-02-01: the vendor and the provider have been told, nobody
// has answered.
func stillOpen(lang string) templates.MailData {
	d := nextMotion(lang)
	d.Country, d.AsOf = "FR", disclosure.Date{Year: 2020, Month: time.February, Day: 1}
	d.LastOpen = time.Date(2020, 1, 31, 20, 0, 0, 0, time.UTC)
	d.FirstClosed, d.PublishOn = disclosure.When{}, disclosure.Date{}
	d.Attempts = []templates.Attempt{
		{
			On: disclosure.OnDay(2020, time.January, 27), Channel: disclosure.Email,
			Role: disclosure.Vendor, Name: "NextMotion", Response: disclosure.ResponseNone,
		},
		{
			On: disclosure.OnDay(2020, time.January, 30), Channel: disclosure.Email,
			Role: disclosure.Provider, Name: "AWS", Response: disclosure.ResponseNone,
		},
	}
	d.Information = []disclosure.InformationLine{informs(disclosure.LawGDPR, disclosure.StepNotification, 72, disclosure.ProofAccepted)}
	return d
}

// informs is a line about the vendor, who was told on 2020-01-27 at 09:12 in Paris.
func informs(law disclosure.Law, step disclosure.LawStep, hours int, proof disclosure.ProofKind) disclosure.InformationLine {
	at := time.Date(2020, 1, 27, 9, 12, 0, 0, time.FixedZone("", 3600))
	return disclosure.InformationLine{
		Law: law, Step: step, Hours: hours, Role: disclosure.Vendor, Name: "NextMotion",
		Proof: disclosure.Proof{Kind: proof, At: disclosure.At(at)}, Ends: at.Add(time.Duration(hours) * time.Hour),
	}
}

// everyLine holds each step of each law, each with another proof.
func everyLine() []disclosure.InformationLine {
	return []disclosure.InformationLine{
		informs(disclosure.LawGDPR, disclosure.StepNotification, 72, disclosure.ProofDelivered),
		informs(disclosure.LawNIS2, disclosure.StepWarning, 24, disclosure.ProofAnswer),
		informs(disclosure.LawNIS2, disclosure.StepNotification, 72, disclosure.ProofIssue),
		informs(disclosure.LawCRA, disclosure.StepWarning, 24, disclosure.ProofAutomatic),
		informs(disclosure.LawCRA, disclosure.StepNotification, 72, disclosure.ProofAccepted),
	}
}

func TestEveryResponseAndEveryProofHasWordsInEveryLanguage(t *testing.T) {
	s := newSet(t)
	archive := &txtar.Archive{}
	for _, lang := range templates.Languages() {
		d := stillOpen(lang)
		d.Attempts, d.Information = nil, everyLine()
		for i, r := range disclosure.Responses() {
			for _, role := range disclosure.Roles() {
				d.Attempts = append(d.Attempts, templates.Attempt{
					On: disclosure.OnDay(2020, time.January, 27), Channel: disclosure.Channels()[i], Role: role, Response: r,
					ResponseOn: disclosure.OnDay(2020, time.January, 28),
				})
			}
		}
		for _, name := range []disclosure.Template{disclosure.CoordinatorNotice, disclosure.RegulatorNotice, disclosure.FollowUp} {
			_, body, err := s.Mail(name, lang, d)
			if err != nil {
				t.Fatal(err)
			}
			for _, hole := range []string{"{", ": \n", ", \n", ", :", "()"} {
				if strings.Contains(body, hole) {
					t.Errorf("%s in %s has no word for something: %q", name, lang, hole)
				}
			}
			if name == disclosure.FollowUp {
				archive.Files = append(archive.Files, txtar.File{Name: lang, Data: []byte(body)})
			}
		}
		for _, p := range disclosure.ProofKinds() {
			day := informs(disclosure.LawGDPR, disclosure.StepNotification, 72, p)
			day.Proof.At, day.Ends = disclosure.OnDay(2020, time.February, 11), time.Time{}
			text := s.Information(lang, day)
			if strings.Contains(text, "{") || !strings.Contains(text, "NextMotion") || !strings.Contains(text, "2020-02-11") || strings.Contains(text, ":") {
				t.Errorf("a day without an hour in %s, %s: %s", lang, p, text)
			}
		}
	}
	golden(t, "follow_up_informs.txtar", txtar.Format(archive))
}

func TestAFollowUpSpeaksToItsReaderAndANoticeAboutTheOwner(t *testing.T) {
	s := newSet(t)
	d := stillOpen("en")
	for name, want := range map[disclosure.Template]string{
		disclosure.FollowUp:          "If Article 33 GDPR applies to you, 72 hours after",
		disclosure.CoordinatorNotice: "If Article 33 GDPR applies to NextMotion, 72 hours after",
		disclosure.RegulatorNotice:   "If Article 33 GDPR applies to NextMotion, 72 hours after",
	} {
		_, body, err := s.Mail(name, "en", d)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(body), " ")
		for _, part := range []string{want, "(2020-01-27 08:12 UTC) end on 2020-01-30 08:12 UTC", "not as legal advice", "not that a person has read it"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %q:\n%s", name, part, body)
			}
		}
	}
}

func TestWithoutProofAMailSaysNothingOfHours(t *testing.T) {
	s := newSet(t)
	hours := regexp.MustCompile(`(?i)legal|Rechtsberatung|juridique|GDPR|DSGVO|RGPD|\b72\b`)
	for _, lang := range templates.Languages() {
		d := stillOpen(lang)
		d.Information = nil
		for _, name := range []disclosure.Template{disclosure.FollowUp, disclosure.CoordinatorNotice} {
			_, body, err := s.Mail(name, lang, d)
			if err != nil {
				t.Fatal(err)
			}
			if found := hours.FindString(body); found != "" || strings.Contains(body, "\n\n\n") {
				t.Errorf("%s in %s says %q:\n%s", name, lang, found, body)
			}
		}
	}
}

func TestANoticeWithoutAnAttemptSaysSo(t *testing.T) {
	s := newSet(t)
	d := stillOpen("en")
	d.Attempts, d.Country, d.AsOf, d.Reason = nil, "", disclosure.Date{}, ""
	for _, name := range []disclosure.Template{disclosure.CoordinatorNotice, disclosure.RegulatorNotice} {
		_, body, err := s.Mail(name, "en", d)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(body, "not yet found a way to reach the owner") || strings.Contains(body, "as of") || strings.Contains(body, "NextMotion,\n") {
			t.Errorf("%s:\n%s", name, body)
		}
	}
}

func TestTheFirstLinesSayWhatIsWanted(t *testing.T) {
	s := newSet(t)
	for name, wants := range map[disclosure.Template]map[string]string{
		disclosure.CoordinatorNotice: {"en": "we ask for your help", "de": "wir bitten Sie um Hilfe", "fr": "Nous vous demandons de nous aider"},
		disclosure.RegulatorNotice:   {"en": "we write to inform you", "de": "wir informieren Sie", "fr": "Nous vous informons"},
	} {
		for lang, want := range wants {
			_, body, err := s.Mail(name, lang, stillOpen(lang))
			if err != nil {
				t.Fatal(err)
			}
			if third := strings.SplitN(body, "\n", 4)[2]; !strings.HasPrefix(third, want) {
				t.Errorf("%s in %s begins with %q", name, lang, third)
			}
		}
	}
}
