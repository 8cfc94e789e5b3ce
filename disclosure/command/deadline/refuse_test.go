package deadline_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/fault"
)

// TestRefusals has one row for each rule about clocks that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	at := func(m time.Month, d int) civil.When { return commandtest.Day20(m, d) }
	dated := func(p *commandtest.Play) {
		p.Do(commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: at(1, 30), Reason: "agreed"})
	}
	tests := []struct {
		rule string
		prep func(*commandtest.Play)
		who  disclosure.Actor
		cmd  command.Command
		code fault.Code
		says string
	}{
		{"an extension of no clock", nil, commandtest.Ada, deadline.Extend{Clause: "x", Due: at(3, 1), Reason: "r"}, fault.Refused, "no clock"},
		{"an extension that is not later", dated, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: at(1, 30), Reason: "r"}, fault.Refused, "not later"},
		{"an extension without a reason", dated, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: at(2, 9)}, fault.Invalid, "needs a reason"},
		{"an extension without a date", dated, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Reason: "r"}, fault.Invalid, "new date"},
		{"an extension after the clock ended", func(p *commandtest.Play) { dated(p); p.At(31, 9) }, commandtest.Ada, deadline.Extend{Clause: disclosure.PublicationClause, Due: at(2, 9), Reason: "r"}, fault.Refused, "before that"},
		{"a later deadline is an extension", dated, commandtest.Ada, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: at(2, 9)}, fault.Refused, "is an extension"},
		{"a pause after the clock ended", func(p *commandtest.Play) { dated(p); p.At(31, 9) }, commandtest.Ada, deadline.PauseClock{Clause: disclosure.PublicationClause}, fault.Refused, "before that"},
		{"a pause of what does not run", nil, commandtest.Ada, deadline.PauseClock{Clause: "x"}, fault.Refused, "does not run"},
		{"resumed when it was not paused", dated, commandtest.Ada, deadline.ResumeClock{Clause: disclosure.PublicationClause}, fault.Refused, "not paused"},
	}
	for _, tc := range tests {
		t.Run(tc.rule, func(t *testing.T) {
			p := commandtest.NewPlay(t)
			if tc.prep != nil {
				tc.prep(p)
			}
			p.Refused(tc.who, tc.cmd, tc.code, tc.says)
		})
	}
}
