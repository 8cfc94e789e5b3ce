package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

func newInbox(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "inbox", Short: "Incoming messages that wait for a person"}
	cmd.AddCommand(newInboxList(s), newInboxShow(s), newInboxSave(s), newInboxAssign(s), newInboxReassign(s), newInboxWho(s, inbound.Person), newInboxWho(s, inbound.Automatic), newInboxIgnore(s))
	return cmd
}

func newInboxList(s *session.Session) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the items that wait", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				items, err := a.Desk.Inbox(cmd.Context(), all)
				if err != nil {
					return err
				}
				suggested := make([][]disclosure.CaseID, len(items))
				for i := range items {
					if suggested[i], err = suggestedFor(cmd.Context(), a, items[i]); err != nil {
						return err
					}
				}
				if s.JSON {
					out := make([]any, len(items))
					for i := range items {
						out[i] = inboxJSON(items[i], suggested[i])
					}
					return s.PrintJSON(out)
				}
				if len(items) == 0 {
					fmt.Fprintln(s.Out, "Nothing waits.")
					return nil
				}
				rows := make([][]string, len(items))
				for i, in := range items {
					rows[i] = []string{
						strconv.FormatInt(in.ID, 10), in.Received.UTC().Format("2006-01-02 15:04"), string(in.Channel), string(in.State),
						wording.Dash(cmp.Or(string(in.Case), suggestedCell(suggested[i]))), wording.Dash(in.From), wording.Cut(wording.OneLine(in.Subject), 50), wording.Dash(in.Note),
					}
				}
				return s.Table([]string{"id", "received (UTC)", "channel", "state", "case", "from", "subject", "note"}, rows)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also show matched and ignored items")
	return cmd
}

func inboxJSON(in ledger.Inbound, suggested []disclosure.CaseID) map[string]any {
	return map[string]any{
		"id": in.ID, "channel": in.Channel, "received": in.Received.UTC().Format("2006-01-02T15:04:05Z"), "from": in.From,
		"subject": in.Subject, "state": in.State, "case": in.Case, "suggested_cases": suggested, "note": in.Note,
	}
}

func inboxID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, fault.Errorf(fault.Invalid, "%q is not the number of an inbox item: see `bot inbox list`", text)
	}
	return id, nil
}

