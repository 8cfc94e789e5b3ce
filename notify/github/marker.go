package github

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// markerSize is the length of a marker's id in hexadecimal digits: 128 bits.
const markerSize = 32

// markerForm finds markers. A marker is an HTML comment, so that nobody sees it in the page, but it can be read in
// the API and in notification mails; therefore it holds nothing but an id without meaning.
var markerForm = pattern.New(`<!-- daylight:([0-9a-f]{32}) -->`)

// newMarker draws an id.
func newMarker(random io.Reader) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	id := make([]byte, markerSize/2)
	if _, err := io.ReadFull(random, id); err != nil {
		return "", fault.Errorf(fault.Internal, "no randomness for a marker: %w", err)
	}
	return hex.EncodeToString(id), nil
}

// jobMarker derives the id of a comment from the marker of its issue and the key of its job: the same job always gets
// the same one, and no two jobs share one. The vendor could compute it too; that is harmless, because a marker only
// counts in our own comments.
func jobMarker(issueMarker, jobKey string) string {
	mac := hmac.New(sha256.New, []byte(issueMarker))
	mac.Write([]byte(jobKey))
	return hex.EncodeToString(mac.Sum(nil))[:markerSize]
}

// markerLine is the marker as it stands in a body.
func markerLine(id string) string { return "<!-- daylight:" + id + " -->" }

// MarkerIn returns the marker of a body, "" if it has none.
func MarkerIn(body string) string { return markerIn(body) }

// markerIn returns the last marker of a body, "" if it has none. Ours is always the last line.
func markerIn(body string) string {
	all := markerForm.FindAllStringSubmatch(body, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1][1]
}
