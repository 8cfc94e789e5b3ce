package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// TestKilledAtAnyMomentNothingIsLostAndNothingIsSentTwice kills the bot while it works, again and again, also right
// around the moments at which a mail changes hands. DAYLIGHT_CHAOS says how often.
func TestKilledAtAnyMomentNothingIsLostAndNothingIsSentTwice(t *testing.T) {
	kills := 12
	if testing.Short() {
		kills = 4
	}
	if s := os.Getenv("DAYLIGHT_CHAOS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("DAYLIGHT_CHAOS=%q is no number of kills", s)
		}
		kills = n
	}
	c := newChaos(t)
	for i := range kills {
		c.life(modes[i%len(modes)])
		c.answerSome()
		if i%5 == 4 {
			c.decide()
		}
	}
	c.settle()
	c.check(kills)
}

// modes are the moments of death.
var modes = []string{"random", "begun", "arrived", "shared", "taken", "held", "early"}

// chaos is what survives: the servers, the database and everything that the bot ever acknowledged.
type chaos struct {
	t      *testing.T
	plan   plan
	file   string
	post   *loopback.Post
	bucket *loopback.Bucket
	line   *line // between the bot and the post office

	trap atomic.Pointer[string] // the moment at which the living child dies
	mu   sync.Mutex
	proc *exec.Cmd
	dead chan struct{}

	acks     []ack // of the children
	own      []ack // of the command line beside them
	killed   map[string]int
	answered map[string]string // Message-ID of an answer to Message-ID of the mail
	resolved map[string]int
}

func newChaos(t *testing.T) *chaos {
	t.Helper()
	c := &chaos{t: t, killed: map[string]int{}, answered: map[string]string{}, resolved: map[string]int{}}
	ca, err := loopback.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	conf, err := ca.Server(bucketHost, "localhost")
	if err != nil {
		t.Fatal(err)
	}
	c.post, err = loopback.NewPost(t.Context(), loopback.PostOptions{
		Domain: teamDomain, User: teamUser, Password: teamPassword, TLS: conf,
		Begun: func() {
			if c.sprung("begun") { // somewhere between the first byte and the last dot
				time.AfterFunc(rand.N(8*time.Millisecond), c.killer())
			}
			if c.sprung("held") { // the last dot is written and gets lost on the way
				c.line.held.Store(true)
				time.AfterFunc(100*time.Millisecond, c.killer())
			}
		},
		Arrived: func() {
			if c.sprung("arrived") {
				c.killNow()
			}
		},
		Taken: func() {
			if c.sprung("taken") {
				c.killNow()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.post.Close() })
	if c.bucket, err = loopback.NewBucket(t.Context(), "example-bucket", bucketRegion, conf); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.bucket.Close() })
	dir := t.TempDir()
	c.line = newLine(t, c.post.SMTPAddr())
	c.plan = plan{Dir: dir, SMTP: c.line.ln.Addr().String(), IMAP: c.post.IMAPAddr(), Bucket: c.bucket.Addr(), CA: ca.PEM()}
	raw, err := json.Marshal(c.plan)
	if err != nil {
		t.Fatal(err)
	}
	c.file = filepath.Join(dir, "plan.json")
	if err := os.WriteFile(c.file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// sprung reports whether the child is to die at this moment. Each trap springs once.
func (c *chaos) sprung(moment string) bool {
	set := c.trap.Load()
	return set != nil && *set == moment && c.trap.CompareAndSwap(set, nil)
}

// killer returns what sends SIGKILL to the child that lives now, however late it is called.
func (c *chaos) killer() func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	child := c.proc
	return func() {
		if child != nil {
			_ = child.Process.Kill()
		}
	}
}

// killNow returns when the child is gone.
func (c *chaos) killNow() {
	c.mu.Lock()
	dead := c.dead
	c.mu.Unlock()
	c.killer()()
	select {
	case <-dead:
	case <-time.After(patience):
	}
}

// life starts a child and kills it.
func (c *chaos) life(mode string) {
	c.t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+c.file)
	var stderr bytes.Buffer
	child.Stderr = &stderr
	out, err := child.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		c.t.Fatal(err)
	}
	dead, ready := make(chan struct{}), make(chan struct{})
	c.mu.Lock()
	c.proc, c.dead = child, dead
	c.mu.Unlock()
	gone := make(chan struct{})
	go func() { // until the pipe ends, which is when the child does
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var a ack
			if json.Unmarshal(lines.Bytes(), &a) != nil {
				continue // torn by the kill: not acknowledged
			}
			if a.Ready {
				close(ready)
				continue
			}
			c.acks = append(c.acks, a)
		}
		close(gone)
	}()
	c.doom(mode, ready, gone)
	<-gone
	err = child.Wait()
	close(dead)
	c.line.held.Store(false)
	c.mu.Lock()
	c.proc = nil
	c.mu.Unlock()
	if child.ProcessState.Exited() {
		c.t.Fatalf("the child ended by itself: %v\n%s", err, stderr.String())
	}
	c.killed[mode]++
}

