package gate

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode/utf8"
)

// dataAddress is a file inside an address, such as a picture in a page. The media type tells whether it is text.
var dataAddress = regexp.MustCompile(`data:(?:image/svg\+xml|text/[a-z]+|application/(?:json|xml|javascript))[^,"'\s]*;base64,([A-Za-z0-9+/=_-]+)`)

// maxEmbedded bounds what is decoded of one line.
const maxEmbedded = 4 << 20

// embedded returns the lines of text files that a line holds in base64. Files within those are not opened again.
func embedded(line string) []string {
	if !strings.Contains(line, ";base64,") {
		return nil
	}
	var out []string
	budget := maxEmbedded
	for _, m := range dataAddress.FindAllStringSubmatch(line, -1) {
		text := strings.TrimRight(m[1], "=")
		if budget -= len(text); budget < 0 {
			break
		}
		b, err := base64.RawStdEncoding.DecodeString(text)
		if err != nil {
			b, err = base64.RawURLEncoding.DecodeString(text)
		}
		if err == nil && utf8.Valid(b) {
			out = append(out, strings.Split(string(b), "\n")...)
		}
	}
	return out
}
