package firebase

import (
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe/target"
)

// location is a place in a database.
type location struct {
	scheme string
	host   string   // and port
	path   []string // keys from the root, unescaped
}

// The ends of the host names. Databases in the first region have one without a region; in all others the region precedes the
// end.
const (
	firstRegion   = ".firebaseio.com"
	otherRegions  = ".firebasedatabase.app"
	consoleHost   = "console.firebase.google.com"
	firstIs       = "us-central1"
	maxPath       = 768 // bytes of a path with its last key, by the limits of the service
	forbiddenKeys = ".#$[]"
)

var (
	databaseName = pattern.New(`^[a-z0-9-]{1,63}$`)
	regionName   = pattern.New(`^[a-z]+(-[a-z]+)+[0-9]{1,2}$`)
)

func (l location) String() string {
	var s strings.Builder
	s.WriteString(l.scheme + "://" + l.host + "/")
	for _, key := range l.path {
		s.WriteString(url.PathEscape(key) + "/")
	}
	return s.String()
}

// child is the address of a child of the place in the REST API.
func (l location) child(name string) *url.URL {
	u := &url.URL{Scheme: l.scheme, Host: l.host}
	for _, key := range append(append([]string{}, l.path...), name+".json") {
		u.Path += "/" + key
		u.RawPath += "/" + url.PathEscape(key)
	}
	return u
}

// parts returns database and region from a host name of Firebase.
func parts(host string) (database, region string, ok bool) {
	if name, found := strings.CutSuffix(host, firstRegion); found {
		return name, firstIs, databaseName.MatchString(name)
	}
	front, found := strings.CutSuffix(host, otherRegions)
	database, region, two := strings.Cut(front, ".")
	return database, region, found && two && databaseName.MatchString(database) && regionName.MatchString(region)
}

func (l location) region() string {
	_, region, _ := parts(l.host)
	return region
}

// move returns the same place in the region that the database named. It follows to another region of the same database and
// nowhere else.
func (l location) move(to string) (location, bool) {
	u, err := target.ParseAddress(to)
	if to == "" || err != nil || u.Scheme != "https" || u.Host == l.host {
		return location{}, false
	}
	database, _, ok := parts(l.host)
	named, _, there := parts(u.Host)
	if !ok || !there || named != database {
		return location{}, false
	}
	l.scheme, l.host = "https", u.Host
	return l, true
}

// read returns the location that raw names. Unless explicit, it claims only what clearly belongs to Firebase.
func read(raw string, explicit bool) (location, string, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		if explicit {
			return location{}, "", err
		}
		return location{}, "", nil // the next kind reports what is wrong
	}
	if u.Host == consoleHost {
		return fromConsole(u, explicit)
	}
	loc, how := location{scheme: "https", host: u.Host}, "place in a Firebase database"
	if _, _, ok := parts(u.Host); !ok {
		if !explicit {
			return location{}, "", nil
		}
		loc.scheme, how = u.Scheme, "place in a server that speaks Firebase's protocol"
	}
	if u.RawQuery != "" {
		how += "; the query is left out"
	}
	return finish(loc, u.EscapedPath(), how)
}

// fromConsole reads the address of a page of Firebase's console:
// /project/NAME/database/DATABASE/data/~2Fusers, in which ~2F is a slash.
func fromConsole(u *url.URL, explicit bool) (location, string, error) {
	_, rest, ok := strings.Cut(u.EscapedPath(), "/database/")
	database, rest, _ := strings.Cut(rest, "/")
	if !ok || !databaseName.MatchString(database) {
		if explicit {
			return location{}, "", fault.Errorf(fault.Invalid,
				"this page of the console shows no database; write for example https://name.firebaseio.com/place")
		}
		return location{}, "", nil
	}
	path, _ := strings.CutPrefix(rest, "data")
	path = strings.ReplaceAll(path, "~", "%")
	return finish(location{scheme: "https", host: database + firstRegion}, path, "Firebase database in the console, region unknown")
}

// finish reads the escaped path into keys.
func finish(loc location, path, how string) (location, string, error) {
	broken := fault.Errorf(fault.Invalid, "this is not a place in a database; write for example https://name.firebaseio.com/place")
	plain, err := url.PathUnescape(path)
	if err != nil || len(plain) > maxPath {
		return location{}, "", broken
	}
	for key := range strings.SplitSeq(strings.TrimSuffix(strings.TrimRight(plain, "/"), ".json"), "/") {
		if key == "" {
			continue
		}
		if strings.ContainsAny(key, forbiddenKeys) || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return location{}, "", broken
		}
		loc.path = append(loc.path, key)
	}
	return loc, how, nil
}

// paste returns the canonical target of what a person pasted.
func paste(raw string, explicit bool) (target.Target, string, error) {
	loc, how, err := read(raw, explicit)
	if err != nil || loc.host == "" {
		return target.Target{}, "", err
	}
	return target.Target{Kind: kind, Target: loc.String()}, how, nil
}
