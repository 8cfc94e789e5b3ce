package probe

import (
	"slices"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure/probe"
)

func TestWhatIsOfferedIsWhatThereIs(t *testing.T) {
	t.Parallel()
	p, err := probe.New(probe.Options{Kinds: app.ProbeKinds(), Vantage: "test", Clock: func() time.Time { return time.Time{} }})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(slices.Sorted(slices.Values(p.Kinds())), kinds()) {
		t.Errorf("kinds %v, offered %v", p.Kinds(), kinds())
	}
}
