package app

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/batch"
	"daylight/disclosure/probe/pace"
)

func TestAKindThatGoesFurtherTakesACase(t *testing.T) {
	t.Parallel()
	consent := consentOf(&config.Config{}, ProbeKinds())
	for kind, refuse := range map[string]bool{"rabbitmq": true, "mysql_login": true, "mysql": false, "s3": false} {
		if err := mayAsk(consent, kind); (fault.CodeOf(err) == fault.Refused) != refuse {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestWhatTakesTwoPeopleAsksBareTargetsOfOurOwnOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		addr   string
		refuse bool
	}{{"127.0.0.1", false}, {"10.1.2.3", false}, {"::1", false}, {"192.0.2.7", true}, {"", true}} {
		addr, _ := netip.ParseAddr(c.addr) // nothing where nobody knows
		_, err := ownOnly(true, nil)(t.Context(), "key", "host", addr)
		if (fault.CodeOf(err) == fault.Refused) != c.refuse {
			t.Errorf("%s: %v", c.addr, err)
		}
	}
	if ownOnly(false, nil) != nil {
		t.Error("what needs nobody's word waits for something")
	}
	bare, err := NewBareProber(&config.Config{Probe: config.Probe{Vantage: "here", SecondPerson: "all"}}, "test", probe.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := bare.Ask(t.Context(), disclosure.Asset{Kind: "http", Target: "http://192.0.2.7/"}, false); fault.CodeOf(err) != fault.Refused {
		t.Errorf("where every asset takes two people, a bare target: %v", err)
	}
}

func TestAJobWaitsForItsTurnOnlyForAWhile(t *testing.T) {
	t.Parallel()
	prober, err := probe.New(probe.Options{Kinds: ProbeKinds(), Clock: systemClock})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		gate := pace.NewGate(pace.Rules{}, systemClock, nil)
		addr := netip.MustParseAddr("192.0.2.7")
		leave, err := gate.Enter(t.Context(), "other", "", addr)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for _, why := range []disclosure.ProbeReason{disclosure.ProbeForPerson, disclosure.ProbeForSchedule} {
			_, err = pacedProber{prober, gate}.Probe(t.Context(), "DL-2020-0001", disclosure.Asset{Kind: "http", Target: "http://192.0.2.7/"}, why)
			if _, ok := errors.AsType[engine.Deferred](err); !ok || time.Since(began) != slotWait {
				t.Errorf("%s: %v after %s", why, err, time.Since(began))
			}
			began = time.Now()
		}
		leave(observed.Observation{})
	})
}

func TestAListIsHeldBackByTheConfiguration(t *testing.T) {
	t.Parallel()
	cfg := config.Default()
	cfg.Probe.Rate, cfg.Probe.PerNetwork = 7, 3
	if r := paceOf(&cfg); r.Rate != 7 || r.PerNetwork != 3 || !r.Free(netip.MustParseAddr("127.0.0.1")) || r.Free(netip.MustParseAddr("10.0.0.1")) {
		t.Errorf("%+v", r)
	}
}

func TestAListPausesWhileTheCanaryIsDown(t *testing.T) {
	t.Parallel()
	cfg := config.Default()
	cfg.Probe.AllowPrivate = []string{"127.0.0.0/8"}
	cfg.Probe.Canary = "http://127.0.0.1:1/" // nobody listens there
	bare, err := NewBareProber(&cfg, "test", probe.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	said := make(chan pace.Notice, 1)
	list := make(chan string)
	go func() {
		defer close(list)
		select {
		case <-said:
			list <- "http://127.0.0.1:1/\n" // read while we are down, so that it has no turn
			stop()
		case <-ctx.Done():
		}
	}()
	s, err := bare.Batch(ctx, lazy{list}, BatchOptions{
		Concurrency: 1, Rate: -1, PerNetwork: -1, Say: func(n pace.Notice) { said <- n },
		Each: func(r batch.Result) error { t.Errorf("asked: %+v", r); return nil },
		Idle: func(batch.Summary) error { return nil },
	})
	if err != nil || !s.Interrupted || s.Probed() != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

// lazy is a list that comes when it comes.
type lazy struct{ lines <-chan string }

func (l lazy) Read(p []byte) (int, error) {
	line, ok := <-l.lines
	if !ok {
		return strings.NewReader("").Read(p)
	}
	return copy(p, line), nil
}
