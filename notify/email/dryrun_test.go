package email_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

func TestDryRunWritesEachMailOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mails")
	out := outgoing(t, "vendor@example.com")
	m := &marks{}
	first := email.NewDryRun(dir).Send(t.Context(), out, m.mark)
	if first.Kind != ledger.Sent || first.Receipt != "0001-"+out.ID+".eml" || strings.Join(m.seen, " ") != "connect data_end" {
		t.Fatalf("%+v, %v", first, m.seen)
	}
	got, err := os.ReadFile(filepath.Join(dir, first.Receipt))
	if err != nil || !bytes.Equal(got, out.Bytes) {
		t.Errorf("the file differs: %v", err)
	}
	var wg sync.WaitGroup
	for range 8 { // another process would be another DryRun
		wg.Go(func() {
			if again := email.NewDryRun(dir).Send(t.Context(), out, new(marks).mark); again.Receipt != first.Receipt {
				t.Errorf("again: %+v", again)
			}
		})
	}
	wg.Wait()
	if rec := email.NewDryRun(dir).Find(t.Context(), out); rec.Kind != ledger.Sent || rec.Receipt != first.Receipt {
		t.Errorf("reconcile: %+v", rec)
	}
	other := out
	other.ID = "../../etc/passwd"
	second := email.NewDryRun(dir).Send(t.Context(), other, new(marks).mark)
	if second.Receipt != "0002-.._.._etc_passwd.eml" {
		t.Errorf("second: %+v", second)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestDryRunFailures(t *testing.T) {
	out := outgoing(t, "vendor@example.com")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := email.NewDryRun(file).Send(t.Context(), out, new(marks).mark)
	if d.Kind != ledger.Retry || strings.Contains(d.Reason, file) {
		t.Errorf("a folder that is a file: %+v", d)
	}
	dir := t.TempDir()
	d = email.NewDryRun(dir).Send(t.Context(), out, (&marks{failAt: "data_end"}).mark)
	if entries, _ := os.ReadDir(dir); d.Kind != ledger.Retry || len(entries) != 0 {
		t.Errorf("a lease that was lost: %+v, %v", d, entries)
	}
}
