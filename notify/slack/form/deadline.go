package form

import (
	"fmt"
	"maps"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
)

func deadlines() []Action {
	runs := func(k disclosure.Clock) bool {
		return k.State == disclosure.ClockRunning || k.State == disclosure.ClockExtended || k.State == disclosure.ClockDue
	}
	paused := func(k disclosure.Clock) bool { return k.State == disclosure.ClockPaused }
	binding := func(k disclosure.Clock) bool {
		return k.State != disclosure.ClockWaived && k.State != disclosure.ClockTerminated
	}
	any := func(which func(disclosure.Clock) bool) func(*Seen) bool {
		return func(s *Seen) bool { return s.working() && len(clockChoices(s, which)) > 0 }
	}
	one := func(which func(disclosure.Clock) bool, more ...Field) func(*Seen) []Field {
		return func(s *Seen) []Field {
			return append([]Field{choice(fieldClause, "Deadline", clockChoices(s, which))}, more...)
		}
	}
	until := line(fieldUntil, "New last day", "2020-03-15. It ends at the end of that day.", false)
	return []Action{
		{
			Name: "clock_extend", Group: Deadlines, Label: "Give more time …", Title: "Give more time", Yes: "Extend", Doing: "Extending a deadline",
			Rank: disclosure.Lead, Can: any(runs), Says: saysClocks, Fields: one(runs, until, why("It stays on record.", false)),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: deadline.Extend{Clause: r.Text(fieldClause), Due: r.When(fieldUntil), Reason: r.Text(fieldWhy), Party: disclosure.Vendor}}
			},
			Blame: fieldUntil, Moves: true, Done: "The deadline is extended.",
		},
		{
			Name: "clock_answer", Group: Deadlines, Label: "Answer a request for time …", Title: "A request for time", Yes: "Answer", Doing: "Answering a request for time",
			Rank: disclosure.Lead, Can: func(s *Seen) bool { return s.working() && asked(s) && len(clockChoices(s, runs)) > 0 }, Says: saysAsked,
			Fields: func(s *Seen) []Field {
				day := until
				day.Optional, day.Hint = true, "Only for more time: 2020-03-15, to its end."
				return []Field{
					preset(fieldWhat, "Answer", []Choice{{"refuse", "no: the deadline stays"}, {"grant", "yes: until the day below"}}),
					choice(fieldClause, "Deadline", clockChoices(s, runs)), day, why("It stays on record.", false),
				}
			},
			Read: readAnswer, Blame: fieldUntil, Moves: true, Done: "The answer is on record. Tell them: draft a message in your own words.",
		},
		{
			Name: "clock_pause", Group: Deadlines, Label: "Pause …", Title: "Pause a deadline", Yes: "Pause", Doing: "Pausing a deadline", Rank: disclosure.Lead,
			Can: any(runs), Says: saysClocks,
			Fields: one(runs, preset("ball", "Because", []Choice{{"us", "they wait for us"}, {"agreed", "both sides agreed to it"}}), why("It stays on record.", false)),
			Read: func(_ *Seen, r *Reading) Order {
				do := deadline.PauseClock{Clause: r.Text(fieldClause), Reason: r.Text(fieldWhy), WaitingOn: disclosure.WaitingOnUs}
				if r.Text("ball") == "agreed" {
					do.WaitingOn = disclosure.WaitingAgreed
				}
				return Order{Command: do}
			},
			Blame: fieldClause, Moves: true, Done: "The clock stands. Its date moves by the length of the pause.",
		},
		{
			Name: "clock_resume", Group: Deadlines, Label: "Resume …", Title: "Resume a deadline", Yes: "Resume", Doing: "Resuming a deadline", Rank: disclosure.Lead,
			Can: any(paused), Says: saysClocks, Fields: one(paused, why("It stays on record.", true)),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: deadline.ResumeClock{Clause: r.Text(fieldClause), Reason: r.Text(fieldWhy)}}
			},
			Blame: fieldClause, Moves: true, Done: "The clock runs again.",
		},
		{
			Name: "clock_waive", Group: Deadlines, Label: "Waive …", Title: "Waive a deadline", Yes: "Waive", Doing: "Waiving a deadline", Rank: disclosure.Lead,
			Can: any(binding), Says: saysClocks, Fields: one(binding, why("What it requires will not be done. It takes two people.", false)),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: deadline.WaiveClock{Clause: r.Text(fieldClause), Reason: r.Text(fieldWhy)}}
			},
			Blame: fieldClause, Moves: true, Done: "The clause is waived.",
		},
		{
			Name: "clock_snooze", Group: Deadlines, Label: "Reminders …", Title: "Reminders", Yes: "Set", Doing: "Snoozing reminders", Rank: disclosure.Researcher,
			Can: any(binding), Says: func(*Seen) []string {
				return []string{"What is due stays due: it stays on the agenda, and alerts are still sent."}
			},
			Fields: snoozeFields, Read: readSnooze, Blame: fieldUntil, Done: "The reminders are set.",
		},
	}
}

