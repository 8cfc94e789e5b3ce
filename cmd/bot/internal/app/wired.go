package app

import (
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/channel/github"
	"daylight/cmd/bot/internal/channel/mail"
	"daylight/cmd/bot/internal/channel/slack"
	"daylight/cmd/bot/internal/channel/webhook"
)

// wired are the channels of this program. A new one is a line here.
var wired = []channel.Kind{mail.Kind(), slack.Kind(), webhook.Kind(), github.Kind(), github.Reports()}

// Wired returns the channels that a bot is built from.
func Wired() []channel.Kind { return wired }

// Wire adds a channel to every bot that is built from now on. Only tests do, before they build the first.
func Wire(k channel.Kind) { wired = append(wired, k) }
