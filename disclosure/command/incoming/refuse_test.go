package incoming_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
)

// TestRefusals has one row for each rule about what comes in that says no. A refusal names what would be needed.
func TestRefusals(t *testing.T) {
	tests := []struct {
		rule string
		prep func(*commandtest.Play)
		who  disclosure.Actor
		cmd  command.Command
		code fault.Code
		says string
	}{
		{"what is nothing that comes in", nil, commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindPublished}, fault.Internal, "nothing that comes in"},
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
