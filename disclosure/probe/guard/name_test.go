package guard_test

import (
	"errors"
	"testing"

	"daylight/disclosure/probe/guard"
)

func TestNamesThatAreNotOfThePublicInternetAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"metadata.google.internal", "METADATA.google.internal.", "metadata", "instance-data.ec2.internal", "a.onion", "onion"} {
		if err := guard.CheckName(name); !errors.Is(err, guard.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"example.com", "metadata.example.com", "onion.example", "192.0.2.1", ""} {
		if err := guard.CheckName(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
