package casecmd

import (
	"testing"

	"daylight/disclosure"
)

func TestAnAssetIsAKindAndAnAddressOrAnAddressAlone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]disclosure.Asset{
		"s3=bucket":                         {Kind: "s3", Target: "bucket"},
		"https://example.org/?a=b":          {Target: "https://example.org/?a=b"},
		"http=https://example.org/?a=b":     {Kind: "http", Target: "https://example.org/?a=b"},
		"example-bucket.s3.amazonaws.com":   {Target: "example-bucket.s3.amazonaws.com"},
		"files.example.org/x=y":             {Target: "files.example.org/x=y"},
		"s3=https://a.example/?list-type=2": {Kind: "s3", Target: "https://a.example/?list-type=2"},
	} {
		if got := readAsset(in, "", ""); got.Kind != want.Kind || got.Target != want.Target {
			t.Errorf("%s is read as kind %q, target %q", in, got.Kind, got.Target)
		}
	}
}
