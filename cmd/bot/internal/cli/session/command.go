package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command"
	"daylight/disclosure/person"
)

// Do executes a command and prints the case's headline.
func (s *Session) Do(ctx context.Context, id disclosure.CaseID, do command.Command) error {
	return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
		c, err := a.Desk.Do(ctx, actor, id, do)
		if err != nil {
			return err
		}
		return s.Changed(c)
	})
}

// Decide executes a decision and says what came of it: the words of its event, and the proposal that it may have become.
func (s *Session) Decide(cmd *cobra.Command, id disclosure.CaseID, do command.Command) error {
	return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
		actor, err := s.Decider(cmd.Context(), a, actor, func(who disclosure.Actor) (person.Decision, error) {
			return a.Desk.Asked(cmd.Context(), who, id, do)
		})
		if err != nil {
			return err
		}
		res, err := a.Desk.Execute(cmd.Context(), actor, id, do)
		if err != nil {
			return err
		}
		return s.Decided(res)
	})
}

// Decided says what came of a decision.
func (s *Session) Decided(res command.Result) error {
	proposed := slices.ContainsFunc(res.Events, func(e disclosure.Event) bool { return e.Detail.Proposal != nil })
	said := make([]string, 0, len(res.Events))
	for i := range res.Events {
		said = append(said, toldOf(&res.Events[i]))
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{"case": res.Case.ID, "seq": res.Case.Version, "proposed": proposed, "events": said})
	}
	for _, line := range said {
		s.Line(line)
	}
	if proposed {
		s.Line("A second person has to approve it with the same command and --sign: a login on this machine is not enough.")
	}
	return nil
}

// toldOf says what an event is, and its own words where they do not say so themselves.
func toldOf(e *disclosure.Event) string {
	what := strings.ReplaceAll(string(e.Kind), "_", " ")
	switch {
	case e.Text == "":
		return what
	case !e.Kind.Info().ByHand || e.Kind == disclosure.KindNote || e.Detail.Clocks != nil: // the text says what it is
		return e.Text
	default:
		return what + ": " + e.Text
	}
}

// Changed reports a case after a change.
func (s *Session) Changed(c *disclosure.Case) error {
	if s.JSON {
		return s.PrintJSON(map[string]any{"case": c.ID, "version": c.Version, "headline": agenda.Headline(c), "next_action": s.next(c)})
	}
	fmt.Fprintf(s.Out, "%s: %s. %s\n", c.ID, agenda.Headline(c), s.next(c))
	return nil
}
