package email_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/notify/email"
)

// crashEnv names the folder of a child process that sends one mail and may be killed at any point.
const crashEnv = "DAYLIGHT_MAIL_CRASH"

// crashPlan is what the child is told.
type crashPlan struct {
	Addr    string
	Out     ledger.Outgoing
	KillAt  string // "before <phase>" or "after <phase>": where the child kills itself, once
	Archive bool   // look into the folder "archive" for copies
}

// crashJob is the row of the job, as a database would keep it.
type crashJob struct {
	Phase, State, Receipt string
	Attempts              int
}

func (j *crashJob) load(dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, "job.json"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(b, j)
}

// commit replaces the row at once, and on the disk.
func (j *crashJob) commit(dir string) error {
	b, err := json.Marshal(j)
	if err != nil {
		return err
	}
	tmp := filepath.Join(dir, "job.tmp")
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(dir, "job.json"))
}

// folderArchive is an archive mailbox in a folder.
type folderArchive string

func (a folderArchive) Find(_ context.Context, id string) (string, bool, error) {
	_, err := os.Stat(filepath.Join(string(a), "archive", id))
	return id, err == nil, nil
}

func kill() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// crashChild is the main function of the child: the smallest engine that keeps the rules of a job.
func crashChild(dir string) {
	if err := crashLoop(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func crashLoop(dir string) error {
	var plan crashPlan
	b, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	if err == nil {
		err = json.Unmarshal(b, &plan)
	}
	if err != nil {
		return err
	}
	tok, err := email.NewTokens("team@example.org", []byte(strings.Repeat("\x07", 32)))
	if err != nil {
		return err
	}
	o := email.SenderOptions{
		Server: email.Server{Addr: plan.Addr, Security: email.Insecure}, Tokens: tok, CopyTo: copyTo, Timeouts: quick(),
	}
	if plan.Archive {
		o.Archive = folderArchive(dir)
	}
	sender, err := email.NewSender(o)
	if err != nil {
		return err
	}
	var job crashJob
	if err := job.load(dir); err != nil {
		return err
	}
	_, killed := os.Stat(filepath.Join(dir, "killed"))
	die := func(where string) {
		if plan.KillAt == where && killed != nil {
			_ = os.WriteFile(filepath.Join(dir, "killed"), nil, 0o600)
			kill()
		}
	}
	ctx, now := context.Background(), time.Now()
	for job.State == "" && job.Attempts < 20 {
		job.Attempts++
		at := outbound.Standing{Phase: job.Phase, Attempts: job.Attempts, Now: now, Mark: func(_ context.Context, phase string) error {
			die("before " + phase)
			job.Phase = phase
			err := job.commit(dir)
			die("after " + phase)
			return err
		}}
		d := outbound.Advance(ctx, at, mailing{sender, plan.Out}, outbound.Policy{})
		die("before result")
		switch d.Kind {
		case ledger.Sent, ledger.Permanent, ledger.Uncertain:
			job.State, job.Receipt = d.Kind.String(), d.Receipt+d.Reason
		case ledger.Retry:
			job.Phase, now = d.Phase, now.Add(d.After)
		}
		if err := job.commit(dir); err != nil {
			return err
		}
	}
	return nil
}

// mailing is a mail that is sent once.
type mailing struct {
	sender *email.Sender
	out    ledger.Outgoing
}

func (m mailing) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return m.sender.Send(ctx, m.out, mark)
}
func (m mailing) Find(ctx context.Context) ledger.Delivery { return m.sender.Find(ctx, m.out) }

// crash plays one mail with a child that dies, and another one that goes on.
func crash(t *testing.T, plan crashPlan, verb string, after time.Duration) (crashJob, int) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "archive"), 0o700); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var child *exec.Cmd
	killChild := func() {
		mu.Lock()
		defer mu.Unlock()
		if child != nil && child.Process != nil {
			_ = child.Process.Kill()
		}
		verb = ""
	}
	srv := &mailServer{}
	srv.Hook = func(v string) {
		if v == "DOT" {
			for _, m := range srv.Mails() {
				if read, err := email.Read([]byte(m.Data)); err == nil {
					_ = os.WriteFile(filepath.Join(dir, "archive", read.MessageID), nil, 0o600)
				}
			}
		}
		mu.Lock()
		now := v == verb
		mu.Unlock()
		if now {
			killChild()
			time.Sleep(20 * time.Millisecond) // the answer comes too late
		}
	}
	srv.start(t)
	plan.Addr, plan.Out = srv.Addr, outgoing(t, "vendor@example.com")
	b, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "plan.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	var job crashJob
	for range 5 {
		mu.Lock()
		child = exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), crashEnv+"="+dir)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			mu.Unlock()
			t.Fatal(err)
		}
		run := child
		mu.Unlock()
		if after > 0 {
			time.AfterFunc(after, func() { _ = run.Process.Kill() })
			after = 0
		}
		_ = run.Wait()
		if err := job.load(dir); err != nil {
			t.Fatal(err)
		}
		if job.State != "" {
			break
		}
	}
	return job, len(srv.Mails())
}

func TestKilledAtAnyPointTheVendorGetsOneMailOrAPersonIsAsked(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	for _, archive := range []bool{true, false} {
		points := []string{
			"before connect", "after connect", "before rcpt", "after rcpt", "before data_end", "after data_end", "before result",
			"BANNER", "EHLO", "MAIL", "RCPT", "DATA", "DOT", "QUIT",
		}
		for _, at := range points {
			t.Run(fmt.Sprintf("%s, archive %v", at, archive), func(t *testing.T) {
				t.Parallel()
				plan, verb := crashPlan{Archive: archive, KillAt: at}, ""
				if !strings.Contains(at, " ") {
					plan.KillAt, verb = "", at
				}
				job, n := crash(t, plan, verb, 0)
				switch {
				case n > 1:
					t.Errorf("the vendor got %d mails", n)
				case job.State == "sent" && n != 1, job.State == "" || job.State == "permanent":
					t.Errorf("state %q (%s) and %d mails", job.State, job.Receipt, n)
				case archive && n == 1 && job.State != "sent":
					t.Errorf("the archive copy proves it, but the job is %q: %s", job.State, job.Receipt)
				case at == "after data_end" && (job.State != "uncertain" || n != 0):
					t.Errorf("killed before the dot and after the note: %q with %d mails", job.State, n)
				}
			})
		}
	}
}

func TestKilledAtRandomTimes(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	for i := range 12 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			job, n := crash(t, crashPlan{Archive: true}, "", time.Duration(1+rand.N(60))*time.Millisecond)
			if n > 1 || job.State == "sent" && n != 1 || n == 1 && job.State != "sent" {
				t.Errorf("state %q (%s) and %d mails", job.State, job.Receipt, n)
			}
		})
	}
}
