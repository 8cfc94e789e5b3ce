package draft

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

func newSilent(s *session.Session) *cobra.Command {
	var clause string
	var dry bool
	cmd := &cobra.Command{
		Use: "silent CASE", Short: "Write to every vendor that was told and has not answered", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long: "Write a follow_up to each vendor that was told and has not answered, or the message of a clause to those for whom it is\n" +
			"due. Each is a message of its own in the language of its party, and all of them are one batch: `bot draft batch`.\n" +
			"Who has a draft that may still leave gets no second one. Nothing is sent.",
		Example: "  bot draft silent DL-2020-0001 --dry-run\n  bot draft silent DL-2020-0001 --clause second_channel",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				out, err := a.Desk.DraftSilent(ctx, actor, id, clause, dry)
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(out)
				}
				return showSilent(s, id, &out, dry)
			})
		},
	}
	cmd.Flags().StringVar(&clause, "clause", "", "write only to those for whom this clause of the policy is due, what it asks for")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be written, and write nothing")
	if err := cmd.RegisterFlagCompletionFunc("clause", completeClauses(s)); err != nil {
		panic("cli: " + err.Error()) // the flag does not exist: a defect of this program
	}
	return cmd
}

func showSilent(s *session.Session, id disclosure.CaseID, out *desk.Silent, dry bool) error {
	s.Line(fmt.Sprintf("%d told, %d silent, %d answered", out.Told, out.Silent, out.Told-out.Silent))
	rows := make([][]string, len(out.Parties))
	for i, p := range out.Parties {
		rows[i] = []string{wording.Dash(p.Draft), p.Name, wording.Dash(p.Country), wording.Dash(p.Contact), wording.Dash(p.Lang), wording.Dash(p.Reason)}
	}
	if len(rows) > 0 {
		if err := s.Table([]string{"draft", "party", "country", "to", "lang", "why not"}, rows); err != nil {
			return err
		}
	}
	switch {
	case out.Drafts == 0:
		s.Line("Nothing to write.")
	case dry:
		s.Line(wording.Count(out.Drafts, "draft", "drafts") + " would be written.")
	default:
		s.Line(fmt.Sprintf("%s: %s. Read its sample: bot draft batch read %s %s", out.Batch, wording.Count(out.Drafts, "draft", "drafts"), id, out.Batch))
	}
	return nil
}

func newBatch(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use: "batch", Short: "Read, approve and send many messages as one list",
		Long: "Messages that were written in one go are approved as one list: who approves has read a sample of them (one in each\n" +
			"language, at least three, drawn by the digest of the list), and each is approved by the rule of its kind. Each is a\n" +
			"message of its own, and what it says is proven again when it leaves.",
	}
	cmd.AddCommand(newBatchList(s), newBatchRead(s), newBatchApprove(s), newBatchSend(s))
	return cmd
}

func newBatchList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "list CASE", Short: "List the batches of a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				all := message.Batches(c)
				if s.JSON {
					return s.PrintJSON(map[string]any{"batches": all})
				}
				rows := make([][]string, len(all))
				for i, v := range all {
					rows[i] = []string{v.ID, strconv.Itoa(len(v.Drafts)), countStates(v.Drafts), strings.Join(v.Sample, " "), v.Digest[:min(16, len(v.Digest))]}
				}
				return s.Table([]string{"batch", "drafts", "states", "sample", "digest"}, rows)
			})
		},
	}
}

func countStates(drafts []disclosure.Draft) string {
	var parts []string
	for _, state := range []disclosure.DraftState{disclosure.DraftOpen, disclosure.DraftApproved, disclosure.DraftSent} {
		n := 0
		for i := range drafts {
			if drafts[i].State == state {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return strings.Join(parts, ", ")
}

func newBatchRead(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "read CASE BATCH", Short: "Show the sample of a batch, which puts on record that you read it", Args: cobra.ExactArgs(2), ValidArgsFunction: completeBatches(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				_, v, err := a.Desk.Batch(ctx, id, args[1])
				if err != nil {
					return err
				}
				type read struct {
					disclosure.Draft
					Text string `json:"text"`
				}
				var texts []read
				for _, one := range v.Sample {
					d, body, err := a.Desk.DraftText(ctx, id, one)
					if err != nil {
						return err
					}
					texts = append(texts, read{d, body})
					if !s.JSON {
						showDraft(s, d, body)
						s.Line("")
					}
				}
				if _, err := a.Desk.Do(ctx, actor, id, message.ReadSample{Batch: v.ID, Of: v.Of}); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"case": id, "batch": v.ID, "digest": v.Digest, "sample": texts})
				}
				s.Line(fmt.Sprintf("%s as a sample of %d. To approve the list: bot draft batch approve %s %s", wording.Count(len(texts), "message", "messages"), len(v.Drafts), id, v.ID))
				return nil
			})
		},
	}
}

