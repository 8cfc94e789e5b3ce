package github

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/fault"
	"daylight/notify/github"
	"daylight/notify/github/appauth"
)

// maxKey bounds the file of a private key, in bytes.
const maxKey = 64 << 10

// appOf is the GitHub App of the configuration, nil if a token acts.
func appOf(g *config.GitHub, transport http.RoundTripper, clock func() time.Time) (*appauth.App, error) {
	if g.App.ID == 0 {
		return nil, nil //nolint:nilnil // no app is configured
	}
	key, err := readKey(g.App.Key)
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(strings.TrimSuffix(cmp.Or(g.BaseURL, github.DefaultBaseURL), "/") + "/")
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "github.base_url: %w", err)
	}
	return appauth.New(appauth.Options{ID: int64(g.App.ID), Key: key, Base: base, Transport: transport, Clock: clock, Site: g.Site.Repository})
}

// readKey reads the private key of the app.
func readKey(path string) (appauth.Key, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return appauth.Key{}, fault.Errorf(fault.Invalid, "the private key of the GitHub App cannot be read: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return appauth.Key{}, fault.Errorf(fault.Invalid, "the private key of the GitHub App at %s is no file", path)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKey))
	if err != nil {
		return appauth.Key{}, fault.Errorf(fault.Invalid, "the private key of the GitHub App cannot be read: %w", err)
	}
	return appauth.ParseKey(string(text))
}

// examineApp lets the app try its key, its rights, the clock, and whether GitHub reaches our webhooks.
func examineApp(ctx context.Context, own *appauth.App, cfg *config.Config) []channel.Finding {
	if own == nil {
		return nil
	}
	info, err := own.Self(ctx)
	if err != nil {
		return []channel.Finding{channel.Found("github app", false, err.Error(), "")}
	}
	var out []channel.Finding
	add := func(name, good string, err error) {
		text := good
		if err != nil {
			text = err.Error()
		}
		out = append(out, channel.Found(name, err == nil, text, ""))
	}
	add("github app", "it acts as "+info.Login()+", by tokens of one repository each", nil)
	add("github app rights", "it asks for what the repositories of the configuration need, and for nothing else", info.Rights(cfg.GitHub.Site.Repository != ""))
	add("github app clock", "the clock of this machine agrees with GitHub's", info.Clock())
	if cfg.Web.Webhooks != "" {
		f := channel.Finding{Name: "github app events", State: channel.Good}
		if f.Message, err = info.Subscribed(github.Events(cfg.GitHub.Site.Repository != "")); err != nil {
			f.State, f.Message, f.Fix = channel.Hint, err.Error(), "subscribe to them at the app's page, Permissions & events, with the secret of the webhooks in its settings"
		}
		out = append(out, f)
		n, err := own.Deliveries(ctx)
		add("github app webhooks", fmt.Sprintf("GitHub reaches them: it keeps %d deliveries, and the last was taken", n), err)
	}
	return out
}