// doom lets the child live for a while and sees that it dies.
func (c *chaos) doom(mode string, ready, gone <-chan struct{}) {
	kill := c.killer()
	defer kill() // whatever the mode leads to
	if mode == "early" {
		time.Sleep(rand.N(150 * time.Millisecond))
		return
	}
	select {
	case <-ready:
	case <-gone: // it ended by itself
		return
	case <-time.After(patience):
		c.t.Error("the bot does not start")
		return
	}
	time.Sleep(rand.N(400 * time.Millisecond))
	switch mode {
	case "random": // now
	case "shared":
		time.AfterFunc(rand.N(60*time.Millisecond), kill)
		c.commandLine()
	default:
		c.trap.Store(&mode)
		for end := time.Now().Add(3 * time.Second); c.trap.Load() != nil && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
		if c.trap.Swap(nil) == nil {
			<-gone // the trap has killed it, or is about to
		}
	}
}

// commandLine is a second process that works on the same database, while the first one runs and after it died.
func (c *chaos) commandLine() {
	c.t.Helper()
	a, err := c.plan.bot(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Close()
	for range 10 {
		list, err := a.Desk.List(c.t.Context(), ledger.Filter{Limit: maxCases})
		if err != nil {
			c.t.Fatal(err)
		}
		if len(list) == 0 {
			return
		}
		id, text := list[rand.IntN(len(list))].ID, "note "+strconv.FormatUint(rand.Uint64(), 36)
		k, err := a.Desk.Do(c.t.Context(), disclosure.Actor{Name: "Lena", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "Lena", Proof: person.ByLogin}}, id, record.AddEvent{
			Kind: disclosure.KindNote, At: a.Desk.Now(), Source: disclosure.SourcePerson, Text: text,
		})
		switch {
		case err == nil:
			c.own = append(c.own, ack{Case: id, Version: k.Version, Note: text})
		case fault.CodeOf(err) != fault.Conflict:
			c.t.Errorf("the command line failed beside the bot: %v", err)
		}
	}
}

// messageID is the Message-ID of a letter, without brackets.
func messageID(t *testing.T, l loopback.Letter) string {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(l.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Trim(m.Header.Get("Message-Id"), "<>")
}

// answerSome lets two vendors answer, whether the bot runs or not.
func (c *chaos) answerSome() {
	c.t.Helper()
	letters := c.post.Letters()
	for range min(2, len(letters)) {
		l := letters[rand.IntN(len(letters))]
		id := fmt.Sprintf("answer-%d@vendor.example", len(c.answered))
		if err := answer(c.post.SMTPAddr(), l, id, "We look into it, "+strconv.Itoa(len(c.answered))+"."); err != nil {
			c.t.Fatal(err)
		}
		c.answered[id] = messageID(c.t, l)
	}
}

// decide is the person who looks at messages of which nobody knows whether they arrived, and asks the vendor's server.
func (c *chaos) decide() {
	c.t.Helper()
	a, err := c.plan.bot(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Close()
	c.resolve(a)
}

func (c *chaos) resolve(a *app.App) (unsettled int) {
	c.t.Helper()
	got := map[string]int{}
	for _, l := range c.post.Letters() {
		got[messageID(c.t, l)]++
	}
	for _, k := range c.cases(a) {
		for _, m := range k.Messages {
			if m.State == disclosure.MessageQueued {
				unsettled++
			}
			if m.State != disclosure.MessageUncertain {
				continue
			}
			unsettled++
			arrived := got[m.ID] > 0
			c.resolved[map[bool]string{true: "arrived", false: "lost"}[arrived]]++
			cmd := message.ResolveMessage{Message: m.Key, Arrived: arrived, Text: "asked their postmaster"}
			_, err := a.Desk.Do(c.t.Context(), disclosure.Actor{Name: "Lena", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "Lena", Proof: person.ByLogin}}, k.ID, cmd)
			if err != nil && fault.CodeOf(err) != fault.Conflict { // the late copy was faster
				c.t.Fatal(err)
			}
		}
	}
	return unsettled
}

func (c *chaos) cases(a *app.App) []*disclosure.Case {
	c.t.Helper()
	list, err := a.Desk.List(c.t.Context(), ledger.Filter{Limit: 1000})
	if err != nil {
		c.t.Fatal(err)
	}
	var out []*disclosure.Case
	for _, s := range list {
		k, err := a.Desk.Case(c.t.Context(), s.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		out = append(out, k)
	}
	return out
}

// settle runs the bot in this process until every message has found its end and nothing is due.
func (c *chaos) settle() {
	c.t.Helper()
	a, err := c.plan.bot(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			c.t.Error(err)
		}
	}()
	ctx, stop := context.WithCancel(c.t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			c.t.Error(err)
		}
	}()
	eventually(c.t, "every message is settled and every answer is read", func() (bool, string) {
		if n := c.resolve(a); n > 0 {
			return false, fmt.Sprintf("%d messages are not settled", n)
		}
		for id := range c.answered {
			if n := c.recorded(a, id); n == 0 {
				return false, "not read yet: " + id
			}
		}
		return true, ""
	})
	quiet(c.t, a)
}

