package templates

import (
	"strings"
	"text/template"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// StopAnswer is what somebody is told who asked us to stop our checks.
type StopAnswer struct {
	Case   disclosure.CaseID
	Team   Team
	On     civil.When // when they asked
	Assets []disclosure.Asset
}

// stopView is a [StopAnswer] as a template sees it.
type stopView struct {
	Case    disclosure.CaseID
	Team    Team
	On      string
	Assets  []string
	Several bool
	Issue   bool
}

// StopAnswer renders the answer to a request to stop as a mail.
func (s *Set) StopAnswer(lang string, d StopAnswer) (subject, body string, err error) {
	v := d.view(s.words[Language(lang)])
	for i := range d.Assets {
		a := &d.Assets[i]
		v.Assets = append(v.Assets, upper(oneLine(s.words[Language(lang)].kind(a).Noun))+", "+oneLine(a.Defanged()))
	}
	subject, body, err = s.renderStop(lang, v)
	return subject, wrap(body), err
}

// StopComment renders the answer as a comment in an issue. It names assets by their ids: an address stands in the first report alone.
func (s *Set) StopComment(lang string, d StopAnswer) (string, error) {
	v := d.view(s.words[Language(lang)])
	v.Issue = true
	for i := range d.Assets {
		a := &d.Assets[i]
		v.Assets = append(v.Assets, escapeMarkdown(a.ID+", "+s.words[Language(lang)].kind(a).Noun))
	}
	_, body, err := s.renderStop(lang, v)
	return strings.TrimSpace(body), err
}

func (d StopAnswer) view(w *words) stopView {
	return stopView{Case: d.Case, Team: d.Team, On: w.stamp(d.On), Several: len(d.Assets) > 1}
}

func (s *Set) renderStop(lang string, v stopView) (subject, body string, err error) {
	if len(v.Assets) == 0 || v.On == "" {
		return "", "", fault.Errorf(fault.Invalid, "the answer to a request to stop needs assets and the moment of the request")
	}
	return execute(s.stops[Language(lang)], v)
}

// parseStops reads the answers to a request to stop.
func parseStops() (map[string]*template.Template, error) {
	out := map[string]*template.Template{}
	for _, lang := range MessageLanguages() {
		t, err := parse("stop/" + lang + ".tmpl")
		if err != nil {
			return nil, err
		}
		out[lang] = t
	}
	return out, nil
}

// LanguageFor is a party's own language, else that of its country, else English.
func (s *Set) LanguageFor(p disclosure.Party) string {
	if p.Language != "" {
		return Language(p.Language)
	}
	return s.LanguageOf(p.Country)
}
