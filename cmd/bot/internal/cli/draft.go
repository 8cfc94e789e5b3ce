package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
)

func newDraft(s *session) *cobra.Command {
	cmd := &cobra.Command{Use: "draft", Short: "Write, read, approve and send messages"}
	cmd.AddCommand(newDraftNew(s), newDraftList(s), newDraftShow(s), newDraftEdit(s), newDraftApprove(s), newDraftSend(s),
		newDraftDiscard(s), newDraftResolve(s))
	return cmd
}

func newDraftNew(s *session) *cobra.Command {
	var template, contact, party, lang, subject, bodyFile string
	cmd := &cobra.Command{
		Use: "new CASE", Short: "Write a draft from a template and print its id", Args: cobra.ExactArgs(1), ValidArgsFunction: s.completeCases,
		Example: "  bot draft new DL-2020-0001 --template first_contact --lang fr",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := disclosure.CaseID(args[0]), cmd.Context()
			t := disclosure.Template(strings.ReplaceAll(template, "-", "_"))
			return s.withDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.Case(ctx, id)
				if err != nil {
					return err
				}
				if contact == "" {
					if contact, err = onlyContact(c, recipient(party, t)); err != nil {
						return err
					}
				}
				var d disclosure.Draft
				if bodyFile != "" {
					body, err := s.readText(bodyFile, 256<<10)
					if err != nil {
						return err
					}
					d, _, err = a.Desk.WriteDraft(ctx, actor, id, disclosure.Draft{Template: t, Contact: contact, Lang: lang, Subject: subject}, body)
					if err != nil {
						return err
					}
				} else if d, _, err = a.Desk.NewDraft(ctx, actor, id, t, contact, lang); err != nil {
					return err
				}
				return s.created(d.ID, map[string]any{"case": id, "contact": d.Contact, "template": d.Template, "lang": d.Lang, "subject": d.Subject})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&template, "template", string(disclosure.FirstContact), "what it is: "+words(disclosure.Templates()))
	f.StringVar(&contact, "contact", "", "whom it goes to: contact id or address (default: the only fitting one)")
	f.StringVar(&party, "party", "", "whom it goes to, by role")
	f.StringVar(&party, "to", "", "the same as --party")
	f.StringVar(&lang, "lang", "", "language: en, de, fr (default: the party's)")
	f.StringVar(&subject, "subject", "", "subject of a text of your own")
	f.StringVar(&bodyFile, "body-file", "", "text of your own: a file, or - for standard input")
	return cmd
}

// recipient is the role that a template usually goes to.
func recipient(party string, t disclosure.Template) disclosure.Role {
	switch {
	case party != "":
		return disclosure.Role(party)
	case t == disclosure.ProviderNotice:
		return disclosure.Provider
	default:
		return disclosure.Vendor
	}
}

// onlyContact finds the one contact of a role that Daylight can write to.
func onlyContact(c *disclosure.Case, role disclosure.Role) (string, error) {
	var ids []string
	for _, k := range c.Contacts {
		sends := k.Channel == disclosure.Email || k.Channel == disclosure.Issue
		if k.Role == role && sends && k.Quality != disclosure.QualityBounced {
			ids = append(ids, k.ID)
		}
	}
	switch len(ids) {
	case 1:
		return ids[0], nil
	case 0:
		return "", disclosure.Errorf(disclosure.NotFound, "%s has no contact for the %s: bot contact add %s --party %s --address …", c.ID, role, c.ID, role)
	default:
		return "", disclosure.Errorf(disclosure.Invalid, "%s has several contacts for the %s: choose one with --contact %s", c.ID, role, strings.Join(ids, " or "))
	}
}

func newDraftList(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "list CASE", Short: "List the drafts and messages of a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.completeCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), disclosure.CaseID(args[0]))
				if err != nil {
					return err
				}
				if s.json {
					return s.printJSON(map[string]any{
						"drafts": append([]disclosure.Draft{}, c.Drafts...), "messages": append([]disclosure.Message{}, c.Messages...),
					})
				}
				rows := make([][]string, len(c.Drafts))
				for i, d := range c.Drafts {
					m, _ := c.Message(d.Message)
					if d.Message == "" {
						m = disclosure.Message{}
					}
					rows[i] = []string{d.ID, string(d.Template), d.Contact, d.Lang, string(d.State), dash(string(m.State)), d.Author, d.Subject}
				}
				return s.table([]string{"id", "template", "to", "lang", "draft", "message", "by", "subject"}, rows)
			})
		},
	}
}

