package slack

import (
	"strings"

	"daylight/disclosure/pattern"
	"daylight/notify"
)

// loud are the words that notify everybody if a client links names automatically.
var loud = pattern.New(`(?i)@(channel|here|everyone|group)\b`)

// escape returns foreign text for a mrkdwn or plain_text field: shown as written, without mentioning anybody. Mentions
// (<!channel>, <@U…>), channel references and links all start with "<" and become only text. Use [notify.Defang] before it
// where links must not be live.
func escape(s string) string {
	s = strings.ReplaceAll(notify.Plain(s), "&", "&amp;")
	s = strings.ReplaceAll(s, "<", "&lt;")
	s = strings.ReplaceAll(s, ">", "&gt;")
	return loud.ReplaceAllString(s, "@\u2060$1")
}
