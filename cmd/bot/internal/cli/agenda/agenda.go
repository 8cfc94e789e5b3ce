// Package agenda is `bot agenda` and `bot digest`: what is next and for whom, on the screen, as a calendar file, and as the
// digest that the running bot sends. What stands on an agenda is computed behind the desk.
package agenda

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
)

// agendaDays is how far ahead an agenda looks when nobody says.
const agendaDays = agenda.DefaultDays

// Command returns `bot agenda`.
func Command(s *session.Session) *cobra.Command {
	var q desk.AgendaQuery
	var ics string
	cmd := &cobra.Command{
		Use: "agenda", Short: "Show what is next, and for whom", Args: cobra.NoArgs,
		Long: agendaHelp(),
		Example: "  bot agenda\n" +
			"  bot agenda --user alice --days 14\n" +
			"  bot agenda --days 90 --ics deadlines.ics",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if ics == "-" && s.JSON {
				return fault.Errorf(fault.Invalid, "--ics - and --json both print to standard output: write the calendar to a file")
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				g, err := a.Desk.Agenda(cmd.Context(), q)
				if err != nil {
					return err
				}
				if ics == "-" {
					agendaNotes(s, &g)
					_, err := s.Out.Write(calendarOf(&g))
					return err
				}
				if ics != "" {
					if err := writeWhole(ics, calendarOf(&g)); err != nil {
						return err
					}
				}
				if s.JSON {
					return s.PrintJSON(g)
				}
				return showAgenda(s, &g)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.User, "user", "", "show only what this person can act on")
	f.IntVar(&q.Days, "days", agendaDays, "how many days ahead deadlines are shown")
	f.StringVar(&ics, "ics", "", "also write the deadlines to this calendar file; - prints only the calendar")
	return cmd
}

// agendaHelp documents what stands on an agenda and its JSON.
func agendaHelp() string {
	return `What is next in the open cases and in the inbox. What harms people most comes first (exploited or leaked, then data of
children and patients, then the number of people), then the earliest date. It changes nothing.

  overdue, due       deadlines of the case's policy, and those that people set; see ` + "`bot policy explain CASE`" + `; the ref
                     nobody_told is a finding that nobody was told of within two working days of its discovery
  may_publish        the day has come from which a publication is possible; the gate decides: bot publish CASE --check
  message_uncertain  it is not known whether the message arrived
  reopened           an asset is open again
  reply_waiting      a person answered and we have not written to them since; automatic answers do not count
  message_failed, contact_bounced   the party was not reached
  probe_undecided    the asset has given no verdict for days
  not_seen_open      it was asked and never was open: a person has to say whether the target is right
  draft_waiting      a draft waits for approval, if possible by somebody other than its author
  draft_approved     a draft is approved and not sent yet
  lacks              the case has no asset or no date of discovery
  second_person      a proposal waits for a second person to approve it
  inbox_waiting      a person has to assign it to a case

Who: the author of the case, or the leads where a lead is required. --user shows what that person can act on in their
role: a researcher sees no approvals, and nobody sees a draft of their own that somebody else has to approve.
Days are civil days from today; negative numbers are in the past. A date lasts until the end of its day in its zone.

With --json (stable; null where there is none):
  {"as_of", "today", "zone", "days", "user", "cases", "items": [ITEM], "cut", "notes"}
  ITEM  {"case", "title", "what", "text", "who": [NAME], "except", "due": null or {"at", "date", "zone", "exact"},
         "days", "because", "ref", "episode", "quiet", "harm": {"exploited", "class", "people"},
         "held": {"code", "text", "hint"}, "hint": {"code", "args"}, "passed", "parties"}
        who is empty if anybody except the person in except may act; at is the first instant, in UTC, that is too
        late, or the due instant itself if exact is set; held says why a step that is due has no draft: no_contact,
        legal_threat, seems_shut, not_proven, cannot_be_told, before_recording or not_written; passed says who is away;
        what is unset is left out from except on
  cut is true if there are more cases or items than were read

The calendar (--ics) holds everything that has a date. It names cases by id,
without titles and parties, because calendars are often shared.`
}

func showAgenda(s *session.Session, g *desk.Agenda) error {
	if len(g.Items) == 0 {
		fmt.Fprintln(s.Out, "Nothing is due.")
		agendaNotes(s, g)
		return nil
	}
	rows := make([][]string, len(g.Items))
	for i := range g.Items {
		it := &g.Items[i]
		rows[i] = []string{
			wording.Dash(dayText(it.Due)), daysText(it), wording.Dash(string(it.Case)), wording.Cut(it.Title, 40), string(it.What), todo(it), whoText(it), it.Because,
		}
	}
	if err := s.Table([]string{"due", "days", "case", "title", "what", "to do", "who", "because"}, rows); err != nil {
		return err
	}
	agendaNotes(s, g)
	return nil
}

// todo is what to do, why nothing came of it by itself, and what to type.
func todo(it *agenda.Item) string {
	text := it.Text
	if it.Held != nil {
		text += ": " + it.Held.Text
	}
	if it.Hint != nil {
		text = wording.Advised(text, *it.Hint)
	}
	return text
}

// agendaNotes go to the error stream: what is missing must be seen wherever the list goes.
func agendaNotes(s *session.Session, g *desk.Agenda) {
	for _, n := range g.Notes {
		fmt.Fprintln(s.Err, "Note: "+wording.OneLine(wording.Advised(n, g.Hints[n])))
	}
}

// dayText is a date with its zone.
func dayText(d *agenda.Day) string {
	switch {
	case d == nil:
		return ""
	case d.Exact:
		return d.At.UTC().Format("2006-01-02 15:04 UTC")
	default:
		return d.Date.String() + " " + d.Zone
	}
}

func daysText(it *agenda.Item) string {
	switch {
	case it.Days == nil:
		return "–"
	case *it.Days == 0:
		return "today"
	case *it.Days > 0:
		return "in " + strconv.Itoa(*it.Days)
	default:
		return strconv.Itoa(-*it.Days) + " ago"
	}
}

func whoText(it *agenda.Item) string {
	switch {
	case it.Passed != "":
		return strings.Join(it.Who, ", ") + " (" + it.Passed + ")"
	case len(it.Who) > 0:
		return strings.Join(it.Who, ", ")
	case it.Except != "":
		return "anybody but " + it.Except
	default:
		return "anybody"
	}
}

// writeWhole replaces a file in one step, so that a calendar program never reads half of it. It is for its owner only:
// it tells of what is not public yet.
func writeWhole(path string, content []byte) (err error) {
	const doing = "the calendar could not be written: %w"
	f, err := os.CreateTemp(filepath.Dir(path), ".daylight-*.ics") // 0600
	if err != nil {
		return fault.Errorf(fault.Invalid, doing, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fault.Errorf(fault.Unavailable, doing, err)
	}
	return nil
}
