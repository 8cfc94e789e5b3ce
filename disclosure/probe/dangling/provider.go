package dangling

import (
	"bytes"
	"net/http"
	"strings"

	"daylight/disclosure/probe"
)

// fingerprint is how a provider says that nobody holds a place.
type fingerprint struct {
	suffix string // of the host names that it hands out
	middle string // a part of such a name before the suffix, "" for none
	words  string // of its page, with status 404
}

// fingerprints are those of providers that give a place to whoever asks for its name.
var fingerprints = [...]fingerprint{
	{suffix: ".amazonaws.com", middle: "s3", words: "NoSuchBucket"},
	{suffix: ".github.io", words: "There isn't a GitHub Pages site here."},
	{suffix: ".herokuapp.com", words: "No such app"},
	{suffix: ".herokudns.com", words: "No such app"},
	{suffix: ".bitbucket.io", words: "Repository not found"},
	{suffix: ".surge.sh", words: "project not found"},
}

// registries are suffixes under which a name that does not exist may be had by asking for it.
var registries = [...]string{
	".azurewebsites.net", ".cloudapp.net", ".cloudapp.azure.com", ".trafficmanager.net", ".azureedge.net", ".azure-api.net",
	".blob.core.windows.net", ".elasticbeanstalk.com",
}

func freeWhenGone(host string) bool {
	for _, suffix := range registries {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// fingerprintOf returns the one of the provider that host belongs to, nil for all others.
func fingerprintOf(host string) *fingerprint {
	for i := range fingerprints {
		f := &fingerprints[i]
		if front, ok := strings.CutSuffix(host, f.suffix); ok && strings.Contains(front, f.middle) {
			return f
		}
	}
	return nil
}

// free reports whether an answer says that nobody holds the place. Where last is no name of a provider, because the
// alias is hidden behind addresses, any of them may have said it.
func free(a probe.Answer, last string) bool {
	if a.Status != http.StatusNotFound {
		return false
	}
	if f := fingerprintOf(last); f != nil {
		return bytes.Contains(a.Body, []byte(f.words))
	}
	for _, f := range fingerprints {
		if bytes.Contains(a.Body, []byte(f.words)) {
			return true
		}
	}
	return false
}
