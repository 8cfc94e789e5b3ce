package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/templates"
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
		Example: "  bot draft new DL-2020-0001 --template first_contact --lang fr\n" +
			"  bot draft new DL-2020-0001 --template free_text --subject 'One question' --body-file question.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := caseID(args[0]), cmd.Context()
			t := disclosure.Template(strings.ReplaceAll(template, "-", "_"))
			if err := checkDraft(t, party, bodyFile, subject); err != nil {
				return err
			}
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
	f.StringVar(&template, "template", string(disclosure.FirstContact), "what it is: "+words(messageKinds()))
	f.StringVar(&contact, "contact", "", "whom it goes to: contact id or address (default: the only fitting one)")
	f.StringVar(&party, "party", "", "whom it goes to, by role")
	f.StringVar(&party, "to", "", "the same as --party")
	f.StringVar(&lang, "lang", "", "language: "+strings.Join(templates.Languages(), ", ")+" (default: the party's)")
	f.StringVar(&subject, "subject", "", "subject of a text of your own")
	f.StringVar(&bodyFile, "body-file", "", "text of your own: a file, or - for standard input")
	offer(cmd, "template", messageKinds())
	offer(cmd, "party", disclosure.Roles())
	offer(cmd, "to", disclosure.Roles())
	offer(cmd, "lang", templates.Languages())
	return cmd
}

// messageKinds are all kinds of messages, also the one that a person writes from nothing.
func messageKinds() []disclosure.Template {
	return append(disclosure.Templates(), disclosure.FreeText)
}

// checkDraft refuses what cannot become a draft, before a case is looked for.
func checkDraft(t disclosure.Template, party, bodyFile, subject string) error {
	if err := oneOf("template", t, messageKinds()); err != nil {
		return err
	}
	if err := oneOf("party", disclosure.Role(party), disclosure.Roles()); err != nil {
		return err
	}
	switch {
	case t == disclosure.FreeText && (bodyFile == "" || subject == ""):
		return fault.Errorf(fault.Invalid, "a text of your own needs --subject and --body-file")
	case subject != "" && bodyFile == "":
		return fault.Errorf(fault.Invalid, "--subject goes with --body-file; the subject of a template is changed with `bot draft edit`")
	default:
		return nil
	}
}

// draftID reads the id of a draft.
func draftID(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }

// recipient is the role that a template usually goes to.
func recipient(party string, t disclosure.Template) disclosure.Role {
	switch {
	case party != "":
		return disclosure.Role(party)
	case t == disclosure.ProviderNotice:
		return disclosure.Provider
	case t == disclosure.CoordinatorNotice:
		return disclosure.Coordinator
	case t == disclosure.RegulatorNotice:
		return disclosure.Regulator
	default:
		return disclosure.Vendor
	}
}

// onlyContact finds the one contact of a role that Daylight can write to.
func onlyContact(c *disclosure.Case, role disclosure.Role) (string, error) {
	var ids []string
	for _, k := range c.Contacts {
		sends := k.Channel.Sends()
		if k.Role == role && sends && k.Quality != disclosure.QualityBounced {
			ids = append(ids, k.ID)
		}
	}
	switch len(ids) {
	case 1:
		return ids[0], nil
	case 0:
		return "", fault.Errorf(fault.NotFound, "%s has no contact for the %s: bot contact add %s --party %s --address …", c.ID, role, c.ID, role)
	default:
		return "", fault.Errorf(fault.Invalid, "%s has several contacts for the %s: choose one with --contact %s", c.ID, role, strings.Join(ids, " or "))
	}
}

func newDraftList(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "list CASE", Short: "List the drafts and messages of a case", Args: cobra.ExactArgs(1), ValidArgsFunction: s.completeCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), caseID(args[0]))
				if err != nil {
					return err
				}
				if s.json {
					return s.printJSON(map[string]any{
						"drafts": append([]disclosure.Draft{}, c.Drafts...), "messages": append([]disclosure.Message{}, c.Messages...),
					})
				}
				if len(c.Drafts) == 0 {
					fmt.Fprintf(s.Out, "No draft yet: bot draft new %s\n", c.ID)
					return nil
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
		Use: "show CASE DRAFT", Short: "Show a draft", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeDrafts,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := caseID(args[0]), cmd.Context()
			return s.withDesk(ctx, func(a *app.App, _ disclosure.Actor) error {
				d, body, err := a.Desk.DraftText(ctx, id, draftID(args[1]))
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
				s.showDraft(d, body)
				if d.State == disclosure.DraftOpen {
					fmt.Fprintf(s.Err, "\nbot: to freeze exactly this text: bot draft approve %s %s --revision %d\n", id, d.ID, d.Revision)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "the frozen bytes, as they were approved")
	return cmd
}

func (s *session) showDraft(d disclosure.Draft, body string) {
	fmt.Fprintf(s.Out, "%s  %s to %s (%s, %s), revision %d by %s: %s\n\nSubject: %s\n\n%s\n",
		d.ID, d.Template, d.Contact, d.Channel, d.Lang, d.Revision, d.Author, d.State, oneLine(d.Subject), strings.TrimRight(block(body), "\n"))
}

func (s *session) showFrozen(ctx context.Context, a *app.App, id disclosure.CaseID, d disclosure.Draft) error {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return err
	}
	m, ok := c.Message(d.Message)
	if !ok || d.Message == "" {
		return fault.Errorf(fault.Refused, "draft %s is not approved, so no bytes are frozen", d.ID)
	}
	b, err := a.Desk.Store().Blob(ctx, m.Raw)
	if err != nil {
		return err
	}
	_, err = s.Out.Write(b)
	return err
}

func newDraftDiscard(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "discard CASE DRAFT", Short: "Drop a draft that was not sent", Args: cobra.ExactArgs(2), ValidArgsFunction: s.completeDrafts,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.do(cmd.Context(), caseID(args[0]), message.DiscardDraft{ID: draftID(args[1])})
		},
	}
}
