package slack

import (
	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
)

// rehearsalMark begins the text of each post of a rehearsal, for notifications and for who reads without blocks.
const rehearsalMark = "[REHEARSAL] "

// rehearsing is how the client treats posts while the team practises: they are marked, and none leaves for another channel.
type rehearsing struct{ only string } // the channel; "" while Slack is live

// mark returns a post as it leaves.
func (r rehearsing) mark(p post) (post, error) {
	switch {
	case r.only == "":
		return p, nil
	case p.Channel != r.only:
		return p, fault.Errorf(fault.Refused, "Slack rehearses: nothing is posted in another channel than that of the rehearsal")
	}
	p.Text = rehearsalMark + p.Text
	if len(p.Blocks) > 0 {
		note := slackapi.NewContextBlock("", markdown("*REHEARSAL.* Nothing of this case is real, and nothing of it reaches others."))
		p.Blocks = append([]slackapi.Block{note}, p.Blocks[:min(len(p.Blocks), maxBlocks-1)]...)
	}
	return p, nil
}