// clockChoices are the clocks of the case, each with its date. The value is its key.
func clockChoices(s *Seen, which func(disclosure.Clock) bool) []Choice {
	var out []Choice
	for _, key := range slices.Sorted(maps.Keys(s.Case.Clocks)) {
		if k := s.Case.Clocks[key]; which(k) {
			out = append(out, Choice{key, clockName(key) + ": " + clockText(k)})
		}
	}
	return out
}

// clockName is a clock as people name it: its clause, and whose it is.
func clockName(key string) string {
	set := clock.SplitKey(key)
	if set.Role == "" {
		return plainly(key)
	}
	return plainly(set.Clause) + " (" + disclosure.PartyLabel(set.Role, set.Name) + ")"
}

func clockText(k disclosure.Clock) string {
	if k.Due.IsZero() {
		return plainly(string(k.State))
	}
	return k.Due.String() + ", " + plainly(string(k.State))
}

func saysClocks(s *Seen) []string {
	var out []string
	for _, c := range clockChoices(s, func(disclosure.Clock) bool { return true }) {
		out = append(out, c.Label)
	}
	return out
}

// lastAsked is when more time was last asked for, and by whom, if nobody has answered since.
func lastAsked(s *Seen) (at civil.When, who string, ok bool) {
	for _, e := range s.Case.ClockEvents {
		switch e.Kind {
		case disclosure.KindExtensionRequested:
			at, who, ok = e.At, disclosure.PartyLabel(e.Party, e.Name), true
		case disclosure.KindExtensionGranted, disclosure.KindExtensionRefused:
			ok = false
		default:
		}
	}
	return at, who, ok
}

func asked(s *Seen) bool {
	_, _, ok := lastAsked(s)
	return ok
}

func saysAsked(s *Seen) []string {
	at, who, ok := lastAsked(s)
	if !ok {
		return []string{"Nobody waits for an answer to a request for time."}
	}
	return append([]string{"More time was asked for on " + at.String() + " by the " + who + "."}, saysClocks(s)...)
}

func readAnswer(s *Seen, r *Reading) Order {
	if r.Text(fieldWhat) == "grant" {
		if r.Text(fieldUntil) == "" {
			r.Wrong(fieldUntil, "Say until which day.")
		}
		return Order{Command: deadline.Extend{Clause: r.Text(fieldClause), Due: r.When(fieldUntil), Reason: r.Text(fieldWhy), Party: disclosure.Vendor}}
	}
	return Order{Command: record.AddEvent{
		Kind: disclosure.KindExtensionRefused, At: civil.At(s.Now.In(s.Zone)), Party: disclosure.Vendor, Ref: r.Text(fieldClause), Text: r.Text(fieldWhy),
	}}
}

// allReminders is the choice of all clocks of the case.
const allReminders = "all"

func snoozeFields(s *Seen) []Field {
	clocks := clockChoices(s, func(k disclosure.Clock) bool {
		return k.State != disclosure.ClockWaived && k.State != disclosure.ClockTerminated
	})
	day := line(fieldUntil, "Until", "Only to snooze: 2020-02-10, to its end.", true)
	return []Field{
		choice(fieldClause, "Of which deadline", append([]Choice{{allReminders, "all of the case"}}, clocks...)),
		choice(fieldWhat, "Reminders", []Choice{{"until", "put off until the day below"}, {"stop", "stop"}, {"again", "come again"}}), day,
	}
}

func readSnooze(_ *Seen, r *Reading) Order {
	do := deadline.SnoozeReminders{Clause: r.Text(fieldClause)}
	if do.Clause == allReminders {
		do.Clause = ""
	}
	switch r.Text(fieldWhat) {
	case "until":
		if do.Until = r.When(fieldUntil); do.Until.IsZero() {
			r.Wrong(fieldUntil, "Say until which day.")
		}
	case "stop":
		do.Stop = true
	}
	return Order{Command: do}
}

// Moves says what a decision would do to the deadlines: the case before it, and after it with everybody it takes. second says that
// it takes a second person first.
func Moves(before, after *disclosure.Case, second bool) []string {
	keys := slices.Collect(maps.Keys(before.Clocks))
	for key := range after.Clocks {
		if _, known := before.Clocks[key]; !known {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var out []string
	for _, key := range keys {
		was, is := before.Clocks[key], after.Clocks[key]
		switch {
		case was.Due.Compare(is.Due) == 0 && was.State == is.State:
		case was.Due.Compare(is.Due) != 0 && !was.Due.IsZero() && !is.Due.IsZero():
			out = append(out, fmt.Sprintf("moves %s from %s to %s", clockName(key), was.Due, is.Due))
		default:
			out = append(out, fmt.Sprintf("%s: %s, from now on %s", clockName(key), orNone(was), orNone(is)))
		}
	}
	if len(out) == 0 {
		out = append(out, "no deadline moves")
	}
	if second {
		out = append(out, "it takes a second person: until then nothing moves")
	}
	return out
}

func orNone(k disclosure.Clock) string {
	if k.State == "" {
		return "none"
	}
	return clockText(k)
}
