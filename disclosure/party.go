package disclosure

import (
	"strings"
)

// PartyLabel names a party as people speak of it.
func PartyLabel(role Role, name string) string {
	text := strings.ReplaceAll(string(role), "_", " ")
	if role == "" {
		text = string(Vendor)
	}
	if name != "" {
		text += " " + name
	}
	return text
}
