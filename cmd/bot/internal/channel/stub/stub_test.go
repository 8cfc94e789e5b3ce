package stub_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/channel/stub"
	"daylight/cmd/bot/internal/cli"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/outbound"
)

const id disclosure.CaseID = "DL-2020-0001"

// bot is the built bot with one channel more, in a folder of its own.
type bot struct {
	t    *testing.T
	dir  string
	chat string
}

func (b bot) file(name, text string) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// run runs `bot ARGUMENTS` and returns what it said.
func (b bot) run(code int, login string, args ...string) string {
	b.t.Helper()
	var out bytes.Buffer
	got := cli.MainAs(b.t.Context(), login, append([]string{"--config", filepath.Join(b.dir, "config.yaml")}, args...),
		cli.Streams{In: strings.NewReader(""), Out: &out, Err: &out}, func(string) string { return "" })
	if got != code {
		b.t.Fatalf("bot %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, out.String())
	}
	return out.String()
}

func (b bot) says(want, login string, args ...string) {
	b.t.Helper()
	if got := b.run(0, login, args...); !strings.Contains(got, want) {
		b.t.Errorf("bot %s says\n%s\nwant %q", strings.Join(args, " "), got, want)
	}
}

// until waits for something that the running bot does.
func (b bot) until(what string, done func(c *disclosure.Case) bool, a *app.App) {
	b.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		c, err := a.Desk.Case(b.t.Context(), id)
		if err != nil {
			b.t.Fatal(err)
		}
		if done(c) {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%s does not come: %+v", what, c.Messages)
		}
	}
}

// A channel that no line of the bot names takes a case from the contact to the answer. The answer to its one message is lost, and
// the message is found and not sent again.
func TestAChannelNeedsItsFolderAndALine(t *testing.T) {
	b := bot{t, t.TempDir(), ""}
	b.chat = filepath.Join(b.dir, "chat")
	for _, d := range []string{"in", "out"} {
		if err := os.MkdirAll(filepath.Join(b.chat, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	app.Wire(stub.Kind(b.chat))
	b.file("config.yaml", `team: {name: Team, site: https://daylight.example, policy: https://daylight.example/policy, contact: team@daylight.example, signer: A Team}
database: {path: `+filepath.Join(b.dir, "bot.db")+`, key: `+filepath.Join(b.dir, "bot.key")+`}
people:
  - {name: Ada, role: lead, login: ada}
rules: {solo: true}
`)
	b.run(0, "ada", "init")
	b.run(0, "ada", "rehearse", "end", "--why", "a chat of our own")
	b.run(0, "ada", "case", "new", "--title", "Open bucket", "--vendor", "Example", "--asset", "s3=https://example-bucket.s3.eu-west-3.amazonaws.com/", "--discovered", "2020-01-24")
	if got := b.run(2, "ada", "contact", "add", string(id), "--channel", "chat", "--address", "vendor"); !strings.Contains(got, "write @name") {
		t.Errorf("an address that is none: %s", got)
	}
	b.run(0, "ada", "contact", "add", string(id), "--channel", "chat", "--address", "@vendor")
	b.run(0, "ada", "draft", "new", string(id), "--because", "seen by hand", "--template", "first_contact")
	b.run(0, "ada", "draft", "approve", string(id), "D1", "--yes")
	b.says("chat is paused", "ada", "outbox", "pause", "chat")
	b.run(0, "ada", "draft", "send", string(id), "D1", "--yes", "--queue")
	b.says("paused by Ada", "ada", "outbox", "list")
	b.run(0, "ada", "outbox", "resume", "chat")
	b.file("chat/lose", "")

	b.serve(func(a *app.App) {
		b.until("the message", func(c *disclosure.Case) bool { return c.Messages[0].State == disclosure.MessageSent }, a)
		if _, err := os.Stat(filepath.Join(b.chat, "lose")); err == nil {
			t.Error("no answer was lost: the test is blind")
		}
		left, err := filepath.Glob(filepath.Join(b.chat, "out", "*"))
		if err != nil || len(left) != 1 {
			t.Fatalf("in the chat are %q, %v: want the message once", left, err)
		}
		b.file("chat/in/"+filepath.Base(left[0]), "It has been fixed, please verify.\n")
		if n, err := a.Poll(t.Context(), "stub"); n != 1 || err != nil {
			t.Fatalf("%d answers, %v", n, err)
		}
		b.until("the claim", func(c *disclosure.Case) bool { return len(c.Claims) == 1 }, a)
	})
	b.says("contacted", "ada", "timeline", string(id))
	b.says("It has been fixed", "ada", "inbox", "show", "1")
	b.says(b.chat, "ada", "doctor")
	b.run(0, "ada", "db", "verify")

	app.Wire(stub.Kind(b.chat))
	if got := b.run(2, "ada", "doctor"); !strings.Contains(got, "both carry the channel chat") {
		t.Errorf("two channels carry chats: %s", got)
	}
}

// serve runs the bot while do looks.
func (b bot) serve(do func(a *app.App)) {
	b.t.Helper()
	cfg, err := config.Load(filepath.Join(b.dir, "config.yaml"), func(string) string { return "" })
	if err != nil {
		b.t.Fatal(err)
	}
	a, err := app.New(b.t.Context(), cfg, app.Options{
		Version: "test", Timing: channel.Timing{Sweep: 20 * time.Millisecond, Outbound: outbound.Policy{Wait: 20 * time.Millisecond, Settle: time.Second}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			b.t.Error(err)
		}
	}()
	ctx, stop := context.WithCancel(b.t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	do(a)
	stop()
	if err := <-done; err != nil {
		b.t.Error(err)
	}
}
