package clock

import (
	"strings"

	"daylight/disclosure"
)

// other is somebody else than a vendor, to whom a step turns.
type other struct {
	role          disclosure.Role
	name, country string
}

// concerns reports whether somebody else is turned to on behalf of one of several vendors: a provider that hosts what is theirs, a
// CSIRT or regulator of their country. Where nobody knows better, everybody is.
func (o other) concerns(vendor, country string, assets int, asset func(int) (owner, host string)) bool {
	switch o.role {
	case disclosure.Provider, disclosure.Platform:
		hosts := assets == 0
		for i := range assets {
			owner, host := asset(i)
			if (owner == "" || strings.EqualFold(owner, vendor)) && (host == "" || o.name == "" || strings.EqualFold(host, o.name)) {
				hosts = true
			}
		}
		return hosts
	case disclosure.Coordinator, disclosure.Regulator:
		return country == "" || o.country == "" || strings.EqualFold(country, o.country)
	default:
		return true
	}
}

// Concerns reports whether a party may be turned to in a step of this clock. Where there is one vendor, everybody may.
func (d *Deadline) Concerns(c *disclosure.Case, p disclosure.Party) bool {
	switch {
	case d.Name == "":
		return true
	case p.Role == d.Role:
		return p.Name == "" || strings.EqualFold(p.Name, d.Name)
	case !severalVendors(c):
		return true
	}
	return other{p.Role, p.Name, p.Country}.concerns(d.Name, d.Country, len(c.Assets), func(i int) (string, string) {
		return c.Assets[i].Owner, c.Assets[i].Host
	})
}

func severalVendors(c *disclosure.Case) bool {
	n := 0
	for i := range c.Parties {
		if c.Parties[i].Role == disclosure.Vendor {
			if n++; n > 1 {
				return true
			}
		}
	}
	return false
}
