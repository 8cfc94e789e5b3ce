package github

import (
	"context"
	"net/http"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
	"daylight/notify/github"
	"daylight/notify/github/report"
)

// Reports is the channel that files private reports.
func Reports() channel.Kind {
	return channel.Kind{
		Name: "reports", Medium: disclosure.Report, Pause: "report", Tasks: []string{"report/"},
		Shape: carrier.Shape{Check: check, Show: func(_ ledger.Inbound, raw []byte) (carrier.Shown, bool) {
			text, ref, at, ok := report.Show(raw)
			return carrier.Shown{Text: text, Ref: ref, At: at}, ok
		}},
		On: func(cfg *config.Config) bool { return cfg.GitHub.Reports.On() },
		// A rehearsal has nowhere to go: there is no project of the team that takes its reports, so nothing leaves.
		Mode: func(cfg *config.Config) (rehearse.Mode, string) { return cfg.Ways().Mode(config.WayReports), "" },
		Open: openReports,
	}
}

// eachReport is how often it is looked what became of the reports. People decide about them, in days.
const eachReport = "@every 30m"

func openReports(h *channel.Host) (*channel.Channel, error) {
	g := &h.Config.GitHub
	transport := http.DefaultTransport.(*http.Transport).Clone()
	hub, err := github.NewAsker(github.Options{BaseURL: g.BaseURL, Token: github.NewSecret(g.Reports.Token.Reveal()), Clock: h.Clock, Transport: transport})
	if err != nil {
		transport.CloseIdleConnections()
		return nil, err
	}
	c, err := report.New(hub, h.Clock, report.Ports{Inbox: h.Inbox, Cursors: h.Store, Refs: h.Store, Cases: h.Store})
	if err != nil {
		return nil, err
	}
	look, err := engine.NewTick("report/poll", eachReport)
	if err != nil {
		return nil, err
	}
	return &channel.Channel{
		Carrier: carrier.Carrier{
			Guard: func(ctx context.Context, _ *disclosure.Case, to disclosure.Contact) ([]ledger.Ref, error) {
				return nil, c.Known(ctx, to.Address)
			},
			Compose: func(_ context.Context, _ *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (string, string, []byte, error) {
				return report.Compose(k.Address, d.Subject, body, report.SeverityOf(d.Says), h.Random)
			},
		},
		Sender: c, Asks: c, Row: report.Row,
		Doctor: func(ctx context.Context) []channel.Finding {
			login, err := c.Self(ctx)
			text := "private reports are filed by " + login
			if err != nil {
				text = err.Error()
			}
			return []channel.Finding{channel.Found("github reports", err == nil, text, "")}
		},
		Poll:  c.Poll,
		Ticks: []engine.Tick{look},
		Handlers: []engine.Handler{
			engine.InboundHandler[report.Inbound](h.Store, func(ctx context.Context, in ledger.Inbound, raw []byte) (engine.Meaning, error) {
				got, err := c.Understand(ctx, in, raw)
				m := engine.Meaning{Case: got.Case, Inbox: got.Inbox}
				if got.Command != nil {
					m.Command = *got.Command
				}
				return m, err
			}),
			look.Handler(func(ctx context.Context) error { _, err := c.Poll(ctx); return err }),
		},
		Close: func() error { transport.CloseIdleConnections(); return nil },
	}, nil
}
