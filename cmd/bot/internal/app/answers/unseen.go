package answers

import (
	"net/url"
	"strings"

	"daylight/disclosure"
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
	case "mqtt":
		return "only the connection and the broker's version are asked, so a list of rights that leaves a stranger no topic does not close it: two people look"
	}
	return ""
}
