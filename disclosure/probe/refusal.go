package probe

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/target"
)

// Refusal judges an answer with which something refuses a stranger, in the same way for all kinds. What a service says in its own
// words is up to its kind, which is asked before.
//
// A 401 is a refusal by the service where it is an object of an interface or the one word that programs send. With a challenge alone
// it is a login that somebody put in front; a bare one is one line of configuration, and may be meant for us alone. So may a
// 403: only a control that is let in tells more, see [Contrast].
func Refusal(a Answer) observed.FacetResult {
	switch challenged := a.Header.Get("WWW-Authenticate") != ""; {
	case a.Status == http.StatusUnauthorized && (Object(a.Body) != nil || string(bytes.TrimSpace(a.Body)) == "Unauthorized"):
		return Closed(observed.ReasonAuthRequired)
	case a.Status == http.StatusUnauthorized && challenged: // as RFC 9110, section 15.5.2, wants it
		return Closed(observed.ReasonAuthInFront)
	case a.Status == http.StatusUnauthorized && !IsHTML(a.Header, a.Body):
		return Closed(observed.ReasonDeniedForUs)
	case a.Status == http.StatusForbidden && ofServer(a.Body):
		return Closed(observed.ReasonDeniedForUs)
	case IsLogin(a):
		return Closed(observed.ReasonLoginInFront)
	}
	return Unsure(observed.ReasonUnrecognised)
}

// denials are the words with which web servers, proxies and meshes refuse by their own configuration.
var denials = [...]string{
	"<center>nginx", "<center>openresty", "<center><h1>403 forbidden</h1></center>", "you don't have permission to access", "<h1>403 forbidden</h1>",
	"<h1>403 - forbidden</h1>", "request forbidden by administrative rules", "rbac: access denied",
}

// ofServer reports whether a 403 is the page of a web server in front. One that nobody knows may be that of a firewall.
func ofServer(body []byte) bool {
	low := strings.ToLower(string(body))
	return slices.ContainsFunc(denials[:], func(words string) bool { return strings.Contains(low, words) })
}

// logins are the parts of a path that lead to a login, without what follows a dot.
var logins = []string{
	"login", "signin", "sign_in", "sign-in", "logon", "log-in", "wp-login", "sso", "saml", "saml2", "oauth2", "openid-connect", "authelia", "authenticate",
}

// loginHosts begin the names of hosts that do nothing else.
var loginHosts = []string{"login", "signin", "auth", "sso", "idp", "accounts"}

// identityProviders sign people in for sites of others.
var identityProviders = []string{
	"login.microsoftonline.com", "login.microsoftonline.us", "accounts.google.com", "okta.com", "oktapreview.com", "auth0.com", "onelogin.com",
	"amazoncognito.com", "cloudflareaccess.com", "b2clogin.com", "ciamlogin.com", "pingone.com", "pingone.eu", "duosecurity.com", "jumpcloud.com",
	"login.salesforce.com", "signin.aws.amazon.com", "iap.googleapis.com",
}

// IsLogin reports whether an answer leads to a login, on the same site or at a known provider of identities.
func IsLogin(a Answer) bool {
	if a.Fault != nil || a.Location == nil || a.URL == nil {
		return false
	}
	host := strings.ToLower(a.Location.Hostname())
	if !target.SameSite(a.URL.Hostname(), host) {
		return slices.ContainsFunc(identityProviders, func(p string) bool { return host == p || strings.HasSuffix(host, "."+p) })
	}
	first, _, _ := strings.Cut(host, ".")
	if !strings.EqualFold(host, a.URL.Hostname()) && slices.Contains(loginHosts, first) {
		return true
	}
	return leadsToLogin(a.Location) && !leadsToLogin(a.URL)
}

// leadsToLogin reports whether a part of a path is that of a login.
func leadsToLogin(u *url.URL) bool {
	for part := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		if name, _, _ := strings.Cut(part, "."); slices.Contains(logins, name) || part == ".auth" {
			return true
		}
	}
	return false
}
