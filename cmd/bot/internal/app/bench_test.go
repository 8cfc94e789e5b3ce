package app_test

import (
	"context"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	bucketHost = "example-bucket.s3.eu-west-3.amazonaws.com"
	bucketURL  = "https://" + bucketHost + "/"
)

// clock stands still until it is set.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) set(t *testing.T, moment string) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench is a bot without any channel, at a time of its own.
type bench struct {
	*app.App
	t      *testing.T
	dir    string
	clock  *testClock
	cfg    *config.Config
	opts   app.Options
	bucket *loopback.Bucket
}

// newBench builds a bot in the dry run. change may turn knobs first.
func newBench(t *testing.T, change func(*config.Config, *app.Options)) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), clock: &testClock{}}
	b.clock.set(t, "2020-01-27T09:00:00Z")
	cfg := config.Default()
	cfg.Team = config.Team{
		Name: "Daylight test team", Site: "https://daylight.example", Policy: "https://daylight.example/policy",
		Contact: "team@daylight.example", Signer: "Alice", Timezone: "UTC",
	}
	cfg.People = []config.Person{
		{Name: "alice", Role: "lead", Login: "alice"},
		{Name: "bob", Role: "lead", Slack: "U0BOB"},
		{Name: "rita", Role: "researcher", Login: "rita"},
		{Name: "vera", Role: "viewer", Login: "vera"},
	}
	cfg.Database = config.Database{Path: filepath.Join(b.dir, "daylight.db"), Key: filepath.Join(b.dir, "daylight.key")}
	cfg.Mail.Outbox = filepath.Join(b.dir, "outbox")
	b.cfg, b.opts = &cfg, app.Options{Create: true, Rehearsed: true, Version: "test", Clock: b.clock.Now}
	if change != nil {
		change(b.cfg, &b.opts)
	}
	b.App = b.another()
	return b
}

// withBucket puts the bucket of the case on loopback.
func withBucket(t *testing.T, bucket **loopback.Bucket) func(*config.Config, *app.Options) {
	t.Helper()
	ca, err := loopback.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	conf, err := ca.Server(bucketHost)
	if err != nil {
		t.Fatal(err)
	}
	mailConf, err := ca.Server("localhost")
	if err != nil {
		t.Fatal(err)
	}
	if *bucket, err = loopback.NewBucket(t.Context(), "example-bucket", "eu-west-3", conf); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = (*bucket).Close() })
	// What a publication speaks of has to have been sent: mail to a real server on loopback, not the dry run.
	post, err := loopback.NewPost(t.Context(), loopback.PostOptions{
		Domain: "daylight.example", User: "team", Password: "secret", TLS: mailConf,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = post.Close() })
	host, port, err := net.SplitHostPort(post.SMTPAddr())
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return func(cfg *config.Config, o *app.Options) {
		cfg.Mail.Mode, cfg.Mail.Address = "live", "team@daylight.example"
		cfg.Mail.SMTP = config.Server{Host: host, Port: n, Security: "starttls", User: "team", Password: config.NewSecret("secret")}
		o.RootCAs, o.DialOverride = ca.Pool(), map[string]string{bucketHost + ":443": (*bucket).Addr()}
		o.AllowPrivate = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}
}

// another builds a second bot on the same database, as another process would.
func (b *bench) another() *app.App {
	b.t.Helper()
	a, err := app.New(b.t.Context(), b.cfg, b.opts)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.t.Error(err)
		}
	})
	return a
}

// who is somebody of the team: bob presses in Slack, everybody else sits at the machine as their login.
func (b *bench) who(name string) disclosure.Actor {
	b.t.Helper()
	actor, err := b.Desk.Caller(desk.Login{Name: name}, "")
	if name == "bob" && len(b.cfg.People) > 0 {
		actor, err = b.Desk.InSlack("U0BOB")
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return actor
}

// record opens the case of the tests. facts may change what is known.
func (b *bench) record(facts func(*disclosure.Facts)) disclosure.CaseID {
	b.t.Helper()
	rec := record.Record{
		Discovered: civil.OnDay(2020, 1, 24),
		Facts: disclosure.Facts{
			Title:   "Open S3 bucket with patient files",
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR"}},
			Assets:  []disclosure.Asset{{Kind: "s3", Target: bucketURL}},
			Exposed: disclosure.Exposed{Records: 900_000, Data: []string{"medical_images"}},
		},
	}
	if facts != nil {
		facts(&rec.Facts)
	}
	c, err := b.Desk.NewCase(b.t.Context(), b.who("alice"), rec)
	if err != nil {
		b.t.Fatal(err)
	}
	return c.ID
}

func (b *bench) do(name string, id disclosure.CaseID, cmd command.Command) *disclosure.Case {
	b.t.Helper()
	c, err := b.Desk.Do(b.t.Context(), b.who(name), id, cmd)
	if err != nil {
		b.t.Fatalf("%T: %v", cmd, err)
	}
	return c
}

func (b *bench) load(id disclosure.CaseID) *disclosure.Case {
	b.t.Helper()
	c, err := b.Desk.Case(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// contact adds the vendor's mail address and returns its id.
func (b *bench) contact(id disclosure.CaseID) string {
	b.t.Helper()
	c := b.do("alice", id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example", Found: "website", Quality: disclosure.QualityPublished,
	}})
	return c.Contacts[len(c.Contacts)-1].ID
}

// unasked is the reason of a message of a test that asks no asset. It is kept nowhere once one was seen open.
const unasked = "this test asks nothing"

// draft writes a first contact.
func (b *bench) draft(id disclosure.CaseID) disclosure.Draft {
	b.t.Helper()
	d, _, err := b.Desk.NewDraftBecause(b.t.Context(), b.who("alice"), id, disclosure.FirstContact, b.contact(id), "", unasked)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

// send lets bob approve a draft and send it.
func (b *bench) send(id disclosure.CaseID, d disclosure.Draft) {
	b.t.Helper()
	if _, err := b.Desk.ApproveDraft(b.t.Context(), b.who("bob"), id, d.ID, d.Revision); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.Desk.SendDraft(b.t.Context(), b.who("bob"), id, d.ID); err != nil {
		b.t.Fatal(err)
	}
	b.drain()
}

// drain runs what is due.
func (b *bench) drain() {
	b.t.Helper()
	if _, err := b.Engine.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) jobs(f ledger.JobFilter) []ledger.Job {
	b.t.Helper()
	jobs, err := b.Jobs(b.t.Context(), f)
	if err != nil {
		b.t.Fatal(err)
	}
	return jobs
}

// refuses fails the test unless err has the code and says the words.
func refuses(t *testing.T, err error, code fault.Code, words ...string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("got %v (%s), want %s", err, fault.CodeOf(err), code)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}

// background runs a bot until stop is called; the channel has its end.
func background(a *app.App, parts ...app.Part) (stop func(), done <-chan error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, parts...) }()
	return cancel, ended
}
