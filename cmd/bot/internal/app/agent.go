package app

import (
	"crypto/rand"
	"log/slog"
	"net/netip"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/vantage"
)

// AgentOptions are what the command line says about an agent.
type AgentOptions struct {
	Name, Version string
	KeyFile       string
	Token         string
	URL, From     string // see [vantage.AgentOptions]
	OptIn         bool
	PerMinute     int
	AllowPrivate  []netip.Prefix
	Definitions   []string // files, the same as probe.definitions of the bot
	Logger        *slog.Logger
	Clock         func() time.Time // nil is the system's clock
	Limits        probe.Limits
}

// NewAgent returns an agent with all kinds, and its key. It opens no database and reads no configuration.
func NewAgent(o AgentOptions) (*vantage.Agent, *vantage.Key, error) {
	key, _, err := vantage.LoadOrCreateKey(o.KeyFile, rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	own, err := Definitions(&config.Config{Probe: config.Probe{Definitions: o.Definitions}})
	if err != nil {
		return nil, nil, err
	}
	agent, err := vantage.NewAgent(vantage.AgentOptions{
		Probe: probe.Options{Kinds: ProbeKinds(own...), Clock: Clock(o.Clock), AllowPrivate: o.AllowPrivate, Limits: o.Limits, Neighbours: neighbours()},
		Name:  o.Name, Version: o.Version, Key: key, Token: o.Token, URL: o.URL, From: o.From, OptIn: o.OptIn,
		PerMinute: o.PerMinute, Logger: o.Logger,
	})
	return agent, key, err
}
