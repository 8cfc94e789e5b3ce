package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
)

func work() []Action {
	ended := func(s *Seen) bool { return !s.working() }
	because := func(hint string, optional bool) func(*Seen) []Field {
		return func(*Seen) []Field { return []Field{why(hint, optional)} }
	}
	return []Action{
		{
			Name: "case_edit", Group: Work, Label: "Edit …", Title: "Edit the case", Yes: "Save", Doing: "Editing a case", Rank: disclosure.Researcher,
			Says:   func(*Seen) []string { return []string{"The history keeps what stood there before."} },
			Fields: editCaseFields, Read: readEditCase, Blame: "title", Done: "The case is corrected.",
		},
		{
			Name: "case_assign", Group: Work, Label: "Assign …", Title: "Assign the case", Yes: "Assign", Doing: "Assigning a case", Rank: disclosure.Researcher,
			Can: func(s *Seen) bool { return s.working() && len(s.Known.People) > 0 },
			Fields: func(s *Seen) []Field {
				who := choice("person", "Who works on it", asIs(s.Known.People))
				return []Field{who, why("Its agenda and reminders are theirs from then on.", true)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: record.AssignCase{To: r.Text("person"), Text: r.Text(fieldWhy)}}
			},
			Blame: "person", Done: "The case is assigned.",
		},
		{
			Name: "case_restrict", Group: Work, Label: "Restrict …", Title: "Restrict the case", Yes: "Restrict", Doing: "Restricting a case", Rank: disclosure.Researcher,
			Can: anyTime,
			Says: func(s *Seen) []string {
				return []string{"For everybody else it does not exist from then on. In the team: " + strings.Join(s.Known.People, ", ")}
			},
			Fields: func(s *Seen) []Field {
				names := line("names", "Who may see it", "Names with commas between them. A lead decides alone, others as two.", false)
				names.Limit, names.Initial = 1000, strings.Join(s.Case.Circle.Names, ", ")
				return []Field{names, why("It stays on record.", false)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				var names []string
				for name := range strings.SplitSeq(r.Text("names"), ",") {
					if name = strings.TrimSpace(name); name != "" {
						names = append(names, name)
					}
				}
				return Order{Command: record.Restrict{Names: names, Text: r.Text(fieldWhy)}}
			},
			Blame: "names", Done: "The case is restricted to the people named.",
		},
		{
			Name: "case_lift", Group: Work, Label: "Let the whole team see it …", Title: "Lift the restriction", Yes: "Lift", Doing: "Lifting a restriction", Rank: disclosure.Researcher,
			Can: func(s *Seen) bool { return s.Case.Circle.Restricted() }, Fields: because("A lead decides alone, others as two.", false),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: record.Restrict{Lift: true, Text: r.Text(fieldWhy)}}
			},
			Blame: fieldWhy, Done: "The whole team may see the case again.",
		},
		{
			Name: "case_close", Group: Work, Label: "Close …", Title: "Close the case", Yes: "Close the case", Doing: "Closing a case", Rank: disclosure.Lead,
			Says: func(s *Seen) []string { return exposures(s.Case) },
			Fields: func(*Seen) []Field {
				return []Field{choice("outcome", "How it ended", words(disclosure.Outcomes())), why("It stays on record.", true)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: record.CloseCase{Outcome: disclosure.Outcome(r.Text("outcome")), Text: r.Text(fieldWhy)}}
			},
			Blame: "outcome", Done: "The case is closed.",
		},
		{
			Name: "case_duplicate", Group: Work, Label: "It is a duplicate …", Title: "A duplicate", Yes: "It is a duplicate", Doing: "Marking a duplicate", Rank: disclosure.Researcher,
			Fields: func(*Seen) []Field {
				return []Field{line(fieldOther, "The case in which the work goes on", "DL-2020-0001", false), why("It stays on record.", true)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: record.MarkDuplicate{Of: disclosure.CaseID(strings.ToUpper(r.Text(fieldOther))), Text: r.Text(fieldWhy)}}
			},
			Blame: fieldOther, Done: "The work goes on in the other case.",
		},
		{
			Name: "case_handover", Group: Work, Label: "Hand over …", Title: "Hand the case over", Yes: "Hand over", Doing: "Handing a case over", Rank: disclosure.Lead,
			Fields: func(*Seen) []Field {
				return []Field{line(fieldOther, "Which team takes over", "Nothing is probed or sent here any more.", false), why("It stays on record.", true)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: record.HandOver{To: r.Text(fieldOther), Text: r.Text(fieldWhy)}}
			},
			Blame: fieldOther, Done: "The case is handed over. The file for the other team is written on the command line only: `bot case export`.",
		},
		{
			Name: "case_reject", Group: Work, Label: "It was no finding …", Title: "Reject the case", Yes: "Reject", Doing: "Rejecting a case", Rank: disclosure.Lead,
			Fields: because("Why it was no finding.", false),
			Read:   func(_ *Seen, r *Reading) Order { return Order{Command: record.RejectCase{Text: r.Text(fieldWhy)}} },
			Blame:  fieldWhy, Done: "The case is rejected.",
		},
		{
			Name: "case_reopen", Group: Work, Label: "Reopen …", Title: "Reopen the case", Yes: "Reopen", Doing: "Reopening a case", Rank: disclosure.Researcher, Can: ended,
			Fields: because("It stays on record.", false),
			Read:   func(_ *Seen, r *Reading) Order { return Order{Command: record.ReopenCase{Text: r.Text(fieldWhy)}} },
			Blame:  fieldWhy, Done: "The work goes on.",
		},
	}
}

