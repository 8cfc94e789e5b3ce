package e2e

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/probe/dial"
)

func TestMain(m *testing.M) {
	if plan := os.Getenv(childEnv); plan != "" {
		os.Exit(child(plan))
	}
	log.SetOutput(io.Discard) // slacktest prints what it cannot parse
	goleak.VerifyTestMain(m,
		// slacktest writes to each socket from goroutines that never end.
		goleak.IgnoreAnyFunction("github.com/slack-go/slack/slacktest.handlePendingMessages"),
		goleak.IgnoreAnyFunction("github.com/slack-go/slack/slacktest.(*Server).queueForWebsocket"),
		goleak.IgnoreAnyFunction("github.com/slack-go/slack/slacktest.(*Server).postProcessMessage"),
	)
}

const (
	teamDomain    = "daylight.example"
	teamUser      = "team"
	teamPassword  = "loopback"
	bucketRegion  = "eu-west-3"
	bucketHost    = "example-bucket.s3." + bucketRegion + ".amazonaws.com"
	bucketURL     = "https://" + bucketHost + "/"
	vendorAddress = "security@nextmotion.example"
)

// patience is how long a test waits for something that a person would wait seconds for.
const patience = 30 * time.Second

// eventually waits until something holds; why is shown when it never does.
func eventually(t *testing.T, what string, holds func() (ok bool, why string)) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		ok, why := holds()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s\n%s", what, why)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// world is everything that the bot meets, and the bot.
type world struct {
	t      *testing.T
	ca     *loopback.Authority
	post   *loopback.Post
	bucket *loopback.Bucket
	slack  *workspace
	hub    hub // nil: without GitHub
	cfg    *config.Config
	clock  func() time.Time                                         // nil is the system's
	names  dial.Resolver                                            // of what probes ask; nil is that of the machine
	keys   func(ctx context.Context, name string) ([]string, error) // of signed mails; nil is the machine's resolver
	total  int                                                      // probes that an asset may have in all; 0 is enough of them
	app    *app.App

	unrehearsed bool // nobody has ended the rehearsal of the instance
}

// hub is a GitHub with one private repository of the team, to which one vendor is invited.
type hub interface {
	url() string
	token() string
	repo() string
	hook(url, secret string)
	// say comments as the vendor.
	say(text string)
	// look returns the only issue, "" and no issue when there is none.
	look() (issue, bool)
}

// issue is what somebody sees who looks at an issue.
type issue struct {
	Number             int
	Title, Body        string
	State, StateReason string
	Comments           []string // by the bot
}

func newWorld(t *testing.T, h hub) *world {
	t.Helper()
	w := &world{t: t, hub: h, slack: newWorkspace(t)}
	var err error
	if w.ca, err = loopback.NewAuthority(); err != nil {
		t.Fatal(err)
	}
	conf, err := w.ca.Server(bucketHost, "localhost")
	if err != nil {
		t.Fatal(err)
	}
	w.serve(conf)
	w.cfg = w.config(t.TempDir())
	w.app = w.bot()
	w.run()
	return w
}

func (w *world) serve(conf *tls.Config) {
	w.t.Helper()
	var err error
	w.post, err = loopback.NewPost(w.t.Context(), loopback.PostOptions{Domain: teamDomain, User: teamUser, Password: teamPassword, TLS: conf})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.post.Close() })
	if w.bucket, err = loopback.NewBucket(w.t.Context(), "example-bucket", bucketRegion, conf); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.bucket.Close() })
}

// config is that of a small team with every channel.
func (w *world) config(dir string) *config.Config {
	cfg, err := mailConfig(dir, w.post.SMTPAddr(), w.post.IMAPAddr())
	if err != nil {
		w.t.Fatal(err)
	}
	cfg.People = []config.Person{
		{Name: "Rosa", Role: "researcher", Login: "rosa", Slack: rosa}, {Name: "Lena", Role: "lead", Slack: lena, GitHub: "lena-lead"},
	}
	if w.slack != nil {
		cfg.Slack = config.Slack{
			Mode:     "live",
			BotToken: config.NewSecret("xoxb-loopback"), AppToken: config.NewSecret("xapp-loopback"), Channel: triage,
			ReadHistory: true, APIURL: w.slack.URL(),
		}
	}
	cfg.Rules.SecondPerson = []string{string(disclosure.FirstContact)}
	if w.hub != nil {
		cfg.GitHub = config.GitHub{
			Mode:    "live",
			BaseURL: w.hub.url(), Token: config.NewSecret(w.hub.token()), WebhookSecret: config.NewSecret(hookSecret), Poll: "@every 5m",
			Repositories: []config.Repository{{Name: w.hub.repo(), VendorLogins: []string{"vendor-dev"}}},
		}
	}
	return cfg
}

const hookSecret = "hook-secret"

