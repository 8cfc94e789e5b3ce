package templates

import (
	"strings"

	"daylight/disclosure/civil"
	"daylight/disclosure/observed"
	"daylight/disclosure/outreach"
)

// standingWords say in an issue how its report stands. Promised holds {on}.
type standingWords struct {
	Title    string                      `json:"title"`
	State    string                      `json:"state"`
	Last     string                      `json:"last"`
	Date     string                      `json:"date"`
	Step     string                      `json:"step"`
	Promised string                      `json:"promised"`
	Asked    string                      `json:"asked"`
	Granted  string                      `json:"granted"` // holds {on}
	Refused  string                      `json:"refused"`
	Heard    string                      `json:"heard"` // holds {on}
	Claimed  string                      `json:"claimed"`
	Note     string                      `json:"note"`
	States   map[outreach.Stand]string   `json:"states"`
	Steps    map[string]string           `json:"steps"` // by state, "claimed", "stopped", "unasked" or "unasked_claimed"
	Verdicts map[observed.Verdict]string `json:"verdicts"`
	NoCheck  string                      `json:"no_check"`
	NoDate   string                      `json:"no_date"`
	Overdue  string                      `json:"overdue"`
}

// IssueStanding renders how a case stands for the party of an issue, as Markdown. It names no address.
func (s *Set) IssueStanding(lang string, st outreach.Standing) string {
	w := s.words[Language(lang)]
	t := &w.Standing
	state := t.States[st.Stand]
	if st.Overdue {
		state += "; " + t.Overdue
	}
	last := t.NoCheck
	if !st.LastCheck.IsZero() {
		last = w.stampTime(st.LastCheck)
		if v := t.Verdicts[st.Verdict]; v != "" {
			last += ": " + v
		}
	}
	date := t.NoDate
	if st.Stand != outreach.StandClosed {
		for _, n := range st.Next {
			if what := w.Calendar.What[n.What]; what != "" {
				date = w.day(n.On) + ": " + what
				break
			}
		}
	}
	step := t.Steps[string(st.Stand)]
	switch {
	case st.Stopped:
		step = t.Steps["stopped"]
	case st.Unasked && st.Claimed:
		step = t.Steps["unasked_claimed"]
	case st.Unasked && st.Stand == outreach.StandOpen:
		step = t.Steps["unasked"]
	case st.Claimed && st.Stand == outreach.StandOpen:
		step = t.Steps["claimed"]
	}
	var b strings.Builder
	b.WriteString("**" + t.Title + "**\n\n| | |\n|---|---|\n")
	for _, row := range [][2]string{{t.State, upper(state)}, {t.Last, last}, {t.Date, date}, {t.Step, step}} {
		b.WriteString("| **" + row[0] + "** | " + row[1] + " |\n")
	}
	on := func(text string, at civil.When) string { return strings.ReplaceAll(text, "{on}", w.stamp(at)) }
	var said []string
	if !st.Heard.IsZero() {
		said = append(said, on(t.Heard, st.Heard))
	}
	if st.Claimed {
		said = append(said, t.Claimed)
	}
	if !st.Promised.IsZero() && st.Stand != outreach.StandClosed {
		said = append(said, on(t.Promised, st.Promised))
	}
	switch {
	case st.Asked:
		said = append(said, t.Asked)
	case st.Stand == outreach.StandClosed:
	case !st.Granted.IsZero():
		said = append(said, on(t.Granted, st.Granted))
	case st.Refused:
		said = append(said, t.Refused)
	}
	if len(said) > 0 {
		b.WriteString("\n" + strings.Join(said, " ") + "\n")
	}
	return b.String() + "\n<sub>" + t.Note + "</sub>"
}
