package db

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"daylight/disclosure/fault"
)

func TestKeyIsMadeOnceAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "key.txt")
	var keys [8]string
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			k, err := LoadOrCreateKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = k.Identity().String()
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k != keys[0] || k == "" {
			t.Fatal("two keys were made")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestKeyDerivesOnePerPurpose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.txt")
	a, err := LoadOrCreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := LoadOrCreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Derive("mail address"), b.Derive("mail address")) || len(a.Derive("x")) != 32 {
		t.Error("the same purpose gives another key after a restart")
	}
	if bytes.Equal(a.Derive("mail address"), a.Derive("probe")) {
		t.Error("two purposes share a key")
	}
}

func TestKeyIsNeverPrinted(t *testing.T) {
	k := &Key{identity: testIdentity(t)}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("key", "key", k)
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", k)
	fmt.Fprintf(&log, "%v %+v %#v %s %q", k, k, k, k, k)
	if strings.Contains(log.String(), "SECRET") || !strings.Contains(log.String(), "age1") {
		t.Errorf("printed: %s", log.String())
	}
}

func TestKeyFileThatIsRefused(t *testing.T) {
	good := testIdentity(t).String()
	for name, v := range map[string]struct {
		text string
		mode os.FileMode
		says string
	}{
		"others can read it":    {good + "\n", 0o644, "chmod 600"},
		"the group can read it": {good + "\n", 0o640, "chmod 600"},
		"it is empty":           {"", 0o600, "not a key file"},
		"it holds two keys":     {good + "\n" + testIdentity(t).String() + "\n", 0o600, "not a key file"},
		"it is cut off":         {good[:40] + "\n", 0o600, "not a key file"},
		"it is something else":  {"-----BEGIN OPENSSH PRIVATE KEY-----\n", 0o600, "not a key file"},
		"it is far too long":    {strings.Repeat("# x\n", 10_000) + good, 0o600, "not a key file"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key.txt")
			if err := os.WriteFile(path, []byte(v.text), v.mode); err != nil {
				t.Fatal(err)
			}
			_, err := LoadOrCreateKey(path)
			if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), v.says) {
				t.Fatalf("error %v", err)
			}
			if strings.Contains(err.Error(), "AGE-SECRET-KEY-1Q") || strings.Contains(err.Error(), good[:40]) {
				t.Error("the error shows the key")
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != v.text {
				t.Error("the file was changed")
			}
		})
	}
}
