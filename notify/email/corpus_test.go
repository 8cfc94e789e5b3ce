package email_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"daylight/notify/email"
)

// TestBouncesOfACorpus reads mails that all came back, from the directory that MAIL_BOUNCES names: one mail a file, such as
// the data of flufl.bounce. Without it there is nothing to read, because such mails are not ours to copy.
func TestBouncesOfACorpus(t *testing.T) {
	dir := os.Getenv("MAIL_BOUNCES")
	if dir == "" {
		t.Skip("MAIL_BOUNCES names no directory: the mails are other people's and not kept here; samples of our own are read by the other tests")
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(paths) == 0 {
		t.Fatal("nothing to read in", dir)
	}
	count := map[email.Class]int{}
	bounces := map[email.BounceClass]int{}
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		if err != nil || !bytes.Contains(raw, []byte("\n")) {
			continue
		}
		m, err := email.Read(raw)
		if err != nil {
			t.Errorf("%s: %v", p, err)
			continue
		}
		count[m.Class]++
		if m.Bounce != nil {
			bounces[m.Bounce.Class]++
			t.Logf("%s: %s %s %q", filepath.Base(p), m.Class, m.Bounce.Class, m.Bounce.Diagnostic)
		}
		switch m.Class {
		case email.Bounced, email.Delivered, email.Delayed:
		case email.Person, email.Automatic, email.Unclear, email.Report:
			t.Errorf("%s is %s: %q %q", filepath.Base(p), m.Class, m.Subject, m.Evidence)
		}
		if m.Text == "" {
			t.Errorf("%s: no text", filepath.Base(p))
		}
	}
	t.Log(count, bounces)
}