func newDraftShow(s *session) *cobra.Command {
	var raw bool
	cmd := &cobra.Command{
		Use: "show CASE DRAFT", Short: "Show a draft", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := disclosure.CaseID(args[0]), cmd.Context()
			return s.withDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				d, body, err := a.Desk.DraftText(ctx, id, args[1])
				if err != nil {
					return err
				}
				if raw {
					return s.showFrozen(ctx, a, id, d)
				}
				if s.json {
					return s.printJSON(struct {
						disclosure.Draft
						Text string `json:"text"`
					}{d, body})
				}
				fmt.Fprintf(s.Out, "%s  %s to %s (%s, %s), revision %d by %s: %s\n\nSubject: %s\n\n%s\n",
					d.ID, d.Template, d.Contact, d.Channel, d.Lang, d.Revision, d.Author, d.State, oneLine(d.Subject), block(body))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "the frozen bytes, as they were approved")
	return cmd
}

func (s *session) showFrozen(ctx context.Context, a *app.App, id disclosure.CaseID, d disclosure.Draft) error {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	m, ok := c.Message(d.Message)
	if !ok || d.Message == "" {
		return disclosure.Errorf(disclosure.Refused, "draft %s is not approved, so no bytes are frozen", d.ID)
	}
	b, err := a.Desk.Store().Blob(ctx, m.Raw)
	if err != nil {
		return err
	}
	_, err = s.Out.Write(b)
	return err
}

func newDraftEdit(s *session) *cobra.Command {
	var subject, bodyFile string
	cmd := &cobra.Command{
		Use: "edit CASE DRAFT", Short: "Change a draft; an approval is taken back", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeCases,
		Long: "Change a draft in $EDITOR, or from a file with --body-file (- for standard input).",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := disclosure.CaseID(args[0]), cmd.Context()
			return s.withDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				_, body, err := a.Desk.DraftText(ctx, id, args[1])
				if err != nil {
					return err
				}
				switch {
				case bodyFile != "":
					body, err = s.readText(bodyFile, 256<<10)
				case subject == "":
					body, err = s.editor(ctx, body)
				}
				if err != nil {
					return err
				}
				c, err := a.Desk.EditDraft(ctx, actor, id, args[1], subject, body)
				if err != nil {
					return err
				}
				return s.changed(c)
			})
		},
	}
	cmd.Flags().StringVar(&subject, "subject", "", "new subject")
	cmd.Flags().StringVar(&bodyFile, "body-file", "", "new text: a file, or - for standard input")
	return cmd
}

// editor lets the person change a text in their editor.
func (s *session) editor(ctx context.Context, text string) (string, error) {
	name := s.getenv("VISUAL")
	if name == "" {
		name = s.getenv("EDITOR")
	}
	if name == "" {
		return "", disclosure.Errorf(disclosure.Invalid, "no editor is set: set EDITOR, or give the text with --body-file")
	}
	f, err := os.CreateTemp("", "daylight-draft-*.txt")
	if err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // best effort: it is in the folder for temporary files
	if _, err := f.WriteString(text); err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	parts := strings.Fields(name)
	cmd := exec.CommandContext(ctx, parts[0], append(parts[1:], f.Name())...) //nolint:gosec // the person's own editor
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.In, s.Out, s.Err
	if err := cmd.Run(); err != nil {
		return "", disclosure.Errorf(disclosure.Invalid, "the editor failed: %w", err)
	}
	return s.readText(f.Name(), 256<<10)
}

func newDraftApprove(s *session) *cobra.Command {
	var revision int
	cmd := &cobra.Command{
		Use: "approve CASE DRAFT", Short: "Freeze a draft's bytes under your name", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.ApproveDraft(cmd.Context(), actor, disclosure.CaseID(args[0]), args[1], revision)
				if err != nil {
					return err
				}
				return s.changed(c)
			})
		},
	}
	cmd.Flags().IntVar(&revision, "revision", 0, "the revision that you read; a newer one is refused")
	return cmd
}

