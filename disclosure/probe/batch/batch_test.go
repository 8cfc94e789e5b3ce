package batch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/batch"
	"daylight/disclosure/probe/target"
)

// stubProber answers by the name of the target.
type stubProber struct {
	lasts   time.Duration
	running atomic.Int32
	most    atomic.Int32
}

func (*stubProber) Canonical(raw, kind string) (target.Target, string, error) {
	if strings.HasPrefix(raw, "bad") {
		return target.Target{}, "", fault.Errorf(fault.Invalid, "this is no address")
	}
	return target.Target{Kind: kind, Target: raw}, "as a test", nil
}

func (a *stubProber) ProbeInSlot(ctx context.Context, t target.Target, _ probe.Slot) (observed.Observation, error) {
	n := a.running.Add(1)
	defer a.running.Add(-1)
	for was := a.most.Load(); n > was && !a.most.CompareAndSwap(was, n); was = a.most.Load() {
	}
	select {
	case <-ctx.Done():
		return observed.Observation{Kind: t.Kind}, fault.Errorf(fault.Unavailable, "stopped: %w", ctx.Err())
	case <-time.After(a.lasts):
	}
	o := observed.Observation{Kind: t.Kind, Target: t.Target}
	switch {
	case strings.HasPrefix(t.Target, "panic"):
		panic("SENTINEL")
	case strings.HasPrefix(t.Target, "private"):
		o.Reason = observed.ReasonPolicyDenied
		return o, fault.Errorf(fault.Refused, "not asked")
	case strings.HasPrefix(t.Target, "open"):
		o.Verdict = observed.Open
	case strings.HasPrefix(t.Target, "weak"):
		o.Verdict, o.Strength = observed.Closed, observed.Weak
	case strings.HasPrefix(t.Target, "closed"):
		o.Verdict, o.Strength = observed.Closed, observed.Strong
	case strings.HasPrefix(t.Target, "local"):
		o.Local = true
	}
	return o, nil
}

// collect runs a list and returns the results by line.
func collect(t *testing.T, ctx context.Context, list io.Reader, edit func(*batch.Options)) (map[int]batch.Result, batch.Summary, error) {
	t.Helper()
	got := map[int]batch.Result{}
	o := batch.Options{
		Prober: &stubProber{}, Ahead: 4, Kind: "s3", Clock: time.Now,
		Each: func(r batch.Result) error { got[r.Line] = r; return nil },
		Idle: func(batch.Summary) error { return nil },
	}
	if edit != nil {
		edit(&o)
	}
	s, err := batch.Run(ctx, list, o)
	return got, s, err
}

func TestEveryLineThatNamesATargetHasAResult(t *testing.T) {
	t.Parallel()
	list := "\ufeffopen\n\n# a comment\nclosed\r\n  weak  \n" +
		`{"target":"local","kind":"redis","note":1}` + "\n" + `{"target":` + "\n" + `{"kind":"s3"}` + "\n" +
		"bad SENTINEL\n" + "open" + strings.Repeat("x", 20000) + "\n" + "private\npanic\nother"
	got, s, err := collect(t, t.Context(), strings.NewReader(list), nil)
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[int]struct {
		kind string
		code fault.Code
	}{
		1: {"s3", ""}, 4: {"s3", ""}, 5: {"s3", ""}, 6: {"redis", ""}, 7: {"", fault.Invalid}, 8: {"", fault.Invalid},
		9: {"", fault.Invalid}, 10: {"", fault.Invalid}, 11: {"s3", fault.Refused}, 12: {"", fault.Internal}, 13: {"s3", ""},
	} {
		r, ok := got[line]
		if !ok || r.Observation.Kind != want.kind || fault.CodeOf(r.Err) != want.code {
			t.Errorf("line %d: %+v", line, r)
		}
		if r.Err != nil && strings.Contains(r.Err.Error(), "SENTINEL") {
			t.Errorf("line %d: the error repeats the line: %v", line, r.Err)
		}
	}
	want := batch.Summary{Lines: 11, Open: 1, Closed: 2, Weak: 1, Inconclusive: 2, Local: 1, Refused: 1, Bad: 5, Read: int64(len(list))}
	if s.Took = 0; s != want {
		t.Errorf("%+v, want %+v", s, want)
	}
}