func newInboxShow(s *session.Session) *cobra.Command {
	var raw bool
	cmd := &cobra.Command{
		Use: "show ID", Short: "Show an item", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := inboxID(args[0])
			if err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				in, bytes, err := a.Desk.Inbound(cmd.Context(), id)
				if err != nil {
					return err
				}
				if raw {
					_, err := s.Out.Write(bytes)
					return err
				}
				read, err := a.Desk.ReadInbound(cmd.Context(), in, bytes, in.Case, "")
				if err != nil {
					return err
				}
				text := a.Desk.WholeText(in, bytes)
				advice := wording.OneLine(strings.TrimPrefix(wording.Advised("", a.Desk.InboundHint(in, bytes)), ": "))
				suggested, err := suggestedFor(cmd.Context(), a, in)
				if err != nil {
					return err
				}
				if s.JSON {
					out := inboxJSON(in, suggested)
					out["text"], out["reads_as"], out["attachments"] = text, read.Kind, attachedNames(in, bytes)
					if advice != "" {
						out["hint"] = advice
					}
					return s.PrintJSON(out)
				}
				fmt.Fprintf(s.Out, "%d  %s  %s  %s\nFrom (as claimed): %s\nSubject: %s\n%s\n\n%s\n", in.ID, in.Received.UTC().Format("2006-01-02 15:04 UTC"),
					in.Channel, in.State, wording.OneLine(in.From), wording.OneLine(in.Subject), wording.OneLine(in.Note), wording.Block(text))
				if in.State == ledger.InboundWaiting && in.Case != "" && read.Kind != "" {
					fmt.Fprint(s.Out, "\n"+heldText(in, read))
				}
				if text := suggestedText(in, suggested); text != "" {
					fmt.Fprint(s.Out, "\n"+text)
				}
				fmt.Fprintf(s.Out, "\n`bot inbox show %d --raw` prints the bytes as they came.\n", in.ID)
				if names := attachedNames(in, bytes); len(names) > 0 {
					fmt.Fprintf(s.Out, "`bot inbox save %d --to DIR` saves what is attached: %s\n", in.ID, strings.Join(names, ", "))
				}
				if advice != "" {
					fmt.Fprintln(s.Out, "\nHint: "+advice+".")
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "print the bytes as they were received")
	return cmd
}

// newInboxWho says who wrote an item, in one step.
func newInboxWho(s *session.Session, who inbound.Class) *cobra.Command {
	short, long := "Say that a person wrote an item", `Say that a person wrote an item. It is recorded as their answer, or as a claim where it says that it
is closed, on the day on which it came: clocks that wait for an answer end there. An item that was
taken for an automatic answer is corrected; the history keeps both.`
	if who == inbound.Automatic {
		short, long = "Say that a machine wrote an item", `Say that a machine wrote an item, such as an acknowledgement of a ticket system. It stops no clock. An
item that was taken for the answer of a person is corrected, and the deadlines are computed again.`
	}
	var text string
	cmd := &cobra.Command{
		Use: string(who) + " ID [CASE]", Short: short, Long: long + "\n\nCASE is for an item that names none.", Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := inboxID(args[0])
			if err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				var to disclosure.CaseID
				if len(args) > 1 {
					to = session.CaseID(args[1])
				}
				c, err := a.Desk.SayWho(cmd.Context(), actor, id, to, who, text)
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

// heldText says what can be done about an item that names a case and moved nothing.
func heldText(in ledger.Inbound, read incoming.RecordInbound) string {
	if read.Kind == disclosure.KindUnclear {
		return fmt.Sprintf("It is not clear who wrote it, and the clocks go on. `bot inbox person %d` or `bot inbox automatic %d` says so; `bot inbox ignore %d` puts it aside.\n", in.ID, in.ID, in.ID)
	}
	known := ""
	if read.Writer != "" {
		known = fmt.Sprintf(", and %s is known as theirs from then on", wording.OneLine(read.Writer))
	}
	return fmt.Sprintf("It moved nothing. `bot inbox assign %d` records it in %s as %s of the %s%s; `bot inbox ignore %d` puts it aside.\n",
		in.ID, in.Case, read.Kind, disclosure.PartyLabel(read.Party, read.Name), known, in.ID)
}

func newInboxAssign(s *session.Session) *cobra.Command {
	var kind, party string
	cmd := &cobra.Command{
		Use: "assign ID [CASE]", Short: "Assign an item to a case: without CASE to the one that it names", Args: cobra.RangeArgs(1, 2),
		Long: `Assign an item to a case. It is recorded as what it was read as: a bounce stays a bounce.
"bot inbox show" says what that is, and only --kind makes something else of it.

Whoever wrote it is known to the case from then on: what comes from the same organisation counts
as the party's, and at a public mailbox provider what comes from the same address.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := inboxID(args[0])
			if err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				var to disclosure.CaseID
				if len(args) > 1 {
					to = session.CaseID(args[1])
				}
				c, err := a.Desk.AssignInbound(cmd.Context(), actor, id, to, disclosure.Kind(kind), disclosure.Role(party))
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "what it is: replied, bounced, auto_replied, fix_claimed, disputed, legal_threat (default: as it was read)")
	cmd.Flags().StringVar(&party, "party", "", "who wrote (default: whom it answers, else vendor): "+wording.Words(disclosure.Roles()))
	return cmd
}

func newInboxReassign(s *session.Session) *cobra.Command {
	var kind, party, text string
	cmd := &cobra.Command{
		Use: "reassign ID [CASE]", Short: "Move an item that was assigned wrongly, or say what it is instead", Args: cobra.RangeArgs(1, 2),
		Long: `Move an item to another case, or within its case to another kind or party. What it led to in the
first case is corrected there (the history keeps both), and it is recorded anew; the deadlines of both
cases are computed again. Probing that it stopped stays stopped: bot case stop CASE --resume.`,
		Example: "  bot inbox reassign 12 DL-2020-0002 --text 'about their other bucket'\n  bot inbox reassign 12 --kind auto_replied",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := inboxID(args[0])
			if err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				var to disclosure.CaseID
				if len(args) > 1 {
					to = session.CaseID(args[1])
				}
				c, err := a.Desk.ReassignInbound(cmd.Context(), actor, id, to, disclosure.Kind(kind), disclosure.Role(party), text)
				if err != nil {
					return err
				}
				return s.Changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "what it is: replied, bounced, auto_replied, fix_claimed, disputed, legal_threat (default: as it was read)")
	cmd.Flags().StringVar(&party, "party", "", "who wrote (default: whom it answers, else vendor): "+wording.Words(disclosure.Roles()))
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}

func newInboxIgnore(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "ignore ID", Short: "Ignore an item; it is kept", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := inboxID(args[0])
			if err != nil {
				return err
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if err := a.Desk.IgnoreInbound(cmd.Context(), actor, id, text); err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{"id": id, "state": ledger.InboundIgnored})
				}
				fmt.Fprintf(s.Out, "%d is ignored. `bot inbox list --all` still shows it.\n", id)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	return cmd
}
