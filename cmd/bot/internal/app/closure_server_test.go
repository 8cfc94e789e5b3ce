//go:build integration

package app_test

import (
	"bytes"
	"context"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

// owner changes the bucket as its owner does, with curl, so that no code of ours stands on both sides.
type owner struct {
	t         *testing.T
	url, auth string
}

func (o owner) do(method, path, content string) {
	o.t.Helper()
	args := []string{
		"-sf", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", o.auth, "-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", "-X", method,
	}
	if content != "" {
		file := filepath.Join(o.t.TempDir(), "content")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			o.t.Fatal(err)
		}
		args = append(args, "-T", file)
	}
	if out, err := exec.CommandContext(context.WithoutCancel(o.t.Context()), "curl", append(args, o.url+path)...).CombinedOutput(); err != nil {
		o.t.Fatalf("%s %s: %v\n%s", method, path, err, out)
	}
}

// allow lets everybody do what is named: list, read, both or nothing.
func (o owner) allow(what ...string) {
	o.t.Helper()
	of := map[string]string{
		"list": `{"Effect":"Allow","Principal":"*","Action":["s3:ListBucket"],"Resource":["arn:aws:s3:::nextmotion"]}`,
		"read": `{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::nextmotion/*"]}`,
	}
	statements := make([]string, len(what))
	for i, w := range what {
		statements[i] = of[w]
	}
	if len(what) == 0 {
		o.do("DELETE", "/nextmotion?policy=", "")
		return
	}
	o.do("PUT", "/nextmotion?policy=", `{"Version":"2012-10-17","Statement":[`+strings.Join(statements, ",")+`]}`)
}

