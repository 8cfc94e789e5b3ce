package db

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/fault"
)

func TestOneProcessServesADatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	release, err := Serve(path, day0)
	if err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Serve(path, day0.Add(time.Hour))
	want := fmt.Sprintf("is served already, by process %d on %s, since %s", os.Getpid(), host, day0.UTC().Format("2006-01-02 15:04:05 UTC"))
	if fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	again, err := Serve(path, day0)
	if err != nil {
		t.Fatalf("what a process left behind is no lock: %v", err)
	}
	if err := again(); err != nil {
		t.Fatal(err)
	}
}

// childServe takes the lock, says so, and holds it until it is killed.
func childServe() error {
	if _, err := Serve(os.Getenv(childPath), day0); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "serving")
	time.Sleep(time.Hour)
	return nil
}

func TestTheLockDiesWithItsProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	cmd := child(t, "serve", path, "")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "serving\n" {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := Serve(path, day0); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), fmt.Sprint("process ", cmd.Process.Pid)) {
		t.Errorf("beside another process: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	release, err := Serve(path, day0)
	if err != nil {
		t.Fatalf("after its holder was killed: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
}
