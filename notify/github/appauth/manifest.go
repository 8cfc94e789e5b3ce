package appauth

import (
	"encoding/json"
	"html/template"
	"io"
	"net/url"
	"strings"

	"daylight/disclosure/fault"
)

// Manifest describes the app to GitHub, which makes it from this.
type Manifest struct {
	Name        string            `json:"name"`
	URL         string            `json:"url"`
	Hook        *Hook             `json:"hook_attributes,omitempty"`
	RedirectURL string            `json:"redirect_url,omitempty"`
	Description string            `json:"description"`
	Public      bool              `json:"public"` // whoever else installs it gives us what they write
	Permissions map[string]string `json:"default_permissions"`
	Events      []string          `json:"default_events,omitempty"`
}

// Hook is where the webhooks go.
type Hook struct {
	URL    string `json:"url"`
	Active bool   `json:"active"`
}

// NewManifest describes an app that may do what [Rights] says and no more. hook is the public https address of the bot's
// webhooks, and events are those that it asks for; without an address the bot polls. site says that it brings pages to a site.
func NewManifest(team, about, hook string, site bool, events []string) (Manifest, error) {
	m := Manifest{
		Name: name(team), URL: about, Description: "Tracks responsible disclosure in the private issues of the repositories where it is installed.",
		Permissions: Rights(site), Events: events,
	}
	if err := secure("the address of the team's page", about); err != nil {
		return m, err
	}
	if hook == "" {
		m.Events = nil // GitHub refuses events without an address for them
		return m, nil
	}
	m.Hook = &Hook{URL: hook, Active: true}
	return m, secure("the address of the webhooks", hook)
}

// name is an app's name: at most 34 characters, and unlike any other on GitHub.
func name(team string) string {
	const most = 34
	full := strings.TrimSpace(team + " disclosure")
	if r := []rune(full); len(r) > most {
		full = strings.TrimSpace(string(r[:most]))
	}
	return full
}

func secure(what, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return fault.Errorf(fault.Invalid, "%s has to be an https address, and %q is none", what, address)
	}
	return nil
}

// page posts the manifest when its button is pressed, because GitHub takes it from a form alone.
const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Make the GitHub App</title>
<h1>Make the GitHub App</h1>
<p>The button opens GitHub, which shows what the app may do and makes it for the account below. It is private to that account.</p>
<form method="post" action="{{.Action}}"><input type="hidden" name="manifest" value="{{.Manifest}}"><button>Go on at {{.Host}}</button></form>
<pre>{{.Manifest}}</pre>
`

// WritePage writes a page with one button, which makes the app in an organization, or in the account of whoever presses it.
// site is the address of GitHub for people, such as https://github.com.
func WritePage(w io.Writer, m Manifest, site, organization string) error {
	u, err := url.Parse(site)
	if err != nil || u.Host == "" {
		return fault.Errorf(fault.Invalid, "%q is no address of GitHub", site)
	}
	action := u.JoinPath("settings", "apps", "new")
	if organization != "" {
		action = u.JoinPath("organizations", organization, "settings", "apps", "new")
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	look, err := template.New("").Parse(page)
	if err != nil {
		return err
	}
	return look.Execute(w, map[string]any{"Action": action.String(), "Manifest": string(text), "Host": u.Host})
}
