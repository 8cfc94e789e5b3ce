package s3

import (
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe/target"
)

// location is the address of a bucket, in parts.
type location struct {
	scheme   string
	provider *provider // nil for a server that is not in the table
	region   string    // of a known provider; "" means its global endpoint
	bucket   string    // "" when the host as a whole is the bucket
	host     string    // host and port of a server without provider
	key      string
}

// isBucketName reports whether s can be the name of a bucket, by the old rules or the new ones. It is called in every probe, so it
// is not a regular expression.
func isBucketName(s string) bool {
	alphanumeric := func(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' }
	if len(s) < 3 || len(s) > 255 || !alphanumeric(s[0]) || !alphanumeric(s[len(s)-1]) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !alphanumeric(c) && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// hostBucket are the names of buckets that may precede the host name of the endpoint. With a dot in the name, the wildcard
// certificate of the provider would not cover the host.
var hostBucket = pattern.New(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`)

// base returns the canonical address of the bucket, ending in a slash.
func (l location) base() *url.URL {
	u := &url.URL{Scheme: l.scheme, Host: l.host, Path: "/"}
	inHost := false
	if l.provider != nil {
		u.Host = l.provider.endpoint(l.region)
		if inHost = hostBucket.MatchString(l.bucket); inHost {
			u.Host = l.bucket + "." + u.Host
		}
	}
	if l.bucket != "" && !inHost {
		u.Path = "/" + l.bucket + "/"
	}
	return u
}

// move returns the same bucket in the region, or at the endpoint, that an answer named. An answer must not lead us anywhere else: with a
// provider, the endpoint of the region comes from the table; otherwise it has to be on the same site.
func (l location) move(region, endpoint string) (location, bool) {
	if l.provider != nil {
		return l.moveRegion(region, endpoint)
	}
	u, err := target.ParseAddress(l.scheme + "://" + endpoint)
	if endpoint == "" || err != nil {
		return l, false
	}
	next := l
	next.host = u.Host
	if l.bucket != "" && strings.HasPrefix(u.Host, l.bucket+".") {
		next.bucket = ""
	}
	// Without a region, the same host would only give the same answer again.
	from := &url.URL{Scheme: l.scheme, Host: l.host}
	return next, next.host != l.host && target.SameSite(from.Hostname(), u.Hostname())
}

// moveRegion returns the same bucket in another region of its provider. Some answers name only an endpoint, from which the table
// tells the region.
func (l location) moveRegion(region, endpoint string) (location, bool) {
	if region == "" && endpoint != "" {
		if p, r, _, ok := findProvider(strings.ToLower(endpoint)); ok && p == l.provider {
			region = r
		}
	}
	if !l.provider.hasRegion(region) || region == l.region {
		return l, false
	}
	l.region = region
	return l, true
}

// read reads what a person pasted. A nil error with an empty scheme means that it is not a bucket.
func read(raw string, explicit bool) (location, string, error) {
	s, err := target.Clean(raw)
	if err != nil {
		return location{}, "", err
	}
	if rest, ok := strings.CutPrefix(s, "s3://"); ok {
		return fromName(rest, false)
	}
	if loc, how, ok := fromARN(s); ok {
		return finish(loc, how)
	}
	if host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://"), "/"); signedOnly.MatchString(host) {
		return location{}, "", fault.Errorf(fault.Invalid,
			"this place of Amazon answers signed requests only, so nothing proves it open without credentials; write the bucket itself, for example s3://bucket")
	}
	first, _, _ := strings.Cut(s, "/")
	if explicit && !strings.ContainsAny(first, ".:") {
		return fromName(s, false)
	}
	u, err := target.ParseAddress(s)
	if err != nil {
		if explicit {
			return location{}, "", err
		}
		return location{}, "", nil // the next kind reports what is wrong
	}
	loc, how, err := fromURL(u, explicit)
	if err == nil && u.RawQuery != "" && how != "" {
		how += "; the query is left out"
	}
	return loc, how, err
}

// fromName reads "bucket" and "bucket/key".
func fromName(s string, china bool) (location, string, error) {
	bucket, key, _ := strings.Cut(s, "/")
	loc := location{scheme: "https", provider: &providers[0], bucket: bucket, key: key}
	if china {
		loc.provider = &providers[1]
	}
	return finish(loc, "S3 bucket by name, region unknown")
}

// fromURL reads an address: of the console, of a known provider or, when explicit, of any other server.
func fromURL(u *url.URL, explicit bool) (location, string, error) {
	if loc, how, ok := fromConsole(u); ok {
		return finish(loc, how)
	}
	if loc, how, ok := fromWholeHost(u); ok {
		return finish(loc, how)
	}
	if u.Port() == "" {
		if p, region, bucket, ok := findProvider(u.Hostname()); ok {
			return fromProvider(u, p, region, bucket)
		}
	}
	if !explicit {
		return location{}, "", nil
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	loc := location{scheme: u.Scheme, host: u.Host, bucket: bucket, key: key}
	if bucket == "" {
		return finish(loc, "S3-compatible server whose host name is the bucket")
	}
	return finish(loc, "bucket in the path of an S3-compatible server")
}

// fromProvider reads an address at a known provider, with the bucket in the host name or in the path.
func fromProvider(u *url.URL, p *provider, region, bucket string) (location, string, error) {
	path := strings.TrimPrefix(u.Path, "/")
	loc := location{scheme: "https", provider: p, region: region, bucket: bucket, key: path}
	how := p.name + " bucket in the host name"
	if bucket == "" {
		loc.bucket, loc.key, _ = strings.Cut(path, "/")
		how = p.name + " bucket in the path"
	}
	if front, ok := strings.CutSuffix(u.Hostname(), p.suffix); ok && p.amazon() && websiteHost.MatchString(front) {
		loc.key, how = "", "the bucket behind a web site; its pages are public by design and not probed"
	}
	if region != "" {
		how += ", region " + region
	}
	return finish(loc, how)
}

// finish checks what all spellings have in common.
func finish(loc location, how string) (location, string, error) {
	if loc.provider != nil && loc.bucket == "" {
		return location{}, "", fault.Errorf(fault.Invalid,
			"this is the address of %s itself; write the bucket too, for example s3://bucket", loc.provider.name)
	}
	if loc.bucket != "" && (!isBucketName(loc.bucket) || strings.Contains(loc.bucket, "..")) {
		return location{}, "", fault.Errorf(fault.Invalid,
			"this is not the name of a bucket; names have letters, digits, dots and hyphens, for example s3://my-bucket/key")
	}
	if strings.HasSuffix(loc.key, "/") {
		loc.key = "" // folders exist only in file browsers; there is no object of that name
		how += "; the folder is left out"
	}
	return loc, how, nil
}

// paste returns the canonical target of what a person pasted: s3://bucket/key, an ARN or any address of a known provider. When
// explicit, it also accepts a bare bucket name and the address of any other S3-compatible server.
func paste(raw string, explicit bool) (target.Target, string, error) {
	loc, how, err := read(raw, explicit)
	if err != nil || loc.scheme == "" {
		return target.Target{}, "", err
	}
	return target.Target{Kind: kind, Target: loc.base().String(), Key: loc.key}, how, nil
}
