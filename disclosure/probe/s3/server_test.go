//go:build integration

package s3_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/target"
)

// admin talks to the server as its owner, with curl, so that no code of ours stands on both sides.
type admin struct {
	t         *testing.T
	url, auth string
}

func (a admin) do(method, path, file string) {
	a.t.Helper()
	args := []string{
		"-sf", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", a.auth, "-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", "-X", method,
	}
	if file != "" {
		args = append(args, "-T", file)
	}
	if out, err := exec.CommandContext(a.t.Context(), "curl", append(args, a.url+path)...).CombinedOutput(); err != nil {
		a.t.Fatalf("%s %s: %v\n%s", method, path, err, out)
	}
}

// policy lets everybody do the actions, each with the resource it belongs to.
func (a admin) policy(list, read bool) {
	a.t.Helper()
	var statements []string
	if list {
		statements = append(statements, `{"Effect":"Allow","Principal":"*","Action":["s3:ListBucket"],"Resource":["arn:aws:s3:::example-bucket"]}`)
	}
	if read {
		statements = append(statements, `{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::example-bucket/*"]}`)
	}
	if len(statements) == 0 {
		a.do("DELETE", "/example-bucket?policy=", "")
		return
	}
	file := filepath.Join(a.t.TempDir(), "policy.json")
	doc := `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
	if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
		a.t.Fatal(err)
	}
	a.do("PUT", "/example-bucket?policy=", file)
}

// TestServerOpenHalfClosedReopenedGone walks a bucket on a real server through its life.
func TestServerOpenHalfClosedReopenedGone(t *testing.T) {
	url := os.Getenv("S3_URL")
	if url == "" {
		t.Skip("it takes a real S3 server, and unit tests install nothing: scripts/peers-s3.sh run starts one and runs this")
	}
	a := admin{t: t, url: url, auth: os.Getenv("S3_USER") + ":" + os.Getenv("S3_PASSWORD")}
	object := filepath.Join(t.TempDir(), "object")
	if err := os.WriteFile(object, []byte("SENTINEL"), 0o600); err != nil {
		t.Fatal(err)
	}
	a.do("PUT", "/example-bucket", "")
	a.do("PUT", "/example-bucket/"+probetest.Secret, object)
	p := probetest.New(t, nil, s3.New())
	asset := target.Target{Kind: "s3", Target: url + "/example-bucket", Key: probetest.Secret}
	step := func(name string, verdict observed.Verdict, list, read observed.Reason) {
		t.Helper()
		o, err := probetest.Observe(t, p, asset)
		if err != nil || o.Verdict != verdict || o.Facets["list"].Reason != list || o.Facets["read"].Reason != read {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
	a.policy(true, true)
	step("open", observed.Open, "open", "open")
	a.policy(false, true)
	step("half closed: the listing is shut, the object is not", observed.Open, "access_denied", "open")
	a.policy(false, false)
	step("closed", observed.Closed, "access_denied", "access_denied")
	a.policy(true, true)
	step("reopened", observed.Open, "open", "open")
	a.do("DELETE", "/example-bucket/"+probetest.Secret, "")
	a.do("DELETE", "/example-bucket", "")
	// This server does not tell strangers whether a bucket exists. Either way it is closed.
	step("gone", observed.Closed, "access_denied", "access_denied")
}