func newDraftSend(s *session) *cobra.Command {
	var yes, queue bool
	cmd := &cobra.Command{
		Use: "send CASE DRAFT", Short: "Send an approved message, once", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeCases,
		Long: "Send an approved message. In the dry run it becomes an .eml file in the outbox. Calling it twice sends once.\n" +
			"An answer to the message is read by `bot serve`.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, id := cmd.Context(), disclosure.CaseID(args[0])
			return s.withDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.Case(ctx, id)
				if err != nil {
					return err
				}
				d, ok := c.Draft(args[1])
				if !ok {
					return disclosure.Errorf(disclosure.NotFound, "%s has no draft %q", id, args[1])
				}
				if d.State == disclosure.DraftApproved && (a.Live() || d.Channel != disclosure.Email) {
					k, _ := c.Contact(d.Contact)
					if err := s.confirm(fmt.Sprintf("Send %s to %s by %s?", d.Template, k.Address, k.Channel), yes); err != nil {
						return err
					}
				}
				if c, err = a.Desk.SendDraft(ctx, actor, id, args[1]); err != nil {
					return err
				}
				if !queue {
					if c, err = s.runSend(ctx, a, c, args[1]); err != nil {
						return err
					}
				}
				return s.sent(c, args[1])
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	cmd.Flags().BoolVar(&queue, "queue", false, "leave the sending to `bot serve`")
	return cmd
}

// runSend runs the one send job here and now. If a running bot was faster, that is fine too.
func (s *session) runSend(ctx context.Context, a *app.App, c *disclosure.Case, draft string) (*disclosure.Case, error) {
	d, _ := c.Draft(draft)
	if _, err := a.Engine.RunKey(ctx, d.Message); err != nil {
		return nil, err
	}
	return a.Desk.Case(ctx, c.ID)
}

// sent reports what became of a message. One that was not accepted is a failure of the call.
func (s *session) sent(c *disclosure.Case, draft string) error {
	d, _ := c.Draft(draft)
	m, _ := c.Message(d.Message)
	if s.json {
		if err := s.printJSON(map[string]any{"case": c.ID, "draft": d.ID, "message": m.Key, "message_id": m.ID, "state": m.State, "receipt": m.Receipt}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(s.Out, "%s: %s. %s\n", m.Key, m.State, oneLine(m.Receipt))
	}
	switch m.State {
	case disclosure.MessageFailed:
		return disclosure.Errorf(disclosure.Unavailable, "the message was refused")
	case disclosure.MessageUncertain:
		return disclosure.Errorf(disclosure.Unavailable, "it is not known whether the message arrived: find out, then `bot draft resolve %s %s --arrived` or --lost", c.ID, draft)
	case disclosure.MessageQueued:
		fmt.Fprintln(s.Err, "bot: not sent yet; `bot serve` goes on trying")
	case disclosure.MessageApproved, disclosure.MessageSent, disclosure.MessageCancelled:
	}
	return nil
}

func newDraftDiscard(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "discard CASE DRAFT", Short: "Drop a draft that was not sent", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.do(cmd.Context(), disclosure.CaseID(args[0]), disclosure.DiscardDraft{ID: args[1]})
		},
	}
}

func newDraftResolve(s *session) *cobra.Command {
	var arrived, lost bool
	var text string
	cmd := &cobra.Command{
		Use: "resolve CASE DRAFT", Short: "Say whether an uncertain message arrived", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeCases,
		Long: "A connection that breaks after the last byte leaves open whether the other side has the message. Daylight never\n" +
			"sends it again by itself. Find out (their server's log, a call), then say --arrived, or --lost to send it once more.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if arrived == lost {
				return disclosure.Errorf(disclosure.Invalid, "say either --arrived or --lost")
			}
			ctx, id := cmd.Context(), disclosure.CaseID(args[0])
			return s.withDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.Case(ctx, id)
				if err != nil {
					return err
				}
				d, ok := c.Draft(args[1])
				if !ok {
					return disclosure.Errorf(disclosure.NotFound, "%s has no draft %q", id, args[1])
				}
				c, err = a.Desk.Do(ctx, actor, id, disclosure.ResolveMessage{Message: d.Message, Arrived: arrived, Text: text})
				if err != nil {
					return err
				}
				return s.changed(c)
			})
		},
	}
	cmd.Flags().BoolVar(&arrived, "arrived", false, "it arrived")
	cmd.Flags().BoolVar(&lost, "lost", false, "it did not arrive: send it again")
	cmd.Flags().StringVar(&text, "text", "", "how you know")
	return cmd
}
