package exposure_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/observed"
)

// machine has the two clocks of a machine: one that is set, and one that only runs.
type machine struct {
	wall time.Time
	up   time.Duration
	boot string
}

func (m *machine) sleep(d time.Duration) { m.wall, m.up = m.wall.Add(d), m.up+d }

func (m *machine) set(by time.Duration) { m.wall = m.wall.Add(by) }

// ask records an answer at once.
func (m *machine) ask(p *commandtest.Play, o observed.Observation) {
	o.Started, o.Boot, o.UpMs = m.wall, m.boot, m.up.Milliseconds()
	p.Now = m.wall
	p.Probe(o, disclosure.ProbeForPerson)
}

func TestAClockThatRanAheadProvesNothing(t *testing.T) {
	for name, boot := range map[string]string{"with the clock that nobody sets": "b1", "without it": ""} {
		t.Run(name, func(t *testing.T) {
			p := commandtest.NewPlay(t)
			m := &machine{wall: p.Now, boot: boot}
			m.ask(p, commandtest.SeesOpen(m.wall))
			m.sleep(time.Hour)
			m.set(99 * time.Hour)
			for _, wait := range []time.Duration{0, 13 * time.Hour, 14 * time.Hour} {
				m.sleep(time.Minute)
				m.set(wait)
				m.ask(p, commandtest.SeesClosed(m.wall))
			}
			if got := p.Exposure("A1"); boot != "" && got != disclosure.ExposureOpen {
				t.Errorf("three answers of three minutes made it %s", got)
			}
			m.set(-126 * time.Hour)
			for range 3 {
				m.sleep(time.Minute)
				m.ask(p, commandtest.SeesOpen(m.wall))
			}
			a, _ := p.C.Asset("A1")
			if a.Exposure != disclosure.ExposureOpen && a.Exposure != disclosure.ExposureReopened || a.Streak.Running() || !a.LastSeen.Equal(m.wall) {
				t.Errorf("it is open, and on record it is %s, asked at %s, now is %s", a.Exposure, a.LastSeen, m.wall)
			}
			commandtest.WantSameCase(t, p)
			if problems := closure.CheckRecord(p.C.ID, p.Events, p.Rules.Probing.Rule); len(problems) > 0 {
				t.Errorf("the record: %v", problems)
			}
			// What is shut from now on closes in its own time.
			for range 3 {
				m.sleep(13 * time.Hour)
				m.ask(p, commandtest.SeesClosed(m.wall))
			}
			if got := p.Exposure("A1"); got != disclosure.ExposureClosed {
				t.Errorf("shut for 26 hours on a clock that is right: %s", got)
			}
		})
	}
}

func TestAnAnswerThatBeginsAfterItIsRecordedProvesNothing(t *testing.T) {
	p := commandtest.NewPlay(t)
	p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule)
	p.Now = p.Now.Add(time.Hour)
	p.Probe(commandtest.SeesClosed(p.Now.Add(time.Hour)), disclosure.ProbeForPerson)
	if a, _ := p.C.Asset("A1"); a.Streak.Running() || a.Last.Verdict != observed.Inconclusive || a.Last.Reason != observed.ReasonClockJumped {
		t.Errorf("%+v", a)
	}
	p.Probe(commandtest.SeesOpen(p.Now.Add(time.Hour)), disclosure.ProbeForPerson)
	if a, _ := p.C.Asset("A1"); a.Exposure != disclosure.ExposureOpen || !a.Streak.LastOpen.Equal(p.Now) {
		t.Errorf("%+v", a)
	}
}

const (
	jumpsEnv = "DAYLIGHT_JUMPS" // how many answers, for a long run
	fewJumps = 20_000
)

// TestNoJumpOfAClockClosesAnything lets the clock of a machine jump by an hour, by a hundred and by a year, back and forth, while the
// asset opens and shuts. What is called closed has answered so for a real day, three times, with nothing open since.
//
//	DAYLIGHT_JUMPS=1000000 go test -count=1 -timeout 30m -run TestNoJumpOfAClockClosesAnything ./disclosure/command/exposure/
func TestNoJumpOfAClockClosesAnything(t *testing.T) {
	count := fewJumps
	if n, err := strconv.Atoi(os.Getenv(jumpsEnv)); err == nil {
		count = n
	}
	year := 365 * 24 * time.Hour
	jumps := []time.Duration{time.Hour, -time.Hour, 100 * time.Hour, -100 * time.Hour, year, -year}
	rule := closure.DefaultRules().Rule
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	closed := 0
	for asked := 0; asked < count; {
		a := disclosure.Asset{ID: "A1", Exposure: disclosure.ExposureUnconfirmed}
		m := &machine{wall: time.Date(2020, 2, 5, 9, 0, 0, 0, time.UTC), boot: "b1"}
		var shut []time.Duration // when it answered so since it was open last, by the clock that nobody sets
		for range 200 {
			asked++
			m.sleep(time.Duration(random.IntN(16*60)) * time.Minute)
			if random.IntN(6) == 0 {
				m.set(jumps[random.IntN(len(jumps))])
			}
			o := commandtest.SeesClosed(m.wall)
			if random.IntN(8) == 0 {
				o, shut = commandtest.SeesOpen(m.wall), nil
			} else {
				shut = append(shut, m.up)
			}
			o.Started, o.Boot, o.UpMs = m.wall, m.boot, m.up.Milliseconds()
			if random.IntN(10) == 0 {
				m.set(jumps[random.IntN(len(jumps))]) // during the probe
			}
			closure.Date(&a, &o, m.wall)
			a.Streak = rule.Next(a.Streak, &o)
			if !o.Started.Before(a.LastSeen) || o.ClockJumped {
				a.LastSeen, a.Boot, a.UpMs = o.Started, o.Boot, o.UpMs
			}
			if _, ok := rule.Confirmed(a.Streak); !ok {
				continue
			}
			closed++
			if o.Verdict == observed.Open || len(shut) < 3 || shut[len(shut)-1]-shut[0] < rule.Over-5*time.Minute {
				t.Fatalf("seed %d: closed after %v: %+v", seed, shut, a.Streak)
			}
		}
	}
	if closed == 0 {
		t.Errorf("seed %d: nothing was ever closed: this shows nothing", seed)
	}
	t.Logf("seed %d: %d answers, %d of them confirmed a closure", seed, count, closed)
}