// recorded counts the events that an answer led to.
func (c *chaos) recorded(a *app.App, id string) int {
	n := 0
	for _, k := range c.cases(a) {
		events, err := a.Desk.Events(c.t.Context(), k.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, e := range events {
			if strings.Trim(e.Ref, "<>") == id {
				n++
			}
		}
	}
	return n
}

// check compares what is on record with what was acknowledged and with what the vendors received.
func (c *chaos) check(kills int) {
	t := c.t
	a, err := c.plan.bot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	report, err := a.Verify(t.Context(), nil)
	if err != nil || report.Err() != nil {
		t.Errorf("the database is not clean: %v %v", err, report.Err())
	}
	events := map[disclosure.CaseID][]disclosure.Event{}
	messages, states := map[string]disclosure.Message{}, map[disclosure.MessageState]int{}
	contacted := map[string]int{}
	for _, k := range c.cases(a) {
		if events[k.ID], err = a.Desk.Events(t.Context(), k.ID); err != nil {
			t.Fatal(err)
		}
		for _, m := range k.Messages {
			messages[m.Key] = m
			states[m.State]++
		}
		for _, e := range events[k.ID] {
			if e.Kind == disclosure.KindContacted && e.Detail.Message != nil {
				contacted[e.Detail.Message.Key]++
			}
		}
	}
	for _, want := range append(c.own, c.acks...) {
		got := events[want.Case]
		switch {
		case len(got) < want.Version:
			t.Errorf("lost: %s was acknowledged at version %d and is at %d", want.Case, want.Version, len(got))
		case want.Note != "" && got[want.Version-1].Text != want.Note:
			t.Errorf("lost: %s event %d is %q, acknowledged was %q", want.Case, want.Version, got[want.Version-1].Text, want.Note)
		case want.Message != "" && messages[want.Message].State != disclosure.MessageSent:
			t.Errorf("lost: %s is %s", want.Message, messages[want.Message].State)
		}
	}
	received := map[string]int{}
	for _, l := range c.post.Letters() {
		received[messageID(t, l)+" "+l.To]++
	}
	for key, m := range messages {
		n := received[m.ID+" "+m.To]
		switch {
		case m.State == disclosure.MessageSent && (n != 1 || contacted[key] != 1):
			t.Errorf("%s is sent: received %d times, on record %d times", key, n, contacted[key])
		case m.State == disclosure.MessageApproved && n != 0:
			t.Errorf("%s was never handed to the sender and was received %d times", key, n)
		case m.State != disclosure.MessageSent && m.State != disclosure.MessageApproved:
			t.Errorf("%s ended as %s: %s", key, m.State, m.Receipt)
		}
		delete(received, m.ID+" "+m.To)
	}
	for what, n := range received {
		t.Errorf("somebody received what is not on record: %s (%d)", what, n)
	}
	failed, err := a.Jobs(t.Context(), ledger.JobFilter{State: ledger.JobFailed})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range failed {
		t.Errorf("job %s failed after %d attempts: %s", j.Key, j.Attempts, j.LastError)
	}
	for id := range c.answered {
		if n := c.recorded(a, id); n != 1 {
			t.Errorf("the answer %s is on record %d times", id, n)
		}
	}
	t.Logf("%d kills %v; %d acknowledgements kept in %d cases with %d events; messages %v, each received once; "+
		"%d answers read once; a person decided %v; the bucket was asked %d times",
		kills, c.killed, len(c.acks)+len(c.own), report.Cases, report.Events, states, len(c.answered), c.resolved, c.bucket.Asked())
}
