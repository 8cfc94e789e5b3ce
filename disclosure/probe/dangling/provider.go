package dangling

import (
	"bytes"
	"net/http"
	"strings"

	"daylight/disclosure/probe"
)

// fingerprint is how a provider says that nobody holds a place. Such texts are known to be unreliable: providers change them,
// and some let nobody claim a place that they call free.
type fingerprint struct {
	suffix string // of the host names that the provider hands out
	middle string // a part of such a name before the suffix, "" for none
	words  string // on its page, which comes with status 404
}

// fingerprints are those of providers that give a place to the first customer who claims its name.
var fingerprints = [...]fingerprint{
	{suffix: ".amazonaws.com", middle: "s3", words: "NoSuchBucket"},
	{suffix: ".github.io", words: "There isn't a GitHub Pages site here."},
	{suffix: ".herokuapp.com", words: "No such app"},
	{suffix: ".herokudns.com", words: "No such app"},
	{suffix: ".bitbucket.io", words: "Repository not found"},
	{suffix: ".surge.sh", words: "project not found"},
}

// registries are suffixes under which anybody may claim a name that does not exist.
var registries = [...]string{
	".azurewebsites.net", ".cloudapp.net", ".cloudapp.azure.com", ".trafficmanager.net", ".azureedge.net", ".azure-api.net",
	".blob.core.windows.net", ".elasticbeanstalk.com",
}

// freeWhenGone reports whether a host that does not exist can be claimed from its provider.
func freeWhenGone(host string) bool {
	for _, suffix := range registries {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// fingerprintOf returns the fingerprint of the provider that host belongs to, nil for other hosts.
func fingerprintOf(host string) *fingerprint {
	for i := range fingerprints {
		f := &fingerprints[i]
		if front, ok := strings.CutSuffix(host, f.suffix); ok && strings.Contains(front, f.middle) {
			return f
		}
	}
	return nil
}

// free reports whether an answer says that nobody holds the place. Where last is not a name of a provider, because addresses
// have replaced the alias, the words of any provider count.
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