func TestNoMoreAreUnderWayThanMayBe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &stubProber{lasts: time.Second}
		began := time.Now()
		_, s, err := collect(t, t.Context(), strings.NewReader(strings.Repeat("open\n", 100)), func(o *batch.Options) { o.Prober, o.Ahead = a, 10 })
		if err != nil || s.Open != 100 || a.most.Load() != 10 || time.Since(began) != 10*time.Second {
			t.Errorf("%+v, %v: %d at a time, %s", s, err, a.most.Load(), time.Since(began))
		}
	})
}

func TestTheListIsReadOnlyAsFarAsItIsProbed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in := &endless{}
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		_, s, err := collect(t, ctx, in, func(o *batch.Options) { o.Prober, o.Ahead = &stubProber{lasts: time.Second}, 10 })
		if err != nil || !s.Interrupted || s.Probed() < 80 || s.Stopped > 10 {
			t.Errorf("%+v, %v", s, err)
		}
		if n := in.read.Load(); n > int64(s.Lines*len("open\n"))+64<<10 {
			t.Errorf("%d bytes were read for %d lines", n, s.Lines)
		}
	})
}

type endless struct{ read atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, strings.Repeat("open\n", len(p)/5))
	e.read.Add(int64(n))
	return n, nil
}

func TestAListThatHangsDoesNotKeepARunFromItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		defer w.Close()
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		_, s, err := collect(t, ctx, r, nil)
		if err != nil || !s.Interrupted || s.Lines != 0 {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

func TestARunEndsWhenItsResultsGoNowhere(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	for _, edit := range []func(*batch.Options){
		func(o *batch.Options) { o.Each = func(batch.Result) error { return gone } },
		func(o *batch.Options) { o.Idle = func(batch.Summary) error { return gone } },
	} {
		if _, s, err := collect(t, t.Context(), &endless{}, edit); !errors.Is(err, gone) || !s.Interrupted {
			t.Errorf("%+v, %v", s, err)
		}
	}
}

func TestAListThatBreaksOffIsAnError(t *testing.T) {
	t.Parallel()
	list := io.MultiReader(strings.NewReader("open\nopen\n"), broken{})
	if got, _, err := collect(t, t.Context(), list, nil); fault.CodeOf(err) != fault.Unavailable || len(got) != 2 {
		t.Errorf("%d results, %v", len(got), err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("broken") }

func TestAKindMayNeedConsentFirst(t *testing.T) {
	t.Parallel()
	got, s, err := collect(t, t.Context(), strings.NewReader("open\n"), func(o *batch.Options) {
		o.Allow = func(kind string) error { return fault.Errorf(fault.Refused, "%s signs in", kind) }
	})
	if err != nil || s.Refused != 1 || got[1].Observation.Kind != "" {
		t.Errorf("%+v, %+v, %v", got, s, err)
	}
}

func TestTheSlotIsPassedOn(t *testing.T) {
	t.Parallel()
	slot := probe.Slot(func(context.Context, string, string, netip.Addr) (func(observed.Observation) observed.Observation, error) {
		return nil, errors.New("not now")
	})
	_, s, err := collect(t, t.Context(), strings.NewReader("open\n"), func(o *batch.Options) { o.Slot, o.Prober = slot, slotProber{} })
	if err != nil || s.Bad != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

type slotProber struct{}

func (slotProber) Canonical(raw, kind string) (target.Target, string, error) {
	return target.Target{Kind: kind, Target: raw}, "", nil
}

func (slotProber) ProbeInSlot(ctx context.Context, _ target.Target, slot probe.Slot) (observed.Observation, error) {
	_, err := slot(ctx, "", "", netip.Addr{})
	return observed.Observation{}, err
}

func FuzzList(f *testing.F) {
	for _, s := range []string{"", "\n\n", "open\n{}\n", "{\"target\":1}", "#", "\x00\xff", "{\"target\":\"open\"}\r\n# x\nbad"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, list string) {
		got, s, err := collect(t, t.Context(), strings.NewReader(list), nil)
		if err != nil || len(got) != s.Lines || s.Lines > strings.Count(list, "\n")+1 || s.Probed()+s.Bad+s.Refused != s.Lines {
			t.Errorf("%d results, %+v, %v", len(got), s, err)
		}
	})
}

func ExampleSummary_Probed() {
	fmt.Println(batch.Summary{Open: 1, Closed: 2, Inconclusive: 3, Bad: 4}.Probed())
	// Output: 6
}
