package web

import (
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// places are stores whose own interface no other kind speaks. They are asked as web addresses, and whoever pastes one is told so.
var places = [...]struct {
	host *pattern.Pattern
	path *pattern.Pattern // what has to be there; nil demands nothing
	how  string
	want string // what to write where the path does not fit
}{
	{
		pattern.New(`^objectstorage\.[a-z0-9-]+\.(?:oraclecloud\.com|oci\.customer-oci\.com)$`), pattern.New(`^/n/[^/]+/b/[^/]+`),
		"Oracle bucket in its own interface, asked as a web address", "write the whole address, such as https://objectstorage.REGION.oraclecloud.com/n/TENANT/b/BUCKET/o/OBJECT",
	},
	{
		pattern.New(`^[a-z0-9-]+\.r2\.dev$`), pattern.New(`^/.`),
		"object of a Cloudflare R2 bucket, asked as a web address", "a public R2 bucket has no listing; write the address of one object in it",
	},
	{
		pattern.New(`^storage\.[a-z0-9-]+\.cloud\.ovh\.(?:net|us)$`), pattern.New(`^/v1/AUTH_[^/]+/[^/]+`),
		"container of OpenStack Swift, asked as a web address", "write the whole address, such as https://storage.REGION.cloud.ovh.net/v1/AUTH_TENANT/CONTAINER/OBJECT",
	},
	{pattern.New(`^[a-z0-9]{3,24}\.z[0-9]{1,2}\.web\.core\.windows\.net$`), nil, "web site of an Azure account, whose pages are public by design", ""},
	{pattern.New(`^[a-z0-9-]+\.(?:website-[a-z0-9-]+\.linodeobjects\.com|website\.yandexcloud\.net|oss-website-[a-z0-9-]+\.aliyuncs\.com)$`), nil, "web site of a bucket, whose pages are public by design", ""},
	{pattern.New(`^(?:drive|docs)\.google\.com$`), nil, "page of Google Drive, asked as a web address", ""},
	{pattern.New(`^[a-z0-9-]+\.sharepoint\.com$|^(?:www\.)?dropbox\.com$|^1drv\.ms$`), nil, "page of a file service, asked as a web address", ""},
}

// place says what a web address is, where more is known of its host.
func place(u *url.URL) (string, error) {
	host := u.Hostname()
	for _, p := range places {
		if !p.host.MatchString(host) {
			continue
		}
		if strings.HasPrefix(u.Path, "/p/") && strings.HasPrefix(host, "objectstorage.") {
			return "", fault.Errorf(fault.Invalid, "the address holds a credential (a pre-authenticated request); write it without, a probe never signs in")
		}
		if p.path != nil && !p.path.MatchString(u.Path) {
			return "", fault.Errorf(fault.Invalid, "%s", p.want)
		}
		return p.how, nil
	}
	return "web address", nil
}
