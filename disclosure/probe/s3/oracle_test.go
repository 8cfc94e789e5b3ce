package s3_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/target"
)

// TestAgainstAnIndependentServer probes an S3 server that we did not write. It never denies access, so it can only be
// open or without the bucket; and it takes max-keys=0 as "no limit", so it is the one that would send names.
func TestAgainstAnIndependentServer(t *testing.T) {
	backend := s3mem.New()
	if err := backend.CreateBucket("example-bucket"); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		name := strings.Repeat("x", i) + probetest.Secret
		if _, err := backend.PutObject("example-bucket", name, nil, strings.NewReader("SENTINEL"), 8, nil); err != nil {
			t.Fatal(err)
		}
	}
	srv := httptest.NewServer(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	defer srv.Close()
	p := probetest.New(t, nil, s3.New())
	for _, tt := range []struct {
		name, bucket, key string
		verdict           observed.Verdict
		list, read        observed.Reason
	}{
		{"open bucket, known object", "example-bucket", probetest.Secret, observed.Open, "open", "open"},
		{"open bucket, missing object", "example-bucket", "missing", observed.Open, "open", "unrecognised"},
		{"no bucket", "other-bucket", "k", observed.Closed, "resource_gone", "resource_gone"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asset := target.Target{Kind: "s3", Target: srv.URL + "/" + tt.bucket, Key: tt.key}
			o, err := probetest.Observe(t, p, asset)
			if err != nil || o.Verdict != tt.verdict || o.Facets["list"].Reason != tt.list || o.Facets["read"].Reason != tt.read {
				t.Errorf("%+v, %v", o, err)
			}
			if tt.verdict == observed.Open && o.Bytes > 256 {
				t.Errorf("read %d bytes of a listing", o.Bytes)
			}
		})
	}
	t.Run("deleted meanwhile", func(t *testing.T) {
		empty := s3mem.New()
		_ = empty.CreateBucket("example-bucket")
		srv := httptest.NewServer(gofakes3.New(empty, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
		defer srv.Close()
		asset := target.Target{Kind: "s3", Target: srv.URL + "/example-bucket"}
		before, err := probetest.Observe(t, p, asset)
		if err != nil || before.Verdict != observed.Open {
			t.Errorf("an empty bucket is as open as a full one: %+v, %v", before, err)
		}
		_ = empty.DeleteBucket("example-bucket")
		after, err := probetest.Observe(t, p, asset)
		if err != nil || after.Verdict != observed.Closed || after.Strength != observed.Strong || after.AnswerMAC == before.AnswerMAC {
			t.Errorf("%+v, %v", after, err)
		}
	})
}
