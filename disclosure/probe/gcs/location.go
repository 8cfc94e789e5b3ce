package gcs

import (
	"net/url"
	"regexp"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// location is where a bucket is asked for.
type location struct {
	scheme string
	host   string // and port
	bucket string
	key    string
}

// google is the one host that all of Google's spellings come down to.
const google = "storage.googleapis.com"

// pathHosts have the bucket in the path. The last is the one at which people with an account sign in.
var pathHosts = map[string]bool{google: true, "commondatastorage.googleapis.com": true, "storage.cloud.google.com": true}

const (
	consoleHost = "console.cloud.google.com"
	programHost = "www.googleapis.com" // one of all of Google's interfaces
	jsonAPI     = "storage/v1/b/"      // of the interface for programs
)

var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$`)

func (l location) String() string { return l.scheme + "://" + l.host + "/" + l.bucket + "/" }

// listURL asks for one entry, of which the filter leaves nothing but what sort of answer it is.
func (l location) listURL() *url.URL {
	return &url.URL{Scheme: l.scheme, Host: l.host, Path: "/" + jsonAPI + l.bucket + "/o", RawQuery: "maxResults=1&fields=kind"}
}

func (l location) keyURL() *url.URL {
	return &url.URL{
		Scheme: l.scheme, Host: l.host, Path: "/" + l.bucket + "/" + l.key, RawPath: "/" + l.bucket + "/" + probe.EscapePath(l.key),
	}
}

// read returns the place that raw names. Without asked, it takes only what is surely Google's.
func read(raw string, asked bool) (location, string, error) {
	s, err := probe.Clean(raw)
	if err != nil {
		return location{}, "", err
	}
	if name, ok := strings.CutPrefix(s, "gs://"); ok {
		return fromName(name)
	}
	if first, _, _ := strings.Cut(s, "/"); asked && !strings.ContainsAny(first, ".:") {
		return fromName(s)
	}
	u, err := probe.ParseAddress(s)
	if err != nil {
		if asked {
			return location{}, "", err
		}
		return location{}, "", nil // the next kind says what is wrong
	}
	return fromURL(u, asked)
}

func fromName(s string) (location, string, error) {
	bucket, key, _ := strings.Cut(s, "/")
	return finish(location{scheme: "https", host: google, bucket: bucket, key: key}, "Google Cloud Storage bucket by name")
}

func fromURL(u *url.URL, asked bool) (location, string, error) {
	host, path := u.Host, strings.TrimPrefix(u.Path, "/")
	loc := location{scheme: "https", host: google}
	switch bucket, inHost := strings.CutSuffix(host, "."+google); {
	case host == consoleHost:
		return fromConsole(path, asked)
	case inHost:
		loc.bucket, loc.key = bucket, path
		return finish(loc, "Google Cloud Storage bucket in the host name")
	case pathHosts[host], host == programHost && strings.HasPrefix(path, jsonAPI):
		loc.bucket, loc.key = split(path)
		return finish(loc, "Google Cloud Storage bucket in the path")
	case asked:
		loc = location{scheme: u.Scheme, host: host}
		loc.bucket, loc.key = split(path)
		return finish(loc, "bucket in the path of a server that speaks Google's protocol")
	}
	return location{}, "", nil
}

// split cuts a path into bucket and object, in either of the two interfaces.
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

// fromConsole reads the address of a page of Google's console: a folder, or with _details an object. What belongs to the
// page, such as ";tab=objects", stands after a semicolon.
func fromConsole(path string, asked bool) (location, string, error) {
	rest, ok := strings.CutPrefix(path, "storage/browser/")
	if !ok {
		if asked {
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

// finish checks what the ways of writing have in common.
func finish(loc location, how string) (location, string, error) {
	if !bucketName.MatchString(loc.bucket) || strings.Contains(loc.bucket, "..") {
		return location{}, "", fault.Errorf(fault.Invalid,
			"this names no bucket; names have small letters, digits, dots, hyphens and underscores, for example gs://my-bucket/object")
	}
	if strings.HasSuffix(loc.key, "/") {
		loc.key = "" // there is no object of that name to ask for
		how += "; the folder is left out"
	}
	return loc, how, nil
}

// Read returns the canonical target of what a person pasted.
func (k Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	loc, how, err := read(raw, asked)
	if err != nil || loc.bucket == "" {
		return probe.Target{}, "", err
	}
	return probe.Target{Kind: k.Name(), Target: loc.String(), Key: loc.key}, how, nil
}
