package s3

import (
	"net/url"
	"strings"

	"daylight/disclosure/pattern"
)

// websiteHost is the host name of a bucket that serves a web site, without Amazon's suffix. Its pages are public by design and say
// nothing about the bucket, so the bucket itself is probed.
var websiteHost = pattern.New(`^(.+)\.s3-website[.-]([a-z0-9-]+)$`)

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
var consoleHost = pattern.New(`^(?:s3|([a-z0-9-]+))\.console\.aws\.amazon\.com$|^console\.aws\.amazon\.com$`)

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

// The hosts that are a bucket as a whole, and no name of it tells: access points of Amazon, which have rules of their own, and
// the interface of Oracle that speaks this protocol, with the tenant before it.
var (
	accessPoint = pattern.New(`^[a-z0-9-]{3,63}\.s3-accesspoint(?:-fips)?(?:\.dualstack)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$`)
	oracleHost  = pattern.New(`^[a-z0-9_-]+\.compat\.objectstorage\.[a-z0-9-]+\.oraclecloud\.com$`)
	accessARN   = pattern.New(`^arn:(aws|aws-cn|aws-us-gov):s3:([a-z0-9-]+):([0-9]{12}):accesspoint[/:]([a-z0-9-]{3,50})(?:/object/(.*))?$`)
	bucketARN   = pattern.New(`^arn:(aws|aws-cn|aws-us-gov):s3:::(.*)$`)
	signedOnly  = pattern.New(`^arn:.*|\.(?:mrap\.accesspoint\.s3-global|s3-object-lambda\.[a-z0-9-]+|s3express-[a-z0-9-]+\.[a-z0-9-]+|s3-outposts\.[a-z0-9-]+)\.amazonaws\.com$`)
)

// fromARN reads the name that Amazon gives to a bucket or an access point. ok is false for any other text.
func fromARN(s string) (location, string, bool) {
	if m := bucketARN.FindStringSubmatch(s); m != nil {
		loc := location{scheme: "https", provider: &providers[0]}
		how := "S3 bucket by its ARN, region unknown"
		switch m[1] {
		case "aws-cn":
			loc.provider = &providers[1]
		case "aws-us-gov":
			loc.region, how = "us-gov-west-1", "S3 bucket of GovCloud by its ARN"
		}
		loc.bucket, loc.key, _ = strings.Cut(m[2], "/")
		loc.key = strings.TrimSuffix(loc.key, "*")
		return loc, how, true
	}
	if m := accessARN.FindStringSubmatch(s); m != nil {
		end := ".amazonaws.com"
		if m[1] == "aws-cn" {
			end += ".cn"
		}
		return location{scheme: "https", host: m[4] + "-" + m[3] + ".s3-accesspoint." + m[2] + end, key: m[5]}, "access point of a bucket at Amazon", true
	}
	return location{}, "", false
}

// fromWholeHost reads an address whose host is the bucket, or whose path begins with it at a host that only speaks this protocol.
func fromWholeHost(u *url.URL) (location, string, bool) {
	path := strings.TrimPrefix(u.Path, "/")
	switch host := u.Hostname(); {
	case u.Port() != "":
	case accessPoint.MatchString(host):
		return location{scheme: "https", host: host, key: path}, "access point of a bucket at Amazon", true
	case oracleHost.MatchString(host):
		bucket, key, _ := strings.Cut(path, "/")
		return location{scheme: "https", host: host, bucket: bucket, key: key}, "Oracle bucket in the path", bucket != ""
	case b2Host.MatchString(host) && strings.HasPrefix(path, "file/"):
		bucket, key, _ := strings.Cut(strings.TrimPrefix(path, "file/"), "/")
		region := b2Regions[b2Host.FindStringSubmatch(host)[1]]
		if p, _, _, ok := findProvider("s3.x.backblazeb2.com"); ok && region != "" {
			return location{scheme: "https", provider: p, region: region, bucket: bucket, key: key}, p.name + " bucket by its friendly address", bucket != ""
		}
	}
	return location{}, "", false
}

// b2Host are the hosts of Backblaze for downloads, which name the cluster and not the region.
var (
	b2Host    = pattern.New(`^f([0-9]{3})\.backblazeb2\.com$`)
	b2Regions = map[string]string{
		"000": "us-west-000", "001": "us-west-001", "002": "us-west-002", "003": "eu-central-003", "004": "us-west-004", "005": "us-east-005",
	}
)
