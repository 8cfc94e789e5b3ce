package cli

import (
	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/channel/github/githubcmd"
	"daylight/cmd/bot/internal/channel/mail/mailcmd"
	"daylight/cmd/bot/internal/channel/slack/slackcmd"
	"daylight/cmd/bot/internal/cli/session"
)

// wired adds the commands of those channels that have some.
func wired(s *session.Session, add func(group string, all ...*cobra.Command)) {
	add(groupWork, mailcmd.Command(s))
	add(groupSetUp, slackcmd.Command(s))
	add(groupSetUp, githubcmd.Command(s))
}
