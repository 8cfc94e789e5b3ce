package notifytest

import (
	"fmt"
	"testing"
	"time"

	"daylight/disclosure/ledger"
)

// scenario is one thing that can happen on the way. place makes a new channel in front of a new server.
type scenario struct {
	name string
	play func(t reporter, place func() Place)
}

// Run plays the suite, and holds that it turns red for a channel whose look is wrong. place makes a new channel in front of a new server.
func Run(t *testing.T, place func(t *testing.T) Place) {
	t.Helper()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			s.play(t, func() Place { return place(t) })
		})
	}
	t.Run("a look that is wrong turns the suite red", func(t *testing.T) { sharp(t, place) })
}

// once holds that what is said to be there is there once, and that nothing is said that nobody can know.
func once(t reporter, p Place, e end) {
	t.Helper()
	switch n := p.Copies(); {
	case e.kind == ledger.Sent && n != 1:
		t.Errorf("it is said to be there, and %d copies are: %s", n, e.reason)
	case e.kind != ledger.Sent && (p.Proves || e.kind != ledger.Uncertain):
		t.Errorf("it ended as %s (%s), with %d copies", e.kind, e.reason, n)
	}
}

func scenarios() []scenario {
	out := []scenario{{"it is there once", func(t reporter, place func() Place) {
		p := place()
		if e := play(t, p); e.kind != ledger.Sent || p.Copies() != 1 || e.took > 0 {
			t.Errorf("%+v, %d copies", e, p.Copies())
		}
	}}}
	for _, f := range []Fault{LostBefore, LostDuring, LostAfter, Busy, BusyBare, Down, DownBare} {
		out = append(out, faulty(f)...)
	}
	out = append(out, scenario{"what is there is found", func(t reporter, place func() Place) {
		p := place()
		if !p.Sees || !p.Fail(LostAfter) {
			t.Skip("the channel cannot look")
		}
		if e := play(t, p); e.kind != ledger.Sent || p.Copies() != 1 {
			t.Errorf("%+v, %d copies", e, p.Copies())
		}
	}}, scenario{"what was asked for to be later is not asked for earlier", func(t reporter, place func() Place) {
		for _, f := range []Fault{Busy, Down} {
			p := place()
			if !p.Fail(f) {
				continue
			}
			if e := play(t, p); e.took < 30*time.Second {
				t.Errorf("%s: after %s", f, e.took)
			}
		}
	}})
	for _, jump := range []time.Duration{-time.Hour, time.Hour, -24 * 365 * time.Hour} {
		out = append(out, moved(jump))
	}
	for _, after := range []bool{false, true} {
		for mark := 1; mark <= 4; mark++ {
			out = append(out, scenario{fmt.Sprintf("it dies at the mark %d, which was stored: %v", mark, after), func(t reporter, place func() Place) {
				p := place()
				once(t, p, play(t, p, func(d *driver) { d.dieAt, d.after = mark, after }))
			}})
		}
	}
	return append(out, scenario{"it dies before its result is stored", unstored})
}

// faulty are the scenarios of one fault: by itself, with a list that is behind, and with a server that nobody can look at.
func faulty(f Fault) []scenario {
	failing := func(t reporter, place func() Place) Place {
		p := place()
		if !p.Fail(f) {
			t.Skip("the channel has no form of it")
		}
		return p
	}
	return []scenario{
		{string(f), func(t reporter, place func() Place) {
			p := failing(t, place)
			once(t, p, play(t, p))
		}},
		{string(f) + ", and what was accepted becomes visible after two minutes", func(t reporter, place func() Place) {
			p := failing(t, place)
			p.Hide(true)
			begin := time.Time{}
			once(t, p, play(t, p, func(d *driver) {
				begin = d.now
				d.before = func(d *driver) { p.Hide(d.now.Sub(begin) < 2*time.Minute) }
			}))
		}},
		{string(f) + ", and nobody can look for an hour", func(t reporter, place func() Place) {
			p := failing(t, place)
			p.Blind(true)
			if e := play(t, p); e.kind == ledger.Sent && p.Copies() != 1 || e.kind == ledger.Permanent {
				t.Errorf("%+v, %d copies", e, p.Copies())
			}
		}},
	}
}

func moved(jump time.Duration) scenario {
	return scenario{fmt.Sprintf("the clock moves by %s between two steps", jump), func(t reporter, place func() Place) {
		p := place()
		p.Fail(LostAfter)
		p.Hide(true)
		steps := 0
		once(t, p, play(t, p, func(d *driver) {
			d.before = func(d *driver) {
				if steps++; steps == 2 {
					d.now = d.now.Add(jump)
				}
				p.Hide(steps < 3)
			}
		}))
	}}
}

// unstored dies when everything is done: the result is lost, what was marked is not.
func unstored(t reporter, place func() Place) {
	p := place()
	first := true
	once(t, p, play(t, p, func(d *driver) {
		d.before = func(d *driver) {
			if !first {
				return
			}
			first = false
			_, _ = d.step()
			d.now = d.now.Add(2 * time.Minute)
		}
	}))
}
