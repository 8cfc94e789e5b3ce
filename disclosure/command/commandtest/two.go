package commandtest

import "daylight/disclosure/command"

// ByTwo gives a command that takes two people: Ada proposes, Bob approves. It returns what Bob's call led to.
func (p *Play) ByTwo(cmd command.Command) command.Decision {
	p.T.Helper()
	if kinds := KindsOf(p.Do(Ada, cmd)); kinds != "proposed" {
		p.T.Fatalf("%T by one person led to %q", cmd, kinds)
	}
	return p.Do(Bob, cmd)
}
