package main

import (
	"context"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"daylight/cmd/bot/internal/loopback"
)

// posts are the post offices of the scripts, by working directory.
type posts struct {
	mu sync.Mutex
	by map[string]*loopback.Post
}

// open is `post`: it starts a post office of the team at daylight.example. SMTP and IMAP are its ports, and ca.pem is what
// its certificate is trusted by.
func (p *posts) open(ts *testscript.TestScript, _ bool, _ []string) {
	ca, err := loopback.NewAuthority()
	ts.Check(err)
	conf, err := ca.Server("localhost")
	ts.Check(err)
	post, err := loopback.NewPost(context.Background(), loopback.PostOptions{Domain: "daylight.example", User: "team", Password: "secret", TLS: conf})
	ts.Check(err)
	ts.Defer(func() { _ = post.Close() })
	for name, addr := range map[string]string{"SMTP": post.SMTPAddr(), "IMAP": post.IMAPAddr()} {
		_, port, err := net.SplitHostPort(addr)
		ts.Check(err)
		ts.Setenv(name, port)
	}
	ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), ca.PEM(), 0o600))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.by[ts.Getenv("WORK")] = post
}

// letters is `letters N [TEXT]`: others have received N mails that hold the text. It waits for a mail that is under way,
// and as long again for one too many.
func (p *posts) letters(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	p.mu.Lock()
	post := p.by[ts.Getenv("WORK")]
	p.mu.Unlock()
	count := func() (n int) {
		for _, l := range post.Letters() {
			if len(args) < 2 || strings.Contains(string(l.Bytes), args[1]) {
				n++
			}
		}
		return n
	}
	for end := time.Now().Add(10 * time.Second); count() < want && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	if got := count(); got != want {
		ts.Fatalf("others received %d mails, want %d", got, want)
	}
}

// untilCommand is `until TEXT bot ARGUMENTS`: it calls the bot until its output holds the text.
func untilCommand(ts *testscript.TestScript, _ bool, args []string) {
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		err := ts.Exec(args[1], args[2:]...)
		out := ts.ReadFile("stdout")
		if err == nil && strings.Contains(out, args[0]) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("it never says %q, but (%v):\n%s", args[0], err, out)
		}
	}
}
