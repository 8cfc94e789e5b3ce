package templates

import (
	"text/template"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// Correction is what somebody is told who was told something wrong by a report, or by what it was going to say.
type Correction struct {
	Case      disclosure.CaseID
	Team      Team
	On        civil.When // when they were told
	Announced bool       // before the report was out
	Withdrawn bool       // the report is withdrawn; else it is corrected
	Because   string     // the reason, in the words of the team for the public
	Address   string     // of the page, "" where the team has no site
}

// Correction renders a correction as a mail.
func (s *Set) Correction(lang string, d Correction) (subject, body string, err error) {
	lang = Language(lang)
	on, because := s.words[lang].stamp(d.On), oneLine(d.Because)
	if on == "" || because == "" {
		return "", "", fault.Errorf(fault.Invalid, "a correction needs its reason, and the day on which they were told")
	}
	subject, body, err = execute(s.corrections[lang], map[string]any{
		"Case": oneLine(string(d.Case)), "Team": d.Team, "On": on, "Announced": d.Announced, "Withdrawn": d.Withdrawn, "Because": because, "Address": oneLine(d.Address),
	})
	return subject, wrap(body), err
}

// parseCorrections reads the corrections.
func parseCorrections() (map[string]*template.Template, error) {
	out := map[string]*template.Template{}
	for _, lang := range MessageLanguages() {
		t, err := parse("correction/" + lang + ".tmpl")
		if err != nil {
			return nil, err
		}
		out[lang] = t
	}
	return out, nil
}