// TestServerReplaysTheReferenceCase lives the case of NextMotion with the real probe against a real server, on a clock that
// jumps: open from 24 January, half shut on 3 February, closed on 5 February, open again by a change of the policy, closed
// once more.
func TestServerReplaysTheReferenceCase(t *testing.T) {
	url := os.Getenv("S3_URL")
	if url == "" {
		t.Skip("it takes a real S3 server, and unit tests install nothing: scripts/peers-s3.sh run starts one and runs this")
	}
	const content, object = "SENTINEL-CONTENT", "image-0001.jpg"
	o := owner{t: t, url: url, auth: os.Getenv("S3_USER") + ":" + os.Getenv("S3_PASSWORD")}
	o.do("PUT", "/nextmotion", "")
	t.Cleanup(func() { o.do("DELETE", "/nextmotion", "") })
	o.do("PUT", "/nextmotion/"+object, content)
	t.Cleanup(func() { o.do("DELETE", "/nextmotion/"+object, "") })

	b := newBench(t, func(_ *config.Config, opts *app.Options) {
		opts.AllowPrivate = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	until := func(moment string) {
		t.Helper()
		end, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		for b.drain(); b.clock.Now().Before(end); b.drain() {
			b.clock.pass(min(3*time.Hour, end.Sub(b.clock.Now())))
		}
	}
	stands := func(id disclosure.CaseID, asset disclosure.ExposureState, list, read disclosure.ExposureState) []closure.FacetState {
		t.Helper()
		_, statuses, err := b.Desk.ProbeHistory(t.Context(), id, "A1")
		if err != nil {
			t.Fatal(err)
		}
		f := statuses[0].Facets
		if len(f) != 2 || statuses[0].Asset.Exposure != asset || f[0].State != list || f[1].State != read {
			t.Fatalf("%s: the asset is %s, want %s with %s and %s: %+v", b.clock.Now(), statuses[0].Asset.Exposure, asset, list, read, f)
		}
		return f
	}

	b.clock.set(t, "2020-01-24T09:00:00Z")
	o.allow("list", "read")
	id := b.record(func(f *disclosure.Facts) {
		f.Assets = []disclosure.Asset{{Kind: "s3", Target: url + "/nextmotion", Key: object}}
	})
	until("2020-02-03T06:00:00Z")
	stands(id, disclosure.ExposureOpen, disclosure.ExposureOpen, disclosure.ExposureOpen)
	o.allow("read") // the listing is shut and the files are not
	until("2020-02-05T06:00:00Z")
	stands(id, disclosure.ExposureOpen, disclosure.ExposureSuspected, disclosure.ExposureOpen)
	o.allow()
	b.do("alice", id, record.AddEvent{Kind: disclosure.KindFixClaimed, At: b.Desk.Now(), Party: disclosure.Vendor})
	until("2020-02-05T12:00:00Z")
	stands(id, disclosure.ExposureSuspected, disclosure.ExposureClosed, disclosure.ExposureSuspected) // the listing, two days after
	if _, err := b.Desk.ProveClosure(t.Context(), id, false); fault.CodeOf(err) != fault.Refused {
		t.Errorf("one day is no proof: %v", err)
	}
	until("2020-02-08T06:00:00Z")
	stands(id, disclosure.ExposureClosed, disclosure.ExposureClosed, disclosure.ExposureClosed)
	a := b.load(id).Assets[0]
	if got := a.Closure.At.First().String(); got != "2020-02-05" || a.Closure.LastOpen.After(time.Date(2020, 2, 5, 6, 0, 0, 0, time.UTC)) ||
		a.Closure.LastOpen.Before(time.Date(2020, 2, 3, 6, 0, 0, 0, time.UTC)) {
		t.Errorf("closed on %s, last open %s", got, a.Closure.LastOpen)
	}
	first, err := b.Desk.ProveClosure(t.Context(), id, false)
	if err != nil || first.Assets[0].Episode != 1 {
		t.Errorf("%+v, %v", first.Proof, err)
	}

	o.allow("list") // a change of the policy opens it again; the watch finds it
	until("2020-02-14T06:00:00Z")
	f := stands(id, disclosure.ExposureReopened, disclosure.ExposureReopened, disclosure.ExposureClosed)
	if len(f[0].Episodes) != 2 || len(f[1].Episodes) != 1 {
		t.Errorf("episodes %+v", f)
	}
	if _, err := b.Desk.ProveClosure(t.Context(), id, false); fault.CodeOf(err) != fault.Refused {
		t.Errorf("what was closed once is proven while it is open: %v", err)
	}
	o.allow()
	until("2020-02-18T06:00:00Z")
	stands(id, disclosure.ExposureClosed, disclosure.ExposureClosed, disclosure.ExposureClosed)
	second, err := b.Desk.ProveClosure(t.Context(), id, false)
	if err != nil || second.Assets[0].Episode != 2 || !strings.HasPrefix(second.Assets[0].FirstClosed, "2020-02-14") && !strings.HasPrefix(second.Assets[0].FirstClosed, "2020-02-15") {
		t.Errorf("%+v, %v", second.Proof, err)
	}
	line, err := b.Desk.Timeline(t.Context(), id)
	if err != nil || len(line.Episodes) != 2 || line.Episodes[0].Closed.First().String() != "2020-02-05" || !line.Episodes[1].Verified || line.Episodes[1].LastOpen.IsZero() {
		t.Errorf("%+v, %v", line.Episodes, err)
	}
	report, err := b.Desk.VerifyProbes(t.Context(), id)
	if err != nil || len(report.Problems) > 0 || report.Plans != report.Probes || report.Probes < 20 {
		t.Errorf("%+v, %v", report, err)
	}
	if a := b.load(id).Assets[0]; a.Probes > 70 {
		t.Errorf("%d probes", a.Probes)
	}
	for _, name := range []string{b.cfg.Database.Path, b.cfg.Database.Path + "-wal"} {
		if stored, err := os.ReadFile(name); err == nil && bytes.Contains(stored, []byte(content)) {
			t.Errorf("content of the bucket is in %s", filepath.Base(name))
		}
	}
}
