package slack

import (
	"daylight/cmd/bot/internal/channel"
	"daylight/disclosure/person"
	"daylight/notify/slack"
)

// PortsOf lets tests see what Slack sees for somebody.
func PortsOf(h *channel.Host, who person.Reader) slack.Ports { return ports{h}.of(who) }

// ActsOf lets tests give orders as a form of Slack does.
func ActsOf(h *channel.Host) slack.Acts { return acts{h, h.Desk} }
