package s3

import (
	"net/url"
	"regexp"
	"strings"
)

// websiteHost is the host name of a bucket that serves a web site, without Amazon's suffix. Its pages are public by design and say
// nothing about the bucket, so the bucket itself is probed.
var websiteHost = regexp.MustCompile(`^(.+)\.s3-website[.-]([a-z0-9-]+)$`)

// readWebsite reads the host name of such a web site, without the suffix.
func readWebsite(front string) (region, bucket string, ok bool) {
	m := websiteHost.FindStringSubmatch(front)
	if m == nil || !awsRegion.MatchString(m[2]) {
		return "", "", false
	}
	return m[2], m[1], true
}

// consoleHost are the hosts of Amazon's console. People paste its addresses, because they see the bucket there; a probe would see a
// login page.
var consoleHost = regexp.MustCompile(`^(?:s3|([a-z0-9-]+))\.console\.aws\.amazon\.com$|^console\.aws\.amazon\.com$`)

// fromConsole reads the address of the page of a bucket or of an object in the console.
func fromConsole(u *url.URL) (location, string, bool) {
	m := consoleHost.FindStringSubmatch(u.Hostname())
	if m == nil {
		return location{}, "", false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) != 3 || parts[0] != "s3" || (parts[1] != "buckets" && parts[1] != "object" && parts[1] != "bucket") {
		return location{}, "", false
	}
	query := u.Query()
	loc := location{scheme: "https", provider: &providers[0], bucket: parts[2]}
	for _, region := range []string{query.Get("region"), m[1]} {
		if loc.region == "" && awsRegion.MatchString(region) {
			loc.region = region
		}
	}
	if parts[1] == "object" {
		loc.key = query.Get("prefix")
	}
	return loc, "bucket on a page of Amazon's console", true
}
