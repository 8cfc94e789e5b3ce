package draft

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/task"
	"daylight/templates"
)

func newCreate(s *session.Session) *cobra.Command {
	var template, contact, party, lang, subject, bodyFile, because string
	cmd := &cobra.Command{
		Use: "new CASE", Short: "Write a draft from a template and print its id", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		Long: "Write a draft. A text states only what the case proves: a first contact needs an open answer of our own probes (`bot\n" +
			"probe CASE`), an imported finding names its source. --because TEXT is the exception.",
		Example: "  bot draft new DL-2020-0001 --template first_contact --lang fr\n" +
			"  bot draft new DL-2020-0001 --template free_text --subject 'One question' --body-file question.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := session.CaseID(args[0]), cmd.Context()
			t := disclosure.Template(strings.ReplaceAll(template, "-", "_"))
			if err := checkDraft(t, party, bodyFile, subject); err != nil {
				return err
			}
			return s.WithDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
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
					body, err := s.ReadText(bodyFile, 256<<10)
					if err != nil {
						return err
					}
					d, _, err = a.Desk.WriteDraft(ctx, actor, id, disclosure.Draft{
						Template: t, Contact: contact, Lang: lang, Subject: subject, Because: because, OwnText: true,
					}, body)
					if err != nil {
						return err
					}
				} else if d, _, err = a.Desk.NewDraftBecause(ctx, actor, id, t, contact, lang, because); err != nil {
					return err
				}
				return s.Created(d.ID, map[string]any{"case": id, "contact": d.Contact, "template": d.Template, "lang": d.Lang, "subject": d.Subject})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&template, "template", string(disclosure.FirstContact), "kind of message: "+wording.Words(messageKinds()))
	f.StringVar(&contact, "contact", "", "recipient: contact id or address (default: the only one that fits)")
	f.StringVar(&party, "party", "", "recipient by role")
	f.StringVar(&party, "to", "", "the same as --party")
	f.StringVar(&lang, "lang", "", "language: "+strings.Join(templates.MessageLanguages(), ", ")+" (default: the party's)")
	f.StringVar(&subject, "subject", "", "subject of your own text")
	f.StringVar(&bodyFile, "body-file", "", "your own text: a file, or - for standard input")
	f.StringVar(&because, "because", "", "why you write although no answer of ours shows the asset open; stays on record, and the text says so")
	session.Offer(cmd, "template", messageKinds())
	session.Offer(cmd, "party", disclosure.Roles())
	session.Offer(cmd, "to", disclosure.Roles())
	session.Offer(cmd, "lang", templates.MessageLanguages())
	return cmd
}

// messageKinds are all kinds of messages, also the one that a person writes from nothing.
func messageKinds() []disclosure.Template {
	return append(disclosure.Templates(), disclosure.FreeText)
}

// checkDraft refuses what cannot become a draft, before a case is looked for.
func checkDraft(t disclosure.Template, party, bodyFile, subject string) error {
	if err := session.OneOf("template", t, messageKinds()); err != nil {
		return err
	}
	if err := session.OneOf("party", disclosure.Role(party), disclosure.Roles()); err != nil {
		return err
	}
	switch {
	case t == disclosure.FreeText && (bodyFile == "" || subject == ""):
		return fault.Errorf(fault.Invalid, "your own text needs --subject and --body-file")
	case subject != "" && bodyFile == "":
		return fault.Errorf(fault.Invalid, "--subject needs --body-file; change the subject of a template with `bot draft edit`")
	default:
		return nil
	}
}

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
		sends := task.SentBy(k.Channel)
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
