package slack

import (
	"daylight/cmd/bot/internal/channel"
	"daylight/notify/slack"
)

// ActsOf lets tests give orders as a form of Slack does.
func ActsOf(h *channel.Host) slack.Acts { return acts{h, h.Desk} }
