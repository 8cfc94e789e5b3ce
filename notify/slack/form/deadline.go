package form

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
)

func deadlines() []Action {
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
			Fields: answerFields,
			Read:   readAnswer, Blame: fieldUntil, Moves: true, Done: "The answer is on record. Where they asked in an issue, it says so there; else tell them, in a message in your own words.",
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

// runs reports whether a clock can be given more time.
func runs(k disclosure.Clock) bool {
	return k.State == disclosure.ClockRunning || k.State == disclosure.ClockExtended || k.State == disclosure.ClockDue
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

// waiting are the requests for more time that nobody has answered, the newest of each party.
func waiting(s *Seen) []disclosure.ClockEvent {
	var out []disclosure.ClockEvent
	for _, e := range s.Case.ClockEvents {
		if e.Kind != disclosure.KindExtensionRequested {
			continue
		}
		if last, ok := s.Case.Wanting(e.Party, e.Name); ok && last.Seq == e.Seq && last.At.Compare(e.At) == 0 {
			out = append(out, e)
		}
	}
	return out
}

func asked(s *Seen) bool { return len(waiting(s)) > 0 }

// wanted is what the only request that waits says of itself; nil where it says nothing, or several wait.
func wanted(s *Seen) *disclosure.MoreTime {
	all := waiting(s)
	if len(all) != 1 {
		return nil
	}
	return all[0].Wants
}

// saysAsked says who asked for how much and why, and where each date would be then.
func saysAsked(s *Seen) []string {
	all := waiting(s)
	if len(all) == 0 {
		return []string{"Nobody waits for an answer to a request for time."}
	}
	var out []string
	for _, e := range all {
		who := disclosure.PartyLabel(e.Party, e.Name)
		if e.Wants == nil {
			out = append(out, "More time was asked for on "+e.At.String()+" by the "+who+".")
			continue
		}
		out = append(out, fmt.Sprintf("%s asked for on %s by the %s. Their reason: %s", moreDays(e.Wants.Days), e.At, who, cmp.Or(e.Wants.Why, "none")))
	}
	w := wanted(s)
	for _, c := range clockChoices(s, func(disclosure.Clock) bool { return true }) {
		if day := s.later(c.Value, w); !day.IsZero() {
			c.Label += "; with what they ask for " + day.String()
		}
		out = append(out, c.Label)
	}
	return out
}

func moreDays(n int) string {
	if n == 1 {
		return "1 more day was"
	}
	return fmt.Sprintf("%d more days were", n)
}

// later is the last day of a clock that runs, with what somebody asks for; zero where that cannot be said.
func (s *Seen) later(key string, w *disclosure.MoreTime) civil.Date {
	k := s.Case.Clocks[key]
	if w == nil || k.Due.IsZero() || !runs(k) {
		return civil.Date{}
	}
	return k.Due.Last().AddDays(w.Days)
}

// askedClock is the clock that a request is about, as far as the case tells: the one for the fix, else the only one that runs.
func askedClock(s *Seen) string {
	all, found := clockChoices(s, runs), ""
	for _, c := range all {
		if s.Case.Clocks[c.Value].What != disclosure.DueFix {
			continue
		}
		if found != "" {
			return "" // of several the person says which
		}
		found = c.Value
	}
	if found == "" && len(all) == 1 {
		found = all[0].Value
	}
	return found
}

func answerFields(s *Seen) []Field {
	which := choice(fieldClause, "Deadline", clockChoices(s, runs))
	day := line(fieldUntil, "New last day", "Only for more time: 2020-03-15, to its end.", true)
	because := why("It stays on record, for the team.", false)
	if w := wanted(s); w != nil {
		if key := askedClock(s); key != "" {
			which.Initial, day.Initial = Choice{Value: key}.Short(), s.later(key, w).String()
		}
		text := []rune("They ask for " + strconv.Itoa(w.Days) + " more days: " + w.Why)
		because.Initial = string(text[:min(len(text), maxWhy)])
	}
	return []Field{preset(fieldWhat, "Answer", []Choice{{"refuse", "no: the deadline stays"}, {"grant", "yes: until the day below"}}), which, day, because}
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
