package github

import (
	"net/http"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/fault"
	"daylight/notify/github"
)

// Asker makes requests to GitHub that belong to no case, by what the configuration authorizes. A token that is given takes its place:
// one with more rights, for one call. Close ends its connections.
func Asker(cfg *config.Config, token config.Secret, clock func() time.Time) (a *github.Asker, done func(), err error) {
	g := &cfg.GitHub
	if !g.On() && token.IsZero() {
		token = g.Reports.Token // what is public is shown to any token
	}
	if !g.On() && token.IsZero() {
		return nil, nil, fault.Errorf(fault.Refused, "GitHub is not set up: write github.token or github.app into the configuration; GitHub answers nobody who does not say who asks")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	opts := github.Options{BaseURL: g.BaseURL, Clock: clock, Transport: transport, Repositories: map[string]github.Repository{}}
	for i := range g.Repositories {
		opts.Repositories[g.Repositories[i].Name] = github.Repository{}
	}
	if !token.IsZero() {
		opts.Token = github.NewSecret(token.Reveal())
	} else if own, err := appOf(g, transport, clock); err != nil {
		return nil, nil, err
	} else if own != nil {
		opts.App = own
	} else {
		opts.Token = github.NewSecret(g.Token.Reveal())
	}
	if a, err = github.NewAsker(opts); err != nil {
		return nil, nil, err
	}
	return a, transport.CloseIdleConnections, nil
}
