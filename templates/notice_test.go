package templates_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
	"daylight/templates"

	"golang.org/x/tools/txtar"
)

// stillOpen holds the facts of the reference case on 2020-02-01: the vendor and the provider have been told, nobody
// has answered.
func stillOpen(lang string) templates.MailData {
	d := nextMotion(lang)
	d.Country, d.AsOf = "FR", civil.Date{Year: 2020, Month: time.February, Day: 1}
	d.Assets[0].Asset.Streak.LastOpen = time.Date(2020, 1, 31, 20, 0, 0, 0, time.UTC)
	d.FirstClosed, d.PublishOn = civil.When{}, civil.Date{}
	d.Attempts = []templates.Attempt{
		{
			On: civil.OnDay(2020, time.January, 27), Channel: disclosure.Email,
			Role: disclosure.Vendor, Name: "NextMotion", Response: outreach.ResponseNone,
		},
		{
			On: civil.OnDay(2020, time.January, 30), Channel: disclosure.Email,
			Role: disclosure.Provider, Name: "AWS", Response: outreach.ResponseNone,
		},
	}
	d.Information = []outreach.InformationLine{informs(outreach.LawGDPR, outreach.StepNotification, 72, outreach.ProofAccepted)}
	return d
}

// informs is a line about the vendor, who was told on 2020-01-27 at 09:12 in Paris.
func informs(law outreach.Law, step outreach.LawStep, hours int, proof outreach.ProofKind) outreach.InformationLine {
	at := time.Date(2020, 1, 27, 9, 12, 0, 0, time.FixedZone("", 3600))
	return outreach.InformationLine{
		Law: law, Step: step, Hours: hours, Role: disclosure.Vendor, Name: "NextMotion",
		Proof: outreach.Proof{Kind: proof, At: civil.At(at)}, Ends: at.Add(time.Duration(hours) * time.Hour),
	}
}

// everyLine holds each step of each law, each with another proof.
func everyLine() []outreach.InformationLine {
	return []outreach.InformationLine{
		informs(outreach.LawGDPR, outreach.StepNotification, 72, outreach.ProofDelivered),
		informs(outreach.LawNIS2, outreach.StepWarning, 24, outreach.ProofAnswer),
		informs(outreach.LawNIS2, outreach.StepNotification, 72, outreach.ProofIssue),
		informs(outreach.LawCRA, outreach.StepWarning, 24, outreach.ProofAutomatic),
		informs(outreach.LawCRA, outreach.StepNotification, 72, outreach.ProofAccepted),
	}
}

func TestEveryResponseAndEveryProofHasWordsInEveryLanguage(t *testing.T) {
	s := newSet(t)
	archive := &txtar.Archive{}
	for _, lang := range templates.MessageLanguages() {
		d := stillOpen(lang)
		d.Attempts, d.Information = nil, everyLine()
		for i, r := range outreach.Responses() {
			for _, role := range disclosure.Roles() {
				d.Attempts = append(d.Attempts, templates.Attempt{
					On: civil.OnDay(2020, time.January, 27), Channel: disclosure.Channels()[i], Role: role, Response: r,
					ResponseOn: civil.OnDay(2020, time.January, 28),
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
		for _, p := range outreach.ProofKinds() {
			day := informs(outreach.LawGDPR, outreach.StepNotification, 72, p)
			day.Proof.At, day.Ends = civil.OnDay(2020, time.February, 11), time.Time{}
			text := s.Information(lang, day)
			if strings.Contains(text, "{") || !strings.Contains(text, "NextMotion") || !strings.Contains(text, map[string]string{"en": "11 February 2020", "de": "11. Februar 2020", "fr": "11 février 2020"}[lang]) || strings.Contains(text, ":") {
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
		for _, part := range []string{want, "(27 January 2020, 08:12 UTC) end on 30 January 2020, 08:12 UTC", "not as legal advice", "not that a person has read it"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %q:\n%s", name, part, body)
			}
		}
	}
}

func TestWithoutProofAMailSaysNothingOfHours(t *testing.T) {
	s := newSet(t)
	hours := regexp.MustCompile(`(?i)legal|Rechtsberatung|juridique|GDPR|DSGVO|RGPD|\b72\b`)
	for _, lang := range templates.MessageLanguages() {
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
	d.Attempts, d.Country, d.AsOf, d.Reason = nil, "", civil.Date{}, ""
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