// exposures counts the assets of a case by what is known of them, so that nobody closes it over one that opened again meanwhile.
func exposures(k *disclosure.Case) []string {
	count := map[string]int{}
	for i := range k.Assets {
		count[plainly(string(k.Assets[i].Exposure))]++
	}
	var out []string
	for _, state := range slices.Sorted(maps.Keys(count)) {
		out = append(out, fmt.Sprintf("%d %s", count[state], state))
	}
	if len(out) == 0 {
		return []string{"It has no asset."}
	}
	return []string{"Its assets now: " + strings.Join(out, ", ") + "."}
}

func asIs(names []string) []Choice {
	out := make([]Choice, len(names))
	for i, n := range names {
		out[i] = Choice{n, n}
	}
	return out
}

func editCaseFields(s *Seen) []Field {
	filled := func(f Field, initial string) Field {
		f.Initial = initial
		return f
	}
	out := []Field{
		filled(line("title", "Title", "What is exposed, but not where. It may become public later.", false), s.Case.Title),
		filled(long("summary", "Summary", "A paragraph for the writeup.", maxText, true), s.Case.Summary),
		filled(line("tracking", "Their reference", "The vendor's ticket number.", true), s.Case.Tracking),
		severityField(s.Case.Exposed.Severity),
		filled(line("embargo", "Embargo", "Nothing is published before this day. An earlier one takes two people.", true), s.Case.Embargo.String()),
	}
	if one, ok := s.Case.SoleParty(disclosure.Vendor); ok { // of several vendors the form would not say which
		out = append(out,
			filled(line("vendor", "Vendor", "", true), one.Name),
			filled(line("country", "Vendor's country", "Two letters, such as FR. Its deadlines are computed anew.", true), one.Country),
			filled(line("language", "Vendor's language", "Such as fr, for drafts from now on.", true), one.Language))
	}
	return append(out, why("It stays on record.", true))
}

// NotJudged is the choice of no severity: nothing is said of it then.
const NotJudged = "not_judged"

func severityField(now disclosure.Severity) Field {
	f := choice("severity", "Severity", append([]Choice{{NotJudged, plainly(NotJudged)}}, words(disclosure.Severities())...))
	f.Hint, f.Initial = "Your judgement. Issues and private reports to the vendor say it.", NotJudged
	if now != "" {
		f.Initial = string(now)
	}
	return f
}

func readEditCase(s *Seen, r *Reading) Order {
	because := r.Text(fieldWhy)
	var do command.Batch
	facts := record.EditCase{Title: r.changed("title"), Summary: r.changed("summary"), Tracking: r.changed("tracking"), Severity: r.changed("severity"), Text: because}
	if facts.Severity != nil && *facts.Severity == NotJudged {
		facts.Severity = new("")
	}
	if facts.Title != nil || facts.Summary != nil || facts.Tracking != nil || facts.Severity != nil {
		do = append(do, facts)
	}
	if one, ok := s.Case.SoleParty(disclosure.Vendor); ok {
		party := record.EditParty{
			Role: disclosure.Vendor, Name: one.Name, Text: because,
			NewName: r.changed("vendor"), Country: r.changed("country"), Language: r.changed("language"),
		}
		if party.NewName != nil || party.Country != nil || party.Language != nil {
			do = append(do, party)
		}
	}
	if day := r.changed("embargo"); day != nil {
		var until civil.When
		if *day != "" {
			until = r.When("embargo")
		}
		do = append(do, record.SetEmbargo{Until: until, Text: because})
	}
	if len(do) == 0 {
		r.Wrong("title", "Nothing is changed.")
	}
	return Order{Command: do}
}
