package disclosure

import (
	"testing"
	"time"
)

func TestAsksToStop(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"STOP": true, " STOP.\nRegards": true, "Bonjour,\n\nSTOP\n": true, "*STOP*": true, "« STOP »": true,
		"stop": false, "Please STOP asking": false, "We will not STOP": false, "": false,
		"a\nb\nc\nd\ne\nSTOP": false, // deep in a text it is not an instruction
	} {
		if got := asksToStop(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// A case with one open asset, at a moment.
func stopCase(t *testing.T, now time.Time) (*Case, Env) {
	t.Helper()
	env := Env{Actor: Actor{Name: "alice", Role: Lead, Via: "cli"}, Now: now, Rules: DefaultRules()}
	d, err := Decide(nil, Record{ID: "DL-2020-0001", Facts: Facts{
		Title: "Open bucket", Assets: []Asset{{Kind: "s3", Target: "https://b.s3.example/"}}, Parties: []Party{{Role: Vendor, Name: "V"}},
	}}, env)
	if err != nil {
		t.Fatal(err)
	}
	return Rebuild("DL-2020-0001", d.Events), env
}

func run(t *testing.T, c *Case, env Env, cmd Command) (*Case, Decision) {
	t.Helper()
	d, err := Decide(c, cmd, env)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range d.Events {
		c = Apply(c, e)
	}
	return c, d
}

func TestAStopInAnAnswerEndsTheProbesUntilAPersonTakesItBack(t *testing.T) {
	t.Parallel()
	c, env := stopCase(t, time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC))
	c, _ = run(t, c, env, AddEvent{Kind: KindContacted, At: OnDay(2020, 1, 24), Party: Vendor})
	env.Actor = Engine()
	c, _ = run(t, c, env, RecordInbound{Kind: KindReplied, Channel: Email, Text: "Hello,\nSTOP\n"})
	if !c.Assets[0].Stopped {
		t.Fatal("the probes were not stopped")
	}
	if _, err := Decide(c, RequestProbe{}, env); CodeOf(err) != Refused {
		t.Errorf("a probe after STOP: %v", err)
	}
	env.Actor = Actor{Name: "alice", Role: Lead, Via: "cli"}
	c, d := run(t, c, env, StopProbing{Resume: true, Text: "the vendor agreed"})
	if c.Assets[0].Stopped {
		t.Error("the stop was not taken back")
	}
	if _, err := Decide(c, RequestProbe{}, env); err != nil {
		t.Error(err)
	}
	_ = d
}

func TestAPersonIsAskedOnceWhenProbesDoNotFindOut(t *testing.T) {
	t.Parallel()
	start := time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)
	c, env := stopCase(t, start)
	env.Actor = Engine()
	told := 0
	probe := func(at time.Time, o Observation) {
		env.Now = at
		o.Started = at
		var d Decision
		c, d = run(t, c, env, RecordProbe{Asset: "A1", Observation: o, Asked: Asked{Reason: AskedSchedule}})
		for _, e := range d.Events {
			if e.Detail.Reason == reasonUndecided {
				told++
			}
		}
	}
	for h := 0; h <= 120; h += 12 {
		probe(start.Add(time.Duration(h)*time.Hour), Observation{Reason: ReasonTimeoutRead})
		if want := h >= 72; (told == 1) != want {
			t.Fatalf("after %d hours a person was told %d times", h, told)
		}
	}
	probe(start.Add(130*time.Hour), Observation{Verdict: Open, Reason: ReasonOpen})
	if c.Assets[0].Asked || !c.Assets[0].Undecided.IsZero() {
		t.Error("a verdict did not end the wait")
	}
	for h := 140; h <= 230; h += 10 {
		probe(start.Add(time.Duration(h)*time.Hour), Observation{Reason: ReasonOffline, Local: true})
	}
	if told != 1 {
		t.Error("our own trouble counted as the asset's")
	}
}
