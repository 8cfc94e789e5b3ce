package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/fault"
)

func newClock(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use: "clock", Short: "Change the deadlines of a case: extend, pause, waive, snooze reminders",
		Long: "Change the deadlines of a case. `bot policy explain CASE` shows the deadlines and the reason for each;\n" +
			"`bot policy explain CASE --extend 14` shows what an extension would change. A change beyond what the policy lets\n" +
			"one person grant takes two people: the first call records a proposal, the same call by a second person approves it.",
	}
	cmd.AddCommand(newClockExtend(s), newClockPause(s), newClockResume(s), newClockSet(s), newClockWaive(s), newClockQuiet(s))
	return cmd
}

// decision is a command about one clause of a case, with the flags that all of them share.
func decision(s *session.Session, use, short, example string, build func(clause string, until civil.When, reason string) (command.Command, error), date bool) *cobra.Command {
	var until, reason, party string
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: cobra.ExactArgs(2), ValidArgsFunction: completeClauses(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			day, err := session.When("until", until)
			if err != nil {
				return err
			}
			command, err := build(keyOf(args[1], party), day, strings.TrimSpace(reason))
			if err != nil {
				return err
			}
			return s.Decide(cmd, session.CaseID(args[0]), command)
		},
	}
	if date {
		cmd.Flags().StringVar(&until, "until", "", "the new last day, such as 2020-03-15; the deadline ends at the end of that day")
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the history of the case")
	cmd.Flags().StringVar(&party, "party", "", "name of the vendor whose clock it is, where several have one of this clause")
	completeVendors(s, cmd)
	s.Signs(cmd)
	return cmd
}

// keyOf is the key of the clock that a clause and the name of a vendor mean.
func keyOf(clause, party string) string {
	if party == "" {
		return clause
	}
	return (&disclosure.ClockSet{Clause: clause, Role: disclosure.Vendor, Name: party}).Key()
}

func newClockExtend(s *session.Session) *cobra.Command {
	return decision(s, "extend CASE CLAUSE --until DAY --reason WHY", "Give the other side more time",
		"  bot clock extend DL-2020-0001 publication --until 2020-03-15 --reason 'they work on it'",
		func(clause string, until civil.When, reason string) (command.Command, error) {
			return deadline.Extend{Clause: clause, Due: until, Reason: reason, Party: disclosure.Vendor}, nil
		}, true)
}

func newClockSet(s *session.Session) *cobra.Command {
	return decision(s, "set CASE CLAUSE --until DAY", "Set a date in addition to the policy or instead of it",
		"  bot clock set DL-2020-0001 call_back --until 2020-02-03 --reason 'agreed on the phone'",
		func(clause string, until civil.When, reason string) (command.Command, error) {
			return deadline.SetDeadline{Clause: clause, Due: until, Reason: reason}, nil
		}, true)
}

func newClockPause(s *session.Session) *cobra.Command {
	var agreed bool
	cmd := decision(s, "pause CASE CLAUSE", "Pause a clock while they wait for us",
		"  bot clock pause DL-2020-0001 fix --reason 'they asked for details'",
		func(clause string, _ civil.When, reason string) (command.Command, error) {
			ball := disclosure.WaitingOnUs
			if agreed {
				ball = disclosure.WaitingAgreed
			}
			return deadline.PauseClock{Clause: clause, Reason: reason, WaitingOn: ball}, nil
		}, false)
	cmd.Flags().BoolVar(&agreed, "agreed", false, "both sides agreed to a pause for another reason")
	return cmd
}

func newClockResume(s *session.Session) *cobra.Command {
	return decision(s, "resume CASE CLAUSE", "Resume a paused clock; its date moves by the length of the pause", "",
		func(clause string, _ civil.When, reason string) (command.Command, error) {
			return deadline.ResumeClock{Clause: clause, Reason: reason}, nil
		}, false)
}

func newClockWaive(s *session.Session) *cobra.Command {
	return decision(s, "waive CASE CLAUSE --reason WHY", "Waive a clause: what it requires will not be done", "",
		func(clause string, _ civil.When, reason string) (command.Command, error) {
			return deadline.WaiveClock{Clause: clause, Reason: reason}, nil
		}, false)
}

func newClockQuiet(s *session.Session) *cobra.Command {
	var until, party string
	var stop, again bool
	cmd := &cobra.Command{
		Use: "quiet CASE [CLAUSE]", Short: "Snooze or stop the reminders of a clause, of a vendor or of the whole case", Args: cobra.RangeArgs(1, 2),
		Long: "Snooze reminders until the end of a day, stop them, or turn them on again. What is due stays due: it stays on the\n" +
			"agenda, the deadline passes on its day, and alerts are still sent.",
		Example: "  bot clock quiet DL-2020-0001 fix --until 2020-02-10\n" +
			"  bot clock quiet DL-2020-0001 --party 'Clinic 7' --stop\n" +
			"  bot clock quiet DL-2020-0001 --stop\n" +
			"  bot clock quiet DL-2020-0001 --again",
		ValidArgsFunction: completeClauses(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			day, err := session.When("until", until)
			if err != nil {
				return err
			}
			given := 0
			for _, on := range []bool{stop, again, !day.IsZero()} {
				if on {
					given++
				}
			}
			if given != 1 {
				return fault.Errorf(fault.Invalid, "say one of --until DAY, --stop and --again")
			}
			q := deadline.SnoozeReminders{Until: day, Stop: stop}
			if len(args) > 1 {
				q.Clause = args[1]
			}
			q.Clause = keyOf(q.Clause, party)
			return s.Decide(cmd, session.CaseID(args[0]), q)
		},
	}
	f := cmd.Flags()
	f.StringVar(&until, "until", "", "send no reminders until the end of this day")
	f.StringVar(&party, "party", "", "name of a vendor: only its reminders, of the clause or of all its clocks")
	completeVendors(s, cmd)
	f.BoolVar(&stop, "stop", false, "send no more reminders")
	f.BoolVar(&again, "again", false, "turn reminders on again")
	return cmd
}

// completeClauses offers the ids of cases, then the clauses that run in the case.
func completeClauses(s *session.Session) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return s.CompleteCases(cmd, args, prefix)
		}
		var out []string
		err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
			c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
			if err != nil {
				return err
			}
			for name, k := range c.Clocks {
				if strings.HasPrefix(name, prefix) {
					out = append(out, name+"\t"+string(k.State)+" "+k.Due.String())
				}
			}
			return nil
		})
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeVendors offers the names of the vendors of the case for --party.
func completeVendors(s *session.Session, cmd *cobra.Command) {
	err := cmd.RegisterFlagCompletionFunc("party", func(cmd *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
			c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
			if err != nil {
				return err
			}
			for i := range c.Parties {
				if p := &c.Parties[i]; p.Role == disclosure.Vendor && p.Name != "" {
					names = append(names, p.Name)
				}
			}
			return nil
		})
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("cli: " + err.Error()) // the flag does not exist: a defect of this program
	}
}
