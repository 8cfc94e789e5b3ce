package draft

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

func newApprove(s *session.Session) *cobra.Command {
	var revision int
	var show, yes bool
	cmd := &cobra.Command{
		Use: "approve CASE DRAFT", Short: "Approve exactly the bytes of a draft, under your name",
		Long: "Approve a draft: from now on exactly these bytes can be sent, and any change withdraws the approval. Nothing is\n" +
			"sent yet.",
		Example: "  bot draft approve DL-2020-0001 D1 --show\n  bot draft approve DL-2020-0001 D1 --revision 2",
		Args:    cobra.ExactArgs(2), ValidArgsFunction: completeDrafts(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := session.AtMostOne(cmd, "show", "revision"); err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if show {
					var err error
					if revision, err = readAndConfirm(cmd.Context(), s, a, session.CaseID(args[0]), draftID(args[1]), yes); err != nil {
						return err
					}
				}
				ctx, id := cmd.Context(), session.CaseID(args[0])
				if err := a.AskBeforeSending(ctx, actor, id, draftID(args[1])); err != nil {
					return err
				}
				who, err := s.Decider(ctx, a, actor, func(who disclosure.Actor) (person.Decision, error) {
					return a.Desk.AskedDraft(ctx, who, id, draftID(args[1]), revision)
				})
				if err != nil {
					return err
				}
				c, err := a.Desk.ApproveDraft(ctx, who, id, draftID(args[1]), revision)
				if err != nil {
					return err
				}
				if d, ok := c.Draft(draftID(args[1])); ok {
					if d.State == disclosure.DraftOpen && !s.JSON {
						s.Line("Daylight drafted it, and the rules require two people: a second person has to approve it with the same command.")
					}
					reserve(s, &d)
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().IntVar(&revision, "revision", 0, "the revision that you read; fails if there is a newer one")
	cmd.Flags().BoolVar(&show, "show", false, "show the text and ask before approving")
	cmd.Flags().BoolVar(&yes, "yes", false, "with --show: do not ask")
	s.Signs(cmd)
	return cmd
}

// readAndConfirm shows a draft and asks. It returns the revision that was shown: only that one is approved.
func readAndConfirm(ctx context.Context, s *session.Session, a *app.App, id disclosure.CaseID, draft string, yes bool) (int, error) {
	d, body, err := a.Desk.DraftText(ctx, id, draft)
	if err != nil {
		return 0, err
	}
	if !s.JSON {
		showDraft(s, d, body)
		reserve(s, &d)
	}
	return d.Revision, s.Confirm(fmt.Sprintf("Approve revision %d of %s?", d.Revision, d.ID), yes)
}

func newSend(s *session.Session) *cobra.Command {
	var yes, queue bool
	cmd := &cobra.Command{
		Use: "send CASE DRAFT", Short: "Send an approved message exactly once", Args: cobra.ExactArgs(2), ValidArgsFunction: completeDrafts(s),
		Long: "Send an approved message. In dry-run mode it is written to the outbox as an .eml file. A second call sends nothing.\n" +
			"`bot serve` reads the replies.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.Case(ctx, id)
				if err != nil {
					return err
				}
				d, ok := c.Draft(draftID(args[1]))
				if !ok {
					return noDraft(id, draftID(args[1]))
				}
				if m, ok := c.Message(d.Message); ok && d.Message != "" && handedOver(m.State) {
					return sendAgain(ctx, s, a, c, d, m)
				}
				if d.State == disclosure.DraftApproved && a.Leaves(d.Channel) {
					k, _ := c.Contact(d.Contact)
					if err := s.Confirm(fmt.Sprintf("Send %s to %s by %s?", d.Template, k.Address, k.Channel), yes); err != nil {
						return err
					}
				}
				if err := a.AskBeforeSending(ctx, actor, id, d.ID); err != nil {
					return err
				}
				if c, err = a.Desk.SendDraft(ctx, actor, id, draftID(args[1])); err != nil {
					return err
				}
				if !queue {
					if c, err = runSend(ctx, a, c, draftID(args[1])); err != nil {
						return err
					}
				}
				return sent(s, c, draftID(args[1]))
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	cmd.Flags().BoolVar(&queue, "queue", false, "queue it for `bot serve` to send")
	return cmd
}

// reserve tells the approver what they vouch for themselves.
func reserve(s *session.Session, d *disclosure.Draft) {
	if said := message.Reservations(d); said != "" {
		fmt.Fprintf(s.Err, "bot: you vouch for this%s\n", wording.OneLine(said))
	}
}

func noDraft(id disclosure.CaseID, draft string) error {
	return fault.Errorf(fault.NotFound, "%s has no draft %q: see `bot draft list %s`", id, draft, id)
}

// handedOver reports whether the message was given to its sender in an earlier call.
func handedOver(state disclosure.MessageState) bool {
	return state == disclosure.MessageQueued || state == disclosure.MessageSent
}

// sendAgain is a second call for the same draft: it says how the message fares. One whose first call broke off before
// the sender had it goes on from there; one that arrived is never sent again.
func sendAgain(ctx context.Context, s *session.Session, a *app.App, c *disclosure.Case, d disclosure.Draft, m disclosure.Message) error {
	if m.State == disclosure.MessageQueued {
		var err error
		if c, err = runSend(ctx, a, c, d.ID); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(s.Err, "bot: this was already sent; nothing was sent again")
	}
	return sent(s, c, d.ID)
}

// runSend runs the one send job here and now. If a running bot was faster, that is fine too.
func runSend(ctx context.Context, a *app.App, c *disclosure.Case, draft string) (*disclosure.Case, error) {
	d, _ := c.Draft(draft)
	if _, err := a.Engine.RunKey(ctx, d.Message); err != nil {
		return nil, err
	}
	return a.Desk.Case(ctx, c.ID)
}

// sent reports what became of a message. One that was not accepted is a failure of the call.
func sent(s *session.Session, c *disclosure.Case, draft string) error {
	d, _ := c.Draft(draft)
	if d.Withheld != "" && d.State == disclosure.DraftOpen {
		return fault.Errorf(fault.Refused, "%s is withheld and was not sent: %s", d.ID, d.Withheld)
	}
	m, _ := c.Message(d.Message)
	if s.JSON {
		if err := s.PrintJSON(map[string]any{"case": c.ID, "draft": d.ID, "message": m.Key, "message_id": m.ID, "state": m.State, "receipt": m.Receipt}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(s.Out, "%s: %s. %s\n", m.Key, m.State, wording.OneLine(m.Receipt))
	}
	switch m.State {
	case disclosure.MessageFailed:
		return fault.Errorf(fault.Unavailable, "the message was refused")
	case disclosure.MessageUncertain:
		return fault.Errorf(fault.Unavailable, "it is not known whether the message arrived: find out, then `bot draft resolve %s %s --arrived` or --lost", c.ID, draft)
	case disclosure.MessageQueued:
		fmt.Fprintln(s.Err, "bot: not sent yet; `bot serve` keeps trying")
	case disclosure.MessageApproved, disclosure.MessageSent, disclosure.MessageCancelled:
	}
	return nil
}

func newResolve(s *session.Session) *cobra.Command {
	var arrived, lost bool
	var text string
	cmd := &cobra.Command{
		Use: "resolve CASE DRAFT", Short: "Say whether an uncertain message arrived", Args: cobra.ExactArgs(2), ValidArgsFunction: completeDrafts(s),
		Long: "If a connection breaks after the last byte, it is unknown whether the message arrived. Daylight never resends it on\n" +
			"its own. Find out (their server's log, a call), then use --arrived, or --lost to send it once more.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if arrived == lost {
				return fault.Errorf(fault.Invalid, "say either --arrived or --lost")
			}
			ctx, id := cmd.Context(), session.CaseID(args[0])
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.Case(ctx, id)
				if err != nil {
					return err
				}
				d, ok := c.Draft(draftID(args[1]))
				if !ok {
					return noDraft(id, draftID(args[1]))
				}
				if d.Message == "" {
					return fault.Errorf(fault.Invalid, "draft %s was never sent: there is nothing to resolve", d.ID)
				}
				c, err = a.Desk.Do(ctx, actor, id, message.ResolveMessage{Message: d.Message, Arrived: arrived, Text: text})
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().BoolVar(&arrived, "arrived", false, "it arrived")
	cmd.Flags().BoolVar(&lost, "lost", false, "it did not arrive: send it again")
	cmd.Flags().StringVar(&text, "text", "", "how you know")
	return cmd
}
