package pace_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure/probe/pace"
)

func TestTargetsOfOneOwnerAreAskedInTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		owners, began := pace.NewOwners(2, time.Now), time.Now()
		for range 5 {
			if err := owners.Wait(t.Context(), "AS64500"); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("five took %s", took)
		}
		if err := owners.Wait(t.Context(), "AS64501"); err != nil || time.Since(began) != 2*time.Second {
			t.Errorf("another owner waited: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if owners.Wait(ctx, "AS64500") == nil {
			t.Error("it waits although the run ended")
		}
	})
}

func TestWithoutARateNobodyWaits(t *testing.T) {
	t.Parallel()
	if err := pace.NewOwners(0, time.Now).Wait(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}
