package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// load is what a child does that is measured: Cases have an asset each that is due, three of ten silent.
type load struct {
	Cases         int
	Quick, Silent string // addresses of the two servers
	Only          bool   // prepare the cases, and nothing else
}

// loadResult is what the child measured. A duration of 0 was not reached.
type loadResult struct {
	All, Claim, Mail, Timer time.Duration
	Resident                string
}

// TestNobodyWaitsForThoseWhoAreSilent starts a bot with as many due assets as DAYLIGHT_LOAD says, a third of which accept connections
// and say nothing. It reports how long all of them took, and how long a claim, a mail and a timer took meanwhile. All servers are of
// our own machine, where the pace sets no bound, as with rate and per_network 0.
func TestNobodyWaitsForThoseWhoAreSilent(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("DAYLIGHT_LOAD"))
	if err != nil {
		t.Skip("a measurement: DAYLIGHT_LOAD says with how many assets")
	}
	c := newChaos(t)
	c.plan.SMTP = c.post.SMTPAddr()
	quick := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/.git/HEAD") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, "ref: refs/heads/main\n")
	}))
	t.Cleanup(quick.Close)
	c.plan.Load = &load{Only: os.Getenv("DAYLIGHT_BOT") != "", Cases: n, Quick: quick.Listener.Addr().String(), Silent: silence(t)}
	raw, err := json.Marshal(c.plan)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	prepared := func() []byte {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+file)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if bot := os.Getenv("DAYLIGHT_BOT"); bot != "" {
		prepared()
		t.Logf("%d assets due, 3 of 10 silent: %s of the bot itself at most in 70 s", n, peakOf(ctx, t, bot, c.plan.Dir))
		return
	}
	out := prepared()
	var r loadResult
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n")) // the last one; the others are what the child did
	if err := json.Unmarshal(lines[len(lines)-1], &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Logf("%d assets due, 3 of 10 silent: all asked after %s; a claim answered after %s, a mail out after %s, a timer after %s; %s at most",
		n, r.All.Round(100*time.Millisecond), r.Claim.Round(10*time.Millisecond), r.Mail.Round(10*time.Millisecond), r.Timer.Round(10*time.Millisecond), r.Resident)
}

// peakOf runs the bot itself on a prepared folder for a while, and returns its peak.
func peakOf(ctx context.Context, t *testing.T, bot, dir string) string {
	t.Helper()
	conf := "probe: {allow_private: [127.0.0.0/8]}\nweb: {listen: \"127.0.0.1:0\"}\n"
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, bot, "--dir", dir, "serve")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(70 * time.Second)
	peak, err := resident(cmd.Process.Pid)
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return peak
}

// resident is the most memory that a process had resident.
func resident(pid int) (string, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(text), nil
		}
	}
	return "", errors.New("the system tells no peak")
}

// silence is a server that accepts and never says a word.
func silence(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var open []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open = append(open, conn)
			mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
		for _, conn := range open {
			_ = conn.Close()
		}
	})
	return l.Addr().String()
}

// carry prepares the cases, starts the bot and measures.
func (l *load) carry(ctx context.Context, a *app.App) error {
	w := &worker{app: a, actor: disclosure.Actor{Name: "Rosa", Role: disclosure.Admin, Hand: person.Hand{Via: person.CLI, Login: "Rosa", Proof: person.ByLogin}}}
	ids := make([]disclosure.CaseID, l.Cases)
	for i := range ids {
		at := l.Quick
		if i%10 < 3 {
			at = l.Silent
		}
		c, err := a.Desk.NewCase(ctx, w.actor, record.Record{
			Discovered: civil.OnDay(2020, 1, 24),
			Facts: disclosure.Facts{
				Title: "Open backup", Assets: []disclosure.Asset{{Kind: "http_file", Target: fmt.Sprintf("http://%s/%d/.git/HEAD", at, i)}},
				Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR"}},
			},
		})
		if err != nil {
			return err
		}
		ids[i] = c.ID
	}
	if l.Only {
		return nil
	}
	// What the preparation took is none of the bot's that runs: the peak is counted from here.
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		return err
	}
	run, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	begin := time.Now()
	go func() { ended <- a.Run(run) }()
	r := loadResult{}
	meanwhile := make(chan error, 1)
	go func() { meanwhile <- l.meanwhile(ctx, w, ids, &r) }()
	for time.Since(begin) < 8*time.Minute {
		left, err := a.Jobs(ctx, ledger.JobFilter{Queue: ledger.QueueProbe, Limit: 2 * l.Cases})
		if err != nil {
			return err
		}
		first := 0 // that have not run yet
		for _, j := range left {
			if j.Attempts == 0 && j.Due.Before(begin) || j.State == ledger.JobRunning {
				first++
			}
		}
		if first == 0 {
			r.All = time.Since(begin)
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	if err := <-meanwhile; err != nil {
		return err
	}
	stop()
	if err := <-ended; err != nil {
		return err
	}
	peak, err := resident(os.Getpid())
	if err != nil {
		return err
	}
	r.Resident = peak
	return json.NewEncoder(os.Stdout).Encode(r)
}

// meanwhile measures what somebody waits for while all workers of the schedule are busy.
func (l *load) meanwhile(ctx context.Context, w *worker, ids []disclosure.CaseID, r *loadResult) error {
	time.Sleep(5 * time.Second)
	last := ids[len(ids)-1] // an open one, at the end of the schedule
	before, err := w.app.Desk.Case(ctx, last)
	if err != nil {
		return err
	}
	begin := time.Now()
	ask := exposure.RequestProbe{Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: "vendor"}}
	if _, err := w.app.Desk.Do(ctx, w.actor, last, ask); err != nil {
		return err
	}
	if r.Claim, err = w.until(ctx, begin, last, func(c *disclosure.Case) bool { return c.Assets[0].Probes > before.Assets[0].Probes }); err != nil {
		return err
	}
	begin = time.Now()
	soon := civil.At(begin.Add(2 * time.Second).UTC())
	if _, err := w.app.Desk.Do(ctx, w.actor, last, deadline.SetDeadline{Clause: "publication", Due: soon, Reason: "load"}); err != nil {
		return err
	}
	due, _ := soon.Instant()
	if r.Timer, err = w.until(ctx, due, last, func(c *disclosure.Case) bool { return c.Clocks["publication"].State == disclosure.ClockOverdue }); err != nil {
		return err
	}
	begin = time.Now()
	if err := w.send(ctx, last); err != nil {
		return err
	}
	r.Mail, err = w.until(ctx, begin, last, func(c *disclosure.Case) bool {
		return len(c.Messages) > 0 && c.Messages[0].State == disclosure.MessageSent
	})
	return err
}

// until waits until something holds of a case and says since when it was waited for, 0 where it never does.
func (w *worker) until(ctx context.Context, begin time.Time, id disclosure.CaseID, holds func(*disclosure.Case) bool) (time.Duration, error) {
	for time.Since(begin) < 3*time.Minute {
		c, err := w.app.Desk.Case(ctx, id)
		if err != nil {
			return 0, err
		}
		if holds(c) {
			return time.Since(begin), nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return 0, nil
}
