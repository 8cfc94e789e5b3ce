package mailcmd

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/channel/mail"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/email"
)

// mailTally counts what came of an import.
type mailTally struct {
	Mails   int            `json:"mails"`
	Fresh   int            `json:"fresh"`
	Known   int            `json:"known"`
	Failed  int            `json:"failed"` // files that are no mail, or could not be read
	Classes map[string]int `json:"classes"`
	Cases   int            `json:"with_case"` // mails that name a case
	DryRun  bool           `json:"dry_run"`
}

func newMailImport(s *session.Session) *cobra.Command {
	var dry, yes bool
	cmd := &cobra.Command{
		Use: "import DIR|FILE", Short: "Take mails out of files into the inbox", Args: cobra.ExactArgs(1),
		Long: `Take mails out of files into the inbox: a mail, an mbox, or all that lie in a folder, such as a Maildir.
They go the way of mails from the mailbox and are read by "bot serve": those that belong to a case are
recorded there, on the day on which they came, and others wait for a person. A mail that is there
already is not taken again. It is said first what would come of it, and asked; --dry-run says it alone.`,
		Example: "  bot mail import ~/Maildir/.daylight --dry-run\n  bot mail import answers.mbox --yes --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				if !actor.Role.AtLeast(disclosure.Researcher) {
					return fault.Errorf(fault.Forbidden, "%s may not do this: it requires the role researcher or higher", actor.Name)
				}
				files, err := mailFiles(args[0])
				if err != nil {
					return err
				}
				t, err := lookAtMails(cmd.Context(), s, a, files)
				if err != nil {
					return err
				}
				if t.DryRun = dry; !dry {
					if !s.JSON {
						fmt.Fprintln(s.Out, t.words("would be taken"))
					}
					if err := s.Confirm(fmt.Sprintf("Take %s into the inbox?", wording.Count(t.Mails, "mail", "mails")), yes); err != nil {
						return err
					}
					if err := takeMails(cmd.Context(), s, a, files, &t); err != nil {
						return err
					}
				}
				switch {
				case s.JSON:
					return s.PrintJSON(t)
				case dry:
					fmt.Fprintln(s.Out, t.words("would be taken"))
				default:
					fmt.Fprintf(s.Out, "%s taken, %d were there already. `bot serve` reads them; `bot inbox list` shows what waits.\n", wording.Count(t.Fresh, "mail", "mails"), t.Known)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would come of it, and take nothing")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// unreadMail stands for mails that are too large or too broken to be read. They are taken, and wait for a person.
const unreadMail = "unread"

// words sums up what was found.
func (t mailTally) words(verb string) string {
	var parts []string
	for _, class := range []email.Class{email.Person, email.Unclear, email.Automatic, email.Bounced, email.Delayed, email.Delivered, email.Report} {
		if n := t.Classes[string(class)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, class))
		}
	}
	if n := t.Classes[unreadMail]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", n, unreadMail))
	}
	out := fmt.Sprintf("%s %s: %s. %d name a case.", wording.Count(t.Mails, "mail", "mails"), verb, wording.Dash(strings.Join(parts, ", ")), t.Cases)
	if t.Failed > 0 {
		out += fmt.Sprintf(" %s no mail or cannot be read.", wording.Count(t.Failed, "file is", "files are"))
	}
	return out
}

// maxMailFiles bounds how many files an import looks at.
const maxMailFiles = 200_000

// mailFiles lists the files of a folder in the order of their names, or the one file. Links and hidden files are left out.
func mailFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the mails cannot be read: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var out []string
	err = filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Type().IsRegular() && !strings.HasPrefix(d.Name(), ".") && !strings.HasPrefix(d.Name(), "dovecot") && d.Name() != "maildirfolder" {
			out = append(out, name)
		}
		if len(out) > maxMailFiles {
			return fault.Errorf(fault.Invalid, "%s holds more than %d files: import its folders one by one", path, maxMailFiles)
		}
		return nil
	})
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the mails cannot be read: %w", err)
	}
	return out, nil
}

// eachMail calls do with each mail of files, and tells how far it is.
func eachMail(ctx context.Context, s *session.Session, files []string, t *mailTally, do func(raw email.Raw) error) error {
	n := 0
	for _, name := range files {
		f, err := os.Open(name) //nolint:gosec // the person names the folder
		if err != nil {
			t.Failed++
			continue
		}
		for raw, readErr := range email.Mails(f) {
			if readErr != nil {
				t.Failed++
				break
			}
			if err = do(raw); err == nil {
				err = ctx.Err()
			}
			if err != nil {
				break
			}
			if n++; n%500 == 0 {
				fmt.Fprintf(s.Err, "bot: %d mails, file %s\n", n, wording.OneLine(filepath.Base(name)))
			}
		}
		_ = f.Close() // it was only read
		if err != nil {
			return err
		}
	}
	return nil
}

func lookAtMails(ctx context.Context, s *session.Session, a *app.App, files []string) (mailTally, error) {
	t := mailTally{Classes: map[string]int{}}
	err := eachMail(ctx, s, files, &t, func(raw email.Raw) error {
		if !email.Looks(raw.Bytes) {
			t.Failed++
			return nil
		}
		got, err := read(ctx, a, raw.Bytes)
		if err != nil {
			return err
		}
		t.Mails++
		t.Classes[cmp.Or(string(got.Mail.Class), unreadMail)]++
		if got.Case != "" {
			t.Cases++
		}
		return nil
	})
	return t, err
}

func takeMails(ctx context.Context, s *session.Session, a *app.App, files []string, t *mailTally) error {
	m, ok := app.Own[*mail.Mail](a)
	if !ok {
		return fault.Errorf(fault.Refused, "mail is not set up")
	}
	var again mailTally // what failed is counted already
	return eachMail(ctx, s, files, &again, func(raw email.Raw) error {
		if !email.Looks(raw.Bytes) {
			return nil
		}
		fresh, err := m.Import(ctx, raw)
		switch {
		case err != nil:
			return err
		case fresh:
			t.Fresh++
		default:
			t.Known++
		}
		return nil
	})
}
