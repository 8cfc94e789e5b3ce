package azure

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// location is the address of a container, in parts.
type location struct {
	scheme string
	host   string // and port
	prefix string // the account with a slash, where the path and not the host names it
	name   string // of the container
	key    string // name of a blob
}

// suffixes are the ends of the host names of accounts, one for each cloud. The last one is for accounts with a DNS zone of
// their own (account.z01.blob.storage.azure.net).
var suffixes = [...]string{
	".blob.core.windows.net", ".blob.core.chinacloudapi.cn", ".blob.core.usgovcloudapi.net", ".blob.storage.azure.net",
}

var (
	accountName = pattern.New(`^[a-z0-9]{3,24}$`)
	zonedName   = pattern.New(`^[a-z0-9]{3,24}\.z[0-9]{1,2}$`)
	// containerName is laxer than the service in one point: it allows two hyphens in a row.
	containerName = pattern.New(`^([a-z0-9][a-z0-9-]{1,61}[a-z0-9]|\$root|\$logs)$`)
)

// website is the container behind the static website of an account.
const website = "$web"

func (l location) String() string { return l.scheme + "://" + l.host + "/" + l.prefix + l.name + "/" }

// container is the address of the container's properties.
func (l location) container() *url.URL {
	return &url.URL{Scheme: l.scheme, Host: l.host, Path: "/" + l.prefix + l.name, RawQuery: "restype=container"}
}

// blob is the address of the one known blob.
func (l location) blob() *url.URL {
	path := "/" + l.prefix + l.name + "/"
	return &url.URL{Scheme: l.scheme, Host: l.host, Path: path + l.key, RawPath: path + target.EscapePath(l.key)}
}

// headRequest names a fixed version of the API: without one, Azure answers by the rules of an old version.
func headRequest(u *url.URL) probe.Request {
	return probe.Request{Method: http.MethodHead, URL: u, Header: map[string]string{"X-Ms-Version": apiVersion}}
}

// read returns the location that raw names. Unless explicit, it claims only what clearly belongs to Azure.
func read(raw string, explicit bool) (location, string, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		if explicit {
			return location{}, "", err
		}
		return location{}, "", nil // the next kind reports what is wrong
	}
	loc := location{scheme: "https", host: u.Host}
	path := strings.TrimPrefix(u.Path, "/")
	how := "container of an Azure storage account"
	if at := strings.Replace(u.Host, ".dfs.", ".blob.", 1); at != u.Host && account(at) != "" {
		u.Host, loc.host, how = at, at, "file system of an Azure storage account, which is a container of the same name"
	}
	if account(u.Host) == "" {
		if !explicit {
			return location{}, "", nil
		}
		loc.scheme, how = u.Scheme, "container of a server that speaks Azure's protocol"
		if accountInPath(u) {
			first, rest, _ := strings.Cut(path, "/")
			loc.prefix, path = first+"/", rest
			if !accountName.MatchString(first) {
				return location{}, "", fault.Errorf(fault.Invalid,
					"here the account comes first in the path; write for example http://127.0.0.1:10000/account/container/blob")
			}
		}
	}
	loc.name, loc.key, _ = strings.Cut(path, "/")
	if u.RawQuery != "" {
		how += "; the query is left out"
	}
	return finish(loc, how)
}

// account returns the account that a host name of Azure belongs to, "" for any other host. The copy of an account in another
// region ("-secondary") has the same containers, but is an asset of its own.
func account(host string) string {
	for _, suffix := range suffixes {
		front, ok := strings.CutSuffix(host, suffix)
		if name := strings.TrimSuffix(front, "-secondary"); ok && (accountName.MatchString(name) || zonedName.MatchString(name)) {
			return name
		}
	}
	return ""
}

// accountInPath reports whether the path begins with the account. That is so for servers without a host name per account, such
// as the emulator. A custom domain belongs to one account.
func accountInPath(u *url.URL) bool {
	_, err := netip.ParseAddr(u.Hostname())
	return err == nil || u.Port() != ""
}

// finish checks what all spellings have in common.
func finish(loc location, how string) (location, string, error) {
	if loc.name == website {
		return location{}, "", fault.Errorf(fault.Invalid,
			"the files of $web are served by the static website too; give its address, with kind http")
	}
	if !containerName.MatchString(loc.name) {
		return location{}, "", fault.Errorf(fault.Invalid,
			"this names no container; write for example https://account.blob.core.windows.net/container/blob")
	}
	if strings.HasSuffix(loc.key, "/") {
		loc.key = "" // folders exist only in file browsers; there is no blob of that name
		how += "; the folder is left out"
	}
	return loc, how, nil
}

// paste returns the canonical target of what a person pasted.
func paste(raw string, explicit bool) (target.Target, string, error) {
	loc, how, err := read(raw, explicit)
	if err != nil || loc.name == "" {
		return target.Target{}, "", err
	}
	return target.Target{Kind: kind, Target: loc.String(), Key: loc.key}, how, nil
}
