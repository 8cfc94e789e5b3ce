package target

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe/guard"
)

// maxAddress bounds what a person may paste, in bytes.
const maxAddress = 2048

// refanger undoes the usual ways of writing an address so that no program makes a link of it.
var refanger = strings.NewReplacer(
	"[.]", ".", "(.)", ".", "{.}", ".", "[dot]", ".", "(dot)", ".", "{dot}", ".", "[DOT]", ".", "(DOT)", ".",
	"[:]", ":", "[://]", "://", "[/]", "/", "[at]", "@",
)

var hostLabels = pattern.New(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$`)

// Clean trims what a person pasted, undoes defanging and refuses what cannot be an address. Spaces inside stay, because
// object keys may have them. Backslashes are refused: browsers read them as slashes and other programs do not.
func Clean(raw string) (string, error) {
	if len(raw) > maxAddress {
		return "", fault.Errorf(fault.Invalid, "an address may have %d bytes at most", maxAddress)
	}
	s := strings.Trim(strings.TrimSpace(raw), `<>"'`+"`")
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
		return "", fault.Errorf(fault.Invalid, "an address has no control characters and no backslashes")
	}
	s = Undefanged(s)
	if s == "" {
		return "", fault.Errorf(fault.Invalid, "the address is empty; write for example https://example.com/path")
	}
	return s, nil
}

// Undefanged undoes the usual ways of making an address one that nobody can click on by accident.
func Undefanged(s string) string {
	if strings.ContainsAny(s, "[({") { // usually there is nothing to undo
		s = refanger.Replace(s)
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return s
	}
	usual := strings.ToLower(scheme)
	switch usual {
	case "hxxp", "hxxps", "h**p", "h**ps", "htxp", "htxps":
		usual = "http" + usual[4:]
	case "fxp":
		usual = "ftp"
	}
	if usual == scheme {
		return s
	}
	return usual + "://" + rest
}

// ParseAddress returns the canonical form of an http or https address: the host in lower case and as A-labels, no default
// port, no fragment, no dot segments, percent-encoding only where it is needed. An address without a scheme is https.
// Credentials of any sort are refused, because a probe is anonymous.
func ParseAddress(raw string) (*url.URL, error) {
	s, err := Clean(raw)
	if err != nil {
		return nil, err
	}
	if strings.Contains(s, " ") {
		return nil, fault.Errorf(fault.Invalid, "an address has no spaces; write %%20 for one in the path")
	}
	if !strings.Contains(s, "://") {
		if a, err := netip.ParseAddr(s); err == nil && a.Is6() {
			s = "[" + s + "]" // a bare literal, as people copy it
		}
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		// The error of the parser quotes the address, which may hold a password.
		return nil, fault.Errorf(fault.Invalid, "this is not an address; write for example https://example.com/path")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, fault.Errorf(fault.Invalid, "an address starts with https:// or http://, not with %s:", u.Scheme)
	}
	if err := refuseCredentials(u); err != nil {
		return nil, err
	}
	host, err := canonicalHost(u)
	if err != nil {
		return nil, err
	}
	u.Host = host
	u.Fragment, u.RawFragment, u.ForceQuery = "", "", false
	u.RawQuery = normaliseEscapes(u.RawQuery, isQueryByte)
	path := normaliseEscapes(u.EscapedPath(), isPathByte)
	return withPath(u, removeDotSegments(path))
}

// withPath sets the path of u, which comes escaped.
func withPath(u *url.URL, escaped string) (*url.URL, error) {
	if !strings.HasPrefix(escaped, "/") {
		escaped = "/" + escaped
	}
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the path of the address has a broken %%-escape")
	}
	u.Path, u.RawPath = plain, escaped
	return u, nil
}

// signedQuery names query parameters that grant access to anyone who has the address: presigned links of object stores, and
// what web applications call their tokens.
var signedQuery = map[string]bool{
	"x-amz-signature": true, "x-amz-credential": true, "x-amz-security-token": true, "awsaccesskeyid": true,
	"x-goog-signature": true, "x-goog-credential": true, "googleaccessid": true, "signature": true, "sig": true,
	"access_token": true, "token": true, "api_key": true, "apikey": true, "api-key": true, "auth": true,
	"password": true, "passwd": true, "pwd": true, "secret": true, "session": true, "sessionid": true, "jwt": true,
}

// refuseCredentials refuses an address that holds a user name, a password or a token. The error names the parameter, never its value.
func refuseCredentials(u *url.URL) error {
	if u.User != nil {
		return fault.Errorf(fault.Invalid,
			"the address holds a user name or password; write it without, a probe never signs in")
	}
	for pair := range strings.FieldsFuncSeq(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if signedQuery[strings.ToLower(name)] {
			return fault.Errorf(fault.Invalid,
				"the address holds a credential (%s); write it without, a probe never signs in", strings.ToLower(name))
		}
	}
	return nil
}

// canonicalHost returns the canonical host of u, with its port unless that is the default.
func canonicalHost(u *url.URL) (string, error) {
	name, err := CanonicalHost(u.Hostname())
	if err != nil {
		return "", err
	}
	port := u.Port()
	if (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		port = ""
	}
	if port == "" {
		if strings.Contains(name, ":") {
			return "[" + name + "]", nil
		}
		return name, nil
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil || strings.HasPrefix(port, "0") {
		return "", fault.Errorf(fault.Invalid, "a port is a number from 1 to 65535")
	}
	if rest, ok := strings.CutPrefix(u.Host, name); ok && rest == ":"+port {
		return u.Host, nil // as usual
	}
	return net.JoinHostPort(name, port), nil
}

// lookup is the lookup profile of UTS 46, except that it allows underscores, which bucket names have. It is not
// transitional: faß.example and fass.example are two names.
var lookup = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false), idna.Transitional(false)) //nolint:gochecknoglobals // a constant table

// toASCII returns a host name in lower case and as A-labels.
func toASCII(name string) (string, bool) {
	if low := strings.ToLower(name); !strings.Contains(low, "xn--") && hostLabels.MatchString(low) {
		return low, true
	}
	if !utf8.ValidString(name) || strings.ContainsRune(name, utf8.RuneError) {
		return "", false
	}
	ascii, err := lookup.ToASCII(name)
	if err != nil {
		return "", false
	}
	ascii = strings.TrimSuffix(strings.ToLower(ascii), ".")
	// Some names map to A-labels that are refused themselves. Such a name has no canonical spelling.
	again, err := lookup.ToASCII(ascii)
	return ascii, err == nil && again == ascii
}

// maxIP is the length of the longest IP address.
const maxIP = 45

// CanonicalHost returns the canonical form of a host name or IP address, without brackets. It refuses onion names, and
// spellings of an IPv4 address that only some resolvers understand.
func CanonicalHost(name string) (string, error) {
	name = strings.TrimSuffix(name, ".")
	if a, err := netip.ParseAddr(name); err == nil {
		if a.Zone() != "" {
			return "", fault.Errorf(fault.Invalid, "an address with a zone is local to one machine")
		}
		if usual := a.Unmap().AppendTo(make([]byte, 0, maxIP)); string(usual) != name {
			return string(usual), nil
		}
		return name, nil
	}
	ascii, ok := toASCII(name)
	if !ok {
		return "", fault.Errorf(fault.Invalid, "the host of the address is not a valid name")
	}
	// The mapping turns full-width digits and dots into plain ones, so the name may have become an IP address.
	if a, err := netip.ParseAddr(ascii); err == nil && a.Zone() == "" {
		return a.Unmap().String(), nil
	}
	if len(ascii) > 253 || !hostLabels.MatchString(ascii) {
		return "", fault.Errorf(fault.Invalid, "the host of the address is not a valid name")
	}
	// 0x7f.1, 2130706433 and 0177.0.0.1 are IP addresses to some resolvers and names to others. The guard has to see the same
	// address as the socket, so they are refused.
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	if strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return "", fault.Errorf(fault.Invalid, "write the IP address of the host in its usual form")
	}
	if err := guard.CheckName(ascii); err != nil {
		return "", fault.Errorf(fault.Refused, "onion names are not probed: %w", err)
	}
	return ascii, nil
}
