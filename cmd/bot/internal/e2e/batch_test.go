package e2e

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/cmd/bot/internal/cli"
)

// batchChildEnv holds the arguments of a bot that may be killed, one a line.
const batchChildEnv = "DAYLIGHT_BATCH_CHILD"

// TestAKilledListGoesOnWhereItWas kills `bot probe batch` when it has asked four tenths of a list, resumes it, and wants exactly one
// record for each line, in one chain. DAYLIGHT_BATCH says how many lines.
func TestAKilledListGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	lines := 1500
	if s := os.Getenv("DAYLIGHT_BATCH"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10 {
			t.Fatalf("DAYLIGHT_BATCH=%q is no number of lines", s)
		}
		lines = n
	}
	var asked atomic.Int64
	reached := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == int64(lines*4/10) {
			close(reached)
		}
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code></Error>")
	}))
	defer srv.Close()
	dir := t.TempDir()
	list, seen := filepath.Join(dir, "list.txt"), filepath.Join(dir, "seen.jsonl")
	var text strings.Builder
	for n := range lines {
		fmt.Fprintf(&text, "%s/bucket-%d/\n", srv.URL, n)
	}
	if err := os.WriteFile(list, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	first := batchChild(t, dir, list, "--evidence", seen)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-reached
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	before, _ := records(t, seen)
	if before == 0 || before >= lines {
		t.Fatalf("%d of %d lines have a record when the bot is killed", before, lines)
	}
	if out, err := batchChild(t, dir, list, "--resume", seen).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	after, of := records(t, seen)
	if after != lines || len(of) != lines || of[1] != 1 || of[lines] != 1 {
		t.Errorf("%d records of %d lines, want %d", after, len(of), lines)
	}
	t.Logf("%d lines, %d whole records at the kill, %d requests in all, %s", lines, before, asked.Load(), time.Since(began).Round(time.Millisecond))
}

// batchChild is another process of this bot.
func batchChild(t *testing.T, dir, list string, flags ...string) *exec.Cmd {
	t.Helper()
	args := append([]string{"probe", "batch", list, "--kind", "s3", "--concurrency", "64", "--allow-private", "--json"}, flags...)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBatchChild$", "-test.timeout=0")
	cmd.Env = append(os.Environ(), batchChildEnv+"="+strings.Join(args, "\n"), "DAYLIGHT_DIR="+dir)
	return cmd
}

// TestBatchChild is the other process of [TestAKilledListGoesOnWhereItWas].
func TestBatchChild(t *testing.T) {
	args := os.Getenv(batchChildEnv)
	if args == "" {
		t.Skip("it is started by another test")
	}
	if code := cli.Main(context.Background(), strings.Split(args, "\n"), cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: os.Stderr}, os.Getenv); code != 0 {
		t.Errorf("the bot ended with %d", code)
	}
}

// records counts whole records that follow from one another, and those of each line of the list.
func records(t *testing.T, name string) (n int, of map[int]int) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	of = map[int]int{}
	var prev [sha256.Size]byte
	for in := bufio.NewReader(f); ; {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return n, of // what is left was torn
		}
		line = line[:len(line)-1]
		var r struct {
			Number int    `json:"n"`
			Prev   string `json:"prev"`
			Line   int    `json:"line"`
		}
		if err := json.Unmarshal(line, &r); err != nil || r.Number != n+1 || r.Prev != hex.EncodeToString(prev[:]) {
			t.Fatalf("record %d does not follow: %v", n+1, err)
		}
		n, prev = n+1, sha256.Sum256(line)
		of[r.Line]++
	}
}
