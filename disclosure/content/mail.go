package content

import (
	"strings"

	"daylight/disclosure/pattern"
)

var mailForm = pattern.New(`(?i)[a-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\b`)

// ownMail is how the scanner finds the team's address: whole, and after the entity that HTML writes for a plus.
func ownMail(contact string) []string {
	contact = strings.ToLower(strings.TrimSpace(contact))
	if contact == "" || mailForm.FindString(contact) != contact {
		return nil
	}
	own := []string{contact}
	if at := strings.LastIndex(contact, "+"); at >= 0 {
		own = append(own, contact[at+1:])
	}
	return own
}