// mailConfig is a configuration with mail only.
func mailConfig(dir, smtpAddr, imapAddr string) (*config.Config, error) {
	cfg := config.Default()
	cfg.Team = config.Team{
		Name: "Daylight test team", Site: "https://" + teamDomain, Policy: "https://" + teamDomain + "/policy",
		Contact: teamUser + "@" + teamDomain, Signer: "Rosa", Timezone: "UTC",
	}
	cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
	out, err := login(smtpAddr, "starttls")
	if err != nil {
		return nil, err
	}
	in, err := login(imapAddr, "tls")
	if err != nil {
		return nil, err
	}
	cfg.Mail = config.Mail{
		Mode: "live", Address: teamUser + "@" + teamDomain, Archive: "archive@" + teamDomain, Outbox: filepath.Join(dir, "outbox"),
		SMTP: out, IMAP: config.IMAP{Server: in, Mailbox: "INBOX", ArchiveMailbox: "INBOX"},
	}
	return &cfg, nil
}

func login(addr, security string) (config.Server, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return config.Server{}, err
	}
	n, err := strconv.Atoi(port)
	return config.Server{Host: host, Port: n, Security: security, User: teamUser, Password: config.NewSecret(teamPassword)}, err
}

// shortRules confirm a closure by two answers, one second apart.
func shortRules() *command.Rules {
	rules := command.DefaultRules()
	rules.Probing.Rule.Strong, rules.Probing.Rule.Over, rules.Probing.Rule.RetestSoon = 2, time.Millisecond, 500*time.Millisecond
	rules.Probing.Budget = closure.Budget{PerDay: 100, Total: 1000}
	return &rules
}

// bot builds a bot on the world's database. Every call is another process, as far as the database can tell.
func (w *world) bot() *app.App {
	w.t.Helper()
	logger := slog.New(slog.DiscardHandler)
	if testing.Verbose() && os.Getenv("DAYLIGHT_LOG") != "" {
		logger = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	rules := shortRules()
	rules.Probing.Budget.Total = cmp.Or(w.total, rules.Probing.Budget.Total)
	a, err := app.New(w.t.Context(), w.cfg, app.Options{
		Create: true, Rehearsed: !w.unrehearsed, Version: "test", Clock: w.clock, Logger: logger, RootCAs: w.ca.Pool(), Rules: rules, Resolver: w.names, LookupTXT: w.keys,
		AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		DialOverride: map[string]string{bucketHost + ":443": w.bucket.Addr()},
		Timing:       channel.Timing{Ping: time.Hour, Spacing: time.Millisecond, WriteGap: time.Millisecond, Outbound: outbound.Policy{Wait: 50 * time.Millisecond, Settle: 300 * time.Millisecond}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := a.Close(); err != nil {
			w.t.Errorf("the bot could not be closed: %v", err)
		}
	})
	return a
}

// run runs the bot until the test ends, and sees that it stops in time and without an error.
func (w *world) run() {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.app.Run(ctx) }()
	w.t.Cleanup(func() {
		asked := time.Now()
		stop()
		select {
		case err := <-done:
			if err != nil {
				w.t.Errorf("the bot ended with %v", err)
			}
			if took := time.Since(asked); took > 10*time.Second {
				w.t.Errorf("the bot took %s to stop", took)
			}
		case <-time.After(patience):
			w.t.Error("the bot does not stop")
		}
	})
	eventually(w.t, "Slack is connected", func() (bool, string) {
		for _, h := range w.app.Health(w.t.Context()) {
			if !h.OK {
				return false, fmt.Sprint(h)
			}
		}
		return true, ""
	})
	if hooks := w.app.Hooks()["github"]; hooks != nil {
		server := httptest.NewServer(hooks)
		w.t.Cleanup(server.Close)
		w.hub.hook(server.URL, hookSecret)
	}
}

func (w *world) person(a *app.App, name string) disclosure.Actor {
	w.t.Helper()
	actor, err := a.Desk.Caller(desk.Login{Name: strings.ToLower(name)}, "")
	if name == "Lena" { // she has no login on the machine of the bot
		actor, err = a.Desk.InSlack(lena)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return actor
}

// do gives a command at a desk as somebody of the team.
func (w *world) do(a *app.App, name string, id disclosure.CaseID, cmd command.Command) *disclosure.Case {
	w.t.Helper()
	c, err := a.Desk.Do(w.t.Context(), w.person(a, name), id, cmd)
	if err != nil {
		w.t.Fatalf("%T: %v", cmd, err)
	}
	return c
}

func (w *world) load(id disclosure.CaseID) *disclosure.Case {
	w.t.Helper()
	c, err := w.app.Desk.Case(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// letters are the mails that an address received.
func (w *world) letters(to string) []loopback.Letter {
	var out []loopback.Letter
	for _, l := range w.post.Letters() {
		if strings.EqualFold(l.To, to) {
			out = append(out, l)
		}
	}
	return out
}

// quiet waits until no job is due or running.
func quiet(t *testing.T, a *app.App) {
	t.Helper()
	eventually(t, "nothing is left to do", func() (bool, string) {
		for _, state := range []ledger.JobState{ledger.JobRunning, ledger.JobWaiting} {
			jobs, err := a.Jobs(t.Context(), ledger.JobFilter{State: state, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range jobs {
				if state == ledger.JobRunning || j.Due.Before(time.Now().Add(30*time.Second)) && j.Queue != ledger.QueueTimer {
					return false, fmt.Sprintf("%s is %s, due %s: %s", j.Key, j.State, j.Due, j.LastError)
				}
			}
		}
		return true, ""
	})
}
