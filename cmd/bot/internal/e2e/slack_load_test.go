package e2e

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/outbound"
	"daylight/notify/slack/slackserver"
)

// crowd is a bot with a database of many cases, and people who press.
type crowd struct {
	b     *testing.B
	slack *slackserver.Server
	n     int
}

// BenchmarkAcknowledgement reports how long Slack waits for an acknowledgement, in milliseconds, with the database in the folder that
// DAYLIGHT_LARGE names (scripts/measure-serve.sh makes one of 100,000 cases): one press after the other, and 300 at once. Slack gives up
// after three seconds.
//
//	DAYLIGHT_LARGE=FOLDER go test -run '^$' -bench Acknowledgement -benchtime 1x ./cmd/bot/internal/e2e/
func BenchmarkAcknowledgement(b *testing.B) {
	c := newCrowd(b)
	b.Run("one after the other", func(b *testing.B) {
		var took []time.Duration
		for range b.N {
			for range 300 {
				took = append(took, c.acknowledged(1)...)
			}
		}
		reportWaits(b, took)
	})
	b.Run("300 at once", func(b *testing.B) {
		var took []time.Duration
		for range b.N {
			took = append(took, c.acknowledged(300)...)
			c.idle()
		}
		reportWaits(b, took)
	})
}

func reportWaits(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(len(took)-1, int(share*float64(len(took))))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
	b.ReportMetric(0, "ns/op")
}

func newCrowd(b *testing.B) *crowd {
	b.Helper()
	from := os.Getenv("DAYLIGHT_LARGE")
	if from == "" {
		b.Skip("a measurement: DAYLIGHT_LARGE names the folder of a large database")
	}
	dir := b.TempDir()
	for _, name := range []string{"daylight.db", "daylight.key", "daylight.key.mark"} {
		if err := copied(filepath.Join(from, name), filepath.Join(dir, name)); err != nil {
			b.Fatal(err)
		}
	}
	c := &crowd{b: b, slack: slackserver.New(slackserver.Options{Forged: true})}
	b.Cleanup(c.slack.Close)
	cfg := config.Default()
	cfg.Team = config.Team{Name: "Daylight test team", Site: "https://" + teamDomain, Policy: "https://" + teamDomain + "/policy", Contact: teamUser + "@" + teamDomain, Signer: "Rosa", Timezone: "UTC"}
	cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
	cfg.Mail.Outbox = filepath.Join(dir, "outbox")
	cfg.People = []config.Person{{Name: "Rosa", Role: "researcher", Slack: rosa}, {Name: "Lena", Role: "lead", Slack: lena}}
	cfg.Slack = config.Slack{
		Mode: "rehearse", BotToken: config.NewSecret("xoxb-loopback"), AppToken: config.NewSecret("xapp-loopback"), Channel: triage, ReadHistory: true, APIURL: c.slack.URL(),
	}
	cfg.Rehearsal.Slack = triage // the database is that of an instance that was never live
	a, err := app.New(b.Context(), &cfg, app.Options{
		Version: "test", Timing: channel.Timing{Ping: time.Hour, Spacing: time.Millisecond, Outbound: outbound.Policy{Wait: 50 * time.Millisecond, Settle: 300 * time.Millisecond}},
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Errorf("the bot ended with %v", err)
		}
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	for c.slack.Connections() == 0 {
		<-c.slack.Changed()
	}
	return c
}

func copied(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}

// acknowledged lets people want n things at once, of every kind that is stored, opened or answered at once, and returns how long each
// of them waited.
func (c *crowd) acknowledged(n int) []time.Duration {
	c.b.Helper()
	sent := map[string]time.Time{}
	for range n {
		c.n++
		id := fmt.Sprintf("crowd-%d", c.n)
		sent[id] = time.Now()
		c.want(id)
	}
	var took []time.Duration
	for deadline := time.Now().Add(time.Minute); len(sent) > 0; {
		changed := c.slack.Changed()
		for id, at := range sent {
			if _, ok := c.slack.Acked(id); ok {
				took = append(took, time.Since(at))
				delete(sent, id)
			}
		}
		if len(sent) == 0 {
			break
		}
		select {
		case <-changed:
		case <-time.After(time.Until(deadline)):
			c.b.Fatalf("%d of %d were not acknowledged", len(sent), n)
		}
	}
	return took
}

// want is what one person does.
func (c *crowd) want(id string) {
	user := []string{rosa, lena}[c.n%2]
	kase := fmt.Sprintf("DL-2020-%04d", c.n*37%9000+1)
	answer := c.slack.URL() + "respond/" + id
	command := func(text string) {
		c.slack.Deliver("slash_commands", id, map[string]any{
			"command": "/disclose", "text": text, "user_id": user, "team_id": slackserver.Team, "team_domain": "team", "channel_id": talk, "trigger_id": "t-" + id, "response_url": answer,
		})
	}
	press := func(action string, more map[string]any) {
		one := map[string]any{"action_id": action, "block_id": "actions"}
		for k, v := range more {
			one[k] = v
		}
		c.slack.Deliver("interactive", id, map[string]any{
			"type": "block_actions", "user": map[string]any{"id": user, "team_id": slackserver.Team}, "team": map[string]any{"id": slackserver.Team, "domain": "team"},
			"channel": map[string]any{"id": triage}, "trigger_id": "t-" + id, "response_url": answer, "actions": []any{one},
		})
	}
	switch c.n % 6 {
	case 0:
		command("show " + kase)
	case 1:
		command("list bucket")
	case 2:
		command("new https://example.com/" + id)
	case 3:
		press("case_do", map[string]any{"value": kase + "||0|1"})
	case 4:
		press("case_more", map[string]any{"selected_option": map[string]any{"value": "timeline " + kase + "||0|1"}})
	default:
		c.slack.Deliver("events_api", id, map[string]any{"team_id": slackserver.Team, "event": map[string]any{"type": "app_home_opened", "user": user, "tab": "home"}})
	}
}

// idle waits until nothing came from the bot for a second.
func (c *crowd) idle() {
	for {
		select {
		case <-c.slack.Changed():
		case <-time.After(time.Second):
			return
		}
	}
}
