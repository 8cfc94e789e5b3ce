package azure

import (
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// location is where a container is asked for.
type location struct {
	scheme string
	host   string // and port
	prefix string // the account, where it stands in the path; with a slash at its end
	name   string // of the container
	key    string // name of a blob
}

// suffixes are the ends of the host names of accounts, one for each cloud; the last is that of accounts with a zone of
// their own (account.z01.blob.storage.azure.net).
var suffixes = [...]string{
	".blob.core.windows.net", ".blob.core.chinacloudapi.cn", ".blob.core.usgovcloudapi.net", ".blob.storage.azure.net",
}

var (
	accountName = regexp.MustCompile(`^[a-z0-9]{3,24}$`)
	zonedName   = regexp.MustCompile(`^[a-z0-9]{3,24}\.z[0-9]{1,2}$`)
	// containerName leaves out that no two hyphens stand together, which nothing depends on.
	containerName = regexp.MustCompile(`^([a-z0-9][a-z0-9-]{1,61}[a-z0-9]|\$root|\$logs)$`)
)

// website is the container behind the static website of an account.
const website = "$web"

func (l location) String() string { return l.scheme + "://" + l.host + "/" + l.prefix + l.name + "/" }

// container is the address of the container's properties.
func (l location) container() *url.URL {
	return &url.URL{Scheme: l.scheme, Host: l.host, Path: "/" + l.prefix + l.name, RawQuery: "restype=container"}
}

func (l location) blob() *url.URL {
	path := "/" + l.prefix + l.name + "/"
	return &url.URL{Scheme: l.scheme, Host: l.host, Path: path + l.key, RawPath: path + probe.EscapePath(l.key)}
}

func ask(u *url.URL) probe.Request {
	return probe.Request{Method: http.MethodHead, URL: u, Header: map[string]string{"X-Ms-Version": apiVersion}}
}

// read returns the place that raw names. Without asked, it takes only what is surely Azure's.
func read(raw string, asked bool) (location, string, error) {
	u, err := probe.ParseAddress(raw)
	if err != nil {
		if asked {
			return location{}, "", err
		}
		return location{}, "", nil // the next kind says what is wrong
	}
	loc := location{scheme: "https", host: u.Host}
	path := strings.TrimPrefix(u.Path, "/")
	how := "container of an Azure storage account"
	if account(u.Host) == "" {
		if !asked {
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

// account returns the account that a host name of Azure belongs to, "" for any other host. The copy of an account in
// another region ("-secondary") has the same containers, but is an address of its own.
func account(host string) string {
	for _, suffix := range suffixes {
		front, ok := strings.CutSuffix(host, suffix)
		if name := strings.TrimSuffix(front, "-secondary"); ok && (accountName.MatchString(name) || zonedName.MatchString(name)) {
			return name
		}
	}
	return ""
}

// accountInPath knows the servers, such as the emulator, that have no name for each account. An own domain stands for
// one account.
func accountInPath(u *url.URL) bool {
	_, err := netip.ParseAddr(u.Hostname())
	return err == nil || u.Port() != ""
}

// finish checks what the ways of writing have in common.
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
		loc.key = "" // a folder of some program; there is no blob of that name to ask for
		how += "; the folder is left out"
	}
	return loc, how, nil
}

// Read returns the canonical target of what a person pasted.
func (k Kind) Read(raw string, asked bool) (probe.Target, string, error) {
	loc, how, err := read(raw, asked)
	if err != nil || loc.name == "" {
		return probe.Target{}, "", err
	}
	return probe.Target{Kind: k.Name(), Target: loc.String(), Key: loc.key}, how, nil
}
