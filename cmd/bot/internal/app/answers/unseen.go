package answers

import (
	"net/url"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/observed"
)

// Unseen says of an asset, when it is recorded, what no answer to its probe will tell, and what to write so that more is seen. It is ""
// where nothing is known that would help.
func Unseen(a *disclosure.Asset) string {
	switch a.Kind {
	case "mysql":
		return "only the greeting is read, so a password never closes it; record it as mysql_login=" + a.Target + " where the finding is a login without one"
	case "postgres":
		if u, err := url.Parse(a.Target); err == nil && a.Key == "" && strings.Trim(u.Path, "/") == "" {
			return "the database postgres is asked, as a user that does not exist; where one database or user is open, name it: postgres://user@host/database"
		}
	case "ldap":
		if u, err := url.Parse(a.Target); err == nil && isBase(strings.Trim(u.Path, "/")) {
			return "only the entry that is named is searched; where that is hidden and one below it is open, name that one: " + u.Scheme + "://" + u.Host + "/ou=people," + strings.Trim(u.Path, "/")
		}
	case "mqtt":
		return "only the connection and the broker's version are asked, so a list of rights that leaves a stranger no topic does not close it: two people look"
	}
	return ""
}

// Refused says of an asset that an answer refused us what may be open all the same, and how to name it; "" for any other answer, and where
// nothing is known that would help.
func Refused(a *disclosure.Asset, r observed.FacetResult) string {
	if r.Verdict != observed.Closed || a.Kind != "postgres" && a.Kind != "ldap" || r.Reason == observed.ReasonConnRefused || r.Reason == observed.ReasonNameGone {
		return ""
	}
	return Unseen(a)
}

// isBase reports whether an entry is the base of a directory: all of its parts name a domain, an organisation or a country.
func isBase(dn string) bool {
	for part := range strings.SplitSeq(strings.ToLower(dn), ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name != "dc" && name != "o" && name != "c" {
			return false
		}
	}
	return true
}
