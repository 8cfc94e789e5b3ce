package gate

import (
	"encoding/base64"
	"strings"

	"daylight/disclosure/pattern"
)

// dataAddress is a file inside an address, such as a picture in a page. The media type tells whether it is text.
var dataAddress = pattern.New(`data:(?:image/svg\+xml|text/[a-z]+|application/(?:json|xml|javascript))[^,"'\s]*;base64,([A-Za-z0-9+/=_-]+)`)

// embedded returns the lines of text files that a line holds in base64, in either alphabet. Files within those are not
// opened again. What cannot be decoded to its end is read as far as it goes.
func embedded(line string) []string {
	var out []string
	for _, m := range dataAddress.FindAllStringSubmatch(line, -1) {
		text := strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(m[1])
		b, _ := base64.RawStdEncoding.DecodeString(text)
		out = append(out, strings.Split(string(b), "\n")...)
	}
	return out
}
