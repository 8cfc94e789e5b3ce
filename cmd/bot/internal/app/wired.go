package app

import (
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/channel/github"
	"daylight/cmd/bot/internal/channel/mail"
	"daylight/cmd/bot/internal/channel/slack"
	"daylight/cmd/bot/internal/channel/webhook"
)

// Wired returns the channels of this program. A new one is a line here.
func Wired() []channel.Kind {
	return []channel.Kind{mail.Kind(), slack.Kind(), webhook.Kind(), github.Kind()}
}
