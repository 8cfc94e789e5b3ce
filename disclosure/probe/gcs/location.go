package gcs

import (
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe/target"
)

// location is the address of a bucket, in parts.
type location struct {
	scheme string
	host   string // and port
	bucket string
	key    string
}

// google is the host of the canonical target, for all of Google's spellings.
const google = "storage.googleapis.com"

// pathHosts have the bucket in the path. The last one is for people who sign in with an account.
var pathHosts = map[string]bool{google: true, "commondatastorage.googleapis.com": true, "storage.cloud.google.com": true}

const (
	consoleHost = "console.cloud.google.com"
	programHost = "www.googleapis.com" // shared by all APIs of Google
	// firebaseHost asks the rules that an app has in Firebase, which are not those of the bucket: one may be open and the other not.
	firebaseHost = "firebasestorage.googleapis.com"
	jsonAPI      = "storage/v1/b/" // path prefix of the JSON API
)

var bucketName = pattern.New(`^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$`)

func (l location) String() string { return l.scheme + "://" + l.host + "/" + l.bucket + "/" }

// listURL requests one entry. The filter removes everything from the answer but the type of the document.
func (l location) listURL() *url.URL {
	if l.host == firebaseHost {
		return &url.URL{Scheme: l.scheme, Host: l.host, Path: "/v0/b/" + l.bucket + "/o", RawQuery: "maxResults=1"}
	}
	return &url.URL{Scheme: l.scheme, Host: l.host, Path: "/" + jsonAPI + l.bucket + "/o", RawQuery: "maxResults=1&fields=kind"}
}

func (l location) keyURL() *url.URL {
	return &url.URL{
		Scheme: l.scheme, Host: l.host, Path: "/" + l.bucket + "/" + l.key, RawPath: "/" + l.bucket + "/" + target.EscapePath(l.key),
	}
}

// read returns the location that raw names. Unless explicit, it claims only what clearly belongs to Google.
func read(raw string, explicit bool) (location, string, error) {
	s, err := target.Clean(raw)
	if err != nil {
		return location{}, "", err
	}
	if name, ok := strings.CutPrefix(s, "gs://"); ok {
		return fromName(name)
	}
	if first, _, _ := strings.Cut(s, "/"); explicit && !strings.ContainsAny(first, ".:") {
		return fromName(s)
	}
	u, err := target.ParseAddress(s)
	if err != nil {
		if explicit {
			return location{}, "", err
		}
		return location{}, "", nil // the next kind reports what is wrong
	}
	return fromURL(u, explicit)
}

func fromName(s string) (location, string, error) {
	bucket, key, _ := strings.Cut(s, "/")
	return finish(location{scheme: "https", host: google, bucket: bucket, key: key}, "Google Cloud Storage bucket by name")
}

// fromURL reads the many addresses of a bucket: with the bucket in the host, in the path, in either API and in the console.
func fromURL(u *url.URL, explicit bool) (location, string, error) {
	host, path := u.Host, strings.TrimPrefix(u.Path, "/")
	loc := location{scheme: "https", host: google}
	switch bucket, inHost := strings.CutSuffix(host, "."+google); {
	case host == consoleHost:
		return fromConsole(path, explicit)
	case host == firebaseHost:
		loc.host = host
		loc.bucket, _, _ = strings.Cut(strings.TrimPrefix(path, "v0/b/"), "/")
		return finish(loc, "Firebase Storage, the listing only: single files of it have secrets of their own")
	case inHost:
		loc.bucket, loc.key = bucket, path
		return finish(loc, "Google Cloud Storage bucket in the host name")
	case pathHosts[host], host == programHost && strings.HasPrefix(path, jsonAPI):
		loc.bucket, loc.key = split(path)
		return finish(loc, "Google Cloud Storage bucket in the path")
	case explicit:
		loc = location{scheme: u.Scheme, host: host}
		loc.bucket, loc.key = split(path)
		return finish(loc, "bucket in the path of a server that speaks Google's protocol")
	}
	return location{}, "", nil
}

// split cuts a path into bucket and object, in the form of either API.
func split(path string) (bucket, key string) {
	inner, program := strings.CutPrefix(path, jsonAPI)
	if !program {
		inner, program = strings.CutPrefix(path, "download/"+jsonAPI)
	}
	if !program {
		inner = path
	}
	bucket, key, _ = strings.Cut(inner, "/")
	if program {
		key, _ = strings.CutPrefix(strings.TrimPrefix(key, "o"), "/")
	}
	return bucket, key
}

// fromConsole reads the address of a page of Google's console: a folder, or with _details an object. Settings of the page, such
// as ";tab=objects", follow a semicolon.
func fromConsole(path string, explicit bool) (location, string, error) {
	rest, ok := strings.CutPrefix(path, "storage/browser/")
	if !ok {
		if explicit {
			return location{}, "", fault.Errorf(fault.Invalid,
				"this page of the console shows no bucket; write for example gs://bucket/object")
		}
		return location{}, "", nil
	}
	rest, _, _ = strings.Cut(rest, ";")
	inner, object := strings.CutPrefix(rest, "_details/")
	bucket, key, _ := strings.Cut(inner, "/")
	if !object && key != "" {
		key += "/" // the page of a folder
	}
	return finish(location{scheme: "https", host: google, bucket: bucket, key: key}, "Google Cloud Storage bucket in the console")
}

// finish checks what all spellings have in common.
func finish(loc location, how string) (location, string, error) {
	if !bucketName.MatchString(loc.bucket) || strings.Contains(loc.bucket, "..") {
		return location{}, "", fault.Errorf(fault.Invalid,
			"this names no bucket; names have small letters, digits, dots, hyphens and underscores, for example gs://my-bucket/object")
	}
	if strings.HasSuffix(loc.key, "/") {
		loc.key = "" // folders exist only in file browsers; there is no object of that name
		how += "; the folder is left out"
	}
	return loc, how, nil
}

// paste returns the canonical target of what a person pasted.
func paste(raw string, explicit bool) (target.Target, string, error) {
	loc, how, err := read(raw, explicit)
	if err != nil || loc.bucket == "" {
		return target.Target{}, "", err
	}
	return target.Target{Kind: kind, Target: loc.String(), Key: loc.key}, how, nil
}
