package outreach

import (
	"strings"

	"daylight/disclosure"
)

// AssetsOf returns the assets of a case that a party is told of. An asset that names its owner is no other vendor's, and one
// that names its host is no other provider's. Everybody else is told of all. Without a name beside several parties it is what names
// nobody.
func AssetsOf(c *disclosure.Case, role disclosure.Role, name string) []disclosure.Asset {
	if p, ok := c.Party(role, name); ok && name == "" {
		name = p.Name
	}
	var out []disclosure.Asset
	for i := range c.Assets {
		bound := ""
		switch role {
		case disclosure.Vendor:
			bound = c.Assets[i].Owner
		case disclosure.Provider:
			bound = c.Assets[i].Host
		case disclosure.Coordinator, disclosure.Regulator, disclosure.Platform, disclosure.Press, disclosure.Finder:
		}
		if bound == "" || strings.EqualFold(bound, name) {
			out = append(out, c.Assets[i])
		}
	}
	return out
}
