package email_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

func updating() bool {
	return flag.Lookup("update") != nil && flag.Lookup("update").Value.String() == "true"
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew")
	flag.Parse()
	if dir := os.Getenv(crashEnv); dir != "" {
		crashChild(dir)
		return
	}
	if size := os.Getenv(largeEnv); size != "" {
		largeChild(size)
		return
	}
	os.Exit(m.Run())
}

// golden compares with a file of testdata. Line ends are kept.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if updating() {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s\nwant\n%s", name, got, want)
	}
}
