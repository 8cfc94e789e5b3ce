package exposure_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

// TestRefusals has one row for each rule about probes that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	tests := []struct {
		rule string
		prep func(*commandtest.Play)
		who  disclosure.Actor
		cmd  command.Command
		code fault.Code
		says string
	}{
		{"no asset to ask", func(p *commandtest.Play) {
			f := commandtest.NextMotionFacts()
			f.Assets = nil
			p.Do(commandtest.Ada, record.Record{ID: commandtest.PlayID, Facts: f})
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "no asset"},
		{"an asset that is not there", nil, commandtest.Ada, exposure.RequestProbe{Asset: "A7"}, fault.NotFound, "no asset"},
		{"STOP is honoured", func(p *commandtest.Play) {
			p.Do(commandtest.Rita, exposure.StopProbing{Asset: "A1", Text: "they asked"})
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "stopped on request"},
		{"STOP is honoured when it names the target", func(p *commandtest.Play) {
			p.Do(commandtest.Rita, exposure.StopProbing{Asset: "https://bucket.s3.example/", Text: "they asked"})
		}, commandtest.Ada, exposure.RequestProbe{Asset: "A1"}, fault.Refused, "stopped on request"},
		{"the budget of the day, doubled for people", func(p *commandtest.Play) {
			for range 8 {
				p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForPerson)
			}
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "ask again tomorrow"},
		{"the budget in all", func(p *commandtest.Play) {
			p.Rules.Probing.Budget.Total = 3
			for i := range 3 {
				p.Probe(commandtest.SeesOpen(p.At(24+i, 9).Now), disclosure.ProbeForPerson)
			}
			p.At(40, 9)
		}, commandtest.Ada, exposure.RequestProbe{}, fault.Refused, "budget of A1 is used up"},
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