func newBatchApprove(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{
		Use: "approve CASE BATCH", Short: "Approve the messages of a batch, under your name", Args: cobra.ExactArgs(2), ValidArgsFunction: completeBatches(s),
		Long: "Approve the list: from now on exactly these bytes can be sent. You have read its sample. Nothing is sent yet.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				approve, err := a.Desk.ApproveBatchOf(ctx, id, args[1])
				if err != nil {
					return err
				}
				who, err := s.Decider(ctx, a, actor, func(who disclosure.Actor) (person.Decision, error) {
					return a.Desk.Asked(ctx, who, id, approve)
				})
				if err != nil {
					return err
				}
				if _, err = a.Desk.Do(ctx, who, id, approve); err != nil {
					return err
				}
				return batchDone(ctx, s, a, id, approve.Batch, nil)
			})
		},
	}
	s.Signs(cmd)
	return cmd
}

func newBatchSend(s *session.Session) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "send CASE BATCH", Short: "Queue the approved messages of a batch, each exactly once", Args: cobra.ExactArgs(2), ValidArgsFunction: completeBatches(s),
		Long: "Queue what is approved of a batch; `bot serve` sends it. What no longer holds of one keeps that one back and no other.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				_, v, err := a.Desk.Batch(ctx, id, args[1])
				if err != nil {
					return err
				}
				approved := slices.ContainsFunc(v.Drafts, func(d disclosure.Draft) bool { return d.State == disclosure.DraftApproved })
				if !approved {
					return fault.Errorf(fault.Conflict, "no message of %s is approved and not sent (%s)", v.ID, countStates(v.Drafts))
				}
				if slices.ContainsFunc(v.Drafts, func(d disclosure.Draft) bool { return a.Leaves(d.Channel) }) {
					if err := s.Confirm(fmt.Sprintf("Send the approved messages of %s (%s)?", v.ID, countStates(v.Drafts)), yes); err != nil {
						return err
					}
				}
				failed := map[string]string{}
				var errs []error
				for i := range v.Drafts {
					d := &v.Drafts[i]
					if d.State != disclosure.DraftApproved {
						continue
					}
					if _, err := a.Desk.SendDraft(ctx, actor, id, d.ID); err != nil {
						failed[d.ID] = err.Error()
						errs = append(errs, err)
					}
				}
				return errors.Join(batchDone(ctx, s, a, id, v.ID, failed), errors.Join(errs...))
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// batchDone says how a batch stands.
func batchDone(ctx context.Context, s *session.Session, a *app.App, id disclosure.CaseID, batch string, failed map[string]string) error {
	_, v, err := a.Desk.Batch(ctx, id, batch)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{"case": id, "batch": v.ID, "digest": v.Digest, "states": countStates(v.Drafts), "failed": failed})
	}
	s.Line(fmt.Sprintf("%s: %s", v.ID, countStates(v.Drafts)))
	return nil
}

// completeBatches offers the ids of cases, then the batches of the case.
func completeBatches(s *session.Session) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return s.CompleteCases(cmd, args, prefix)
		}
		return s.Complete(cmd, prefix, func(a *app.App) ([]string, error) {
			c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
			if err != nil {
				return nil, err
			}
			var out []string
			for _, v := range message.Batches(c) {
				out = append(out, v.ID+"\t"+countStates(v.Drafts))
			}
			return out, nil
		})
	}
}

// completeClauses offers the clauses of the case that stands before the flag.
func completeClauses(s *session.Session) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return s.Complete(cmd, prefix, func(a *app.App) ([]string, error) {
			c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
			if err != nil {
				return nil, err
			}
			var out []string
			for key := range c.Clocks {
				out = append(out, clock.SplitKey(key).Clause)
			}
			slices.Sort(out)
			return slices.Compact(out), nil
		})
	}
}
