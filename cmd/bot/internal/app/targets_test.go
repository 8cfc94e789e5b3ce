package app_test

import (
	"testing"

	"daylight/disclosure"
)

// TestPastedTargetIsReadAsWhatItIs is the table of what people paste and what it has to be read as. "" as kind means refused; no
// bucket, no page about an asset and no junk becomes a plain web address by silence.
func TestPastedTargetIsReadAsWhatItIs(t *testing.T) {
	t.Parallel()
	p := prober(t)
	for _, tt := range pasted {
		got, how, err := p.Canonical(tt.raw, "")
		switch {
		case tt.kind == "" && err == nil:
			t.Errorf("%q is read as %s %s (%s), and has to be refused", tt.raw, got.Kind, got.Target, how)
		case tt.kind != "" && err != nil:
			t.Errorf("%q is refused: %v", tt.raw, err)
		case tt.kind == "":
			if len(err.Error()) < 20 {
				t.Errorf("%q: %v says not what to write", tt.raw, err)
			}
		case got.Kind != tt.kind || got.Target != tt.target || got.Key != tt.key:
			t.Errorf("%q is read as %s %s key %q (%s), want %s %s key %q", tt.raw, got.Kind, got.Target, got.Key, how, tt.kind, tt.target, tt.key)
		default:
			again, _, err := p.Canonical(got.Target, "")
			if err != nil || again.Target != got.Target || again.Kind != got.Kind {
				t.Errorf("%q: its own spelling %s is read as %s %s, %v", tt.raw, got.Target, again.Kind, again.Target, err)
			}
		}
	}
	if len(pasted) < 150 {
		t.Errorf("only %d rows", len(pasted))
	}
}

// TestSpellingsOfOneAssetHaveOnePlace holds that one thing is one case, however it was pasted.
func TestSpellingsOfOneAssetHaveOnePlace(t *testing.T) {
	t.Parallel()
	p := prober(t)
	for _, same := range [][]string{
		{"s3://example-bucket", "https://example-bucket.s3.eu-west-3.amazonaws.com/", "https://s3.eu-west-3.amazonaws.com/example-bucket/", "arn:aws:s3:::example-bucket", "example-bucket.s3-accelerate.amazonaws.com", "aws s3 ls s3://example-bucket --no-sign-request"},
		{"s3://example.bucket", "https://s3-eu-west-1.amazonaws.com/example.bucket/"},
		{"https://example-bucket.fra1.digitaloceanspaces.com", "https://example-bucket.fra1.cdn.digitaloceanspaces.com/"},
		{"https://account1.blob.core.windows.net/export/", "abfss://export@account1.dfs.core.windows.net/", "https://account1.dfs.core.windows.net/export"},
		{"gs://example-bucket", "https://example-bucket.storage.googleapis.com/", "gsutil ls gs://example-bucket"},
		{"redis://db.example.com", "redis-cli -h db.example.com -p 6379", "tcp/db.example.com:6379"},
	} {
		places := map[string]bool{}
		for _, raw := range same {
			got, _, err := p.Canonical(raw, "")
			if err != nil {
				t.Errorf("%s: %v", raw, err)
			}
			places[disclosure.Asset{Target: got.Target}.Place()] = true
		}
		if len(places) != 1 {
			t.Errorf("%v are %d assets: %v", same, len(places), places)
		}
	}
	for _, two := range [][2]string{{"s3://example-bucket", "arn:aws-cn:s3:::example-bucket"}, {"s3://example-bucket", "arn:aws-us-gov:s3:::example-bucket"}, {"s3://example-bucket", "s3://example-bucket2"}} {
		a, _, _ := p.Canonical(two[0], "")
		b, _, _ := p.Canonical(two[1], "")
		if (disclosure.Asset{Target: a.Target}).Place() == (disclosure.Asset{Target: b.Target}).Place() {
			t.Errorf("%s and %s are taken for one", two[0], two[1])
		}
	}
}

// TestAKindThatIsNamedMayBeABareWord holds that only a guess refuses it.
func TestAKindThatIsNamedMayBeABareWord(t *testing.T) {
	t.Parallel()
	if got, _, err := prober(t).Canonical("example-bucket", "s3"); err != nil || got.Target != "https://example-bucket.s3.amazonaws.com/" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, _, err := prober(t).Canonical("https://www.shodan.io/host/198.51.100.7", "http"); err == nil {
		t.Error("a page about an asset is one once the kind is named")
	}
}
