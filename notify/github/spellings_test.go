package github

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure/command/incoming"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// outcome is what became of a comment, in one line: the event, what it asks for besides, and how it was answered.
func outcome(t *testing.T, body string) string {
	t.Helper()
	in, raw := heard(t, func(i *Item) { i.Comment.Body = body })
	r := testReader()
	out, err := r.Interpret(in, raw, func(Item) (Known, error) {
		return Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0], Left: []string{"A1"}, Asked: true}, nil
	})
	if err != nil || len(out.Commands) != 1 {
		t.Fatalf("%q: %+v, %v", body, out, err)
	}
	says := "none"
	if cmd, ok := out.Commands[0].(incoming.RecordInbound); ok {
		if says = string(cmd.Kind); !cmd.Until.IsZero() {
			says += " " + cmd.Until.String()
		}
		if cmd.MoreDays > 0 {
			says += fmt.Sprintf(" +%d %s", cmd.MoreDays, cmd.MoreWhy)
		}
		if cmd.Recheck {
			says += " check"
		}
		if asked, plain := inbound.Read(cmd.Text).Stop(); asked && plain {
			says += " stop"
		}
		if cmd.Says != "" {
			says += " (" + strings.TrimPrefix(cmd.Says, "it reads like ") + ")"
		}
	}
	for _, j := range out.Jobs {
		if j.Task() == TaskSeen {
			says += " eyes"
			continue
		}
		c, err := ledger.PayloadOf[Comment](j)
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(c.Text, "\n\n<sub>")
		switch {
		case strings.Contains(text, "There is no command"):
			says += " → list"
		case strings.Contains(text, "If you mean"):
			_, text, _ = strings.Cut(text, "If you mean `")
			text, _, _ = strings.Cut(text, "`")
			says += " → " + text + "?"
		case strings.Contains(text, "People read plain comments"):
			says += " → help"
		default:
			text, _, _ = strings.Cut(text, " needs")
			text, _, _ = strings.Cut(text, " has passed")
			says += " → " + text
		}
	}
	return says
}

// TestWhatPeopleWriteIsUnderstoodOrAnswered is the table of spellings: each is acted upon, or answered once with the right word, or it is
// nothing that was said to us.
func TestWhatPeopleWriteIsUnderstoodOrAnswered(t *testing.T) {
	t.Parallel()
	rows := [][2]string{
		// As the issue prints them.
		{"/ack", "replied eyes"},
		{"/fixed", "fix_claimed eyes"},
		{"/recheck", "replied check eyes"},
		{"/fixing 2020-02-05", "fix_promised 2020-02-05 eyes"},
		{"/extend 7 we need a maintenance window", "replied +7 we need a maintenance window (a request for more time (7 days)) eyes"},
		{"/need-info", "replied (a question that somebody has to answer) eyes"},
		{"/dispute it is a test system", "disputed eyes"},
		{"/contact security@vendor.example", "replied (another address to write to (security@vendor.example)) eyes"},
		{"/stop", "replied stop (a request to stop the probes) eyes"},
		{"/help", "none → help eyes"},
		// Capitals, full stops, blanks.
		{"/FIXED", "fix_claimed eyes"},
		{"/Fixed.", "fix_claimed eyes"},
		{"/ACK!", "replied eyes"},
		{"/fixed,", "fix_claimed eyes"},
		{"/fixed ", "fix_claimed eyes"},
		{" /fixed", "fix_claimed eyes"},
		{"/ fixed", "fix_claimed eyes"},
		{"\u00a0/fixed\u00a0", "fix_claimed eyes"},
		{"\u200b/fixed\u200b", "fix_claimed eyes"},
		{"/fi\u200bxed", "fix_claimed eyes"},
		{"/fixing\u00a02020-02-05", "fix_promised 2020-02-05 eyes"},
		{"/extend\u202f7\u202fdays, holidays", "replied +7 holidays (a request for more time (7 days)) eyes"},
		{"\ufeff/recheck", "replied check eyes"},
		// In backticks, as a list item, emphasised.
		{"`/fixed`", "fix_claimed eyes"},
		{"``/fixed``", "fix_claimed eyes"},
		{"`/fixed`.", "fix_claimed eyes"},
		{"- /fixed", "fix_claimed eyes"},
		{"- `/fixed`", "fix_claimed eyes"},
		{"* `/recheck`", "replied check eyes"},
		{"1. /ack\n2. /fixed", "fix_claimed eyes"},
		{"- `/fixing 2020-02-05`", "fix_promised 2020-02-05 eyes"},
		{"`/fixing` 2020-02-05", "fix_promised 2020-02-05 eyes"},
		{"**/fixed**", "fix_claimed eyes"},
		{"\"/stop\"", "replied stop (a request to stop the probes) eyes"},
		{"`/stop`", "replied stop (a request to stop the probes) eyes"},
		// Their parts joined or not.
		{"/re-check", "replied check eyes"},
		{"/needinfo which account?", "replied (a question that somebody has to answer) eyes"},
		{"/need_info", "replied (a question that somebody has to answer) eyes"},
		{"/hilfe", "none → help eyes"},
		// Other words move nothing, and are answered with the right one.
		{"/resolved", "none → /fixed?"},
		{"/closed in v2.1", "replied → /fixed?"},
		{"/done", "none → /fixed?"},
		{"/behoben", "none → /fixed?"},
		{"/corrigé", "none → /fixed?"},
		{"/retest", "none → /recheck?"},
		{"/verify", "none → /recheck?"},
		{"/acknowledged", "none → /ack?"},
		{"/not-ours", "none → /dispute?"},
		{"/eta 5 Feb 2020", "replied → /fixing?"},
		{"@daylight-bot fixed", "fix_claimed eyes"},
		{"@daylight-bot /recheck", "replied check eyes"},
		{"@bot fixed", "fix_claimed eyes"},
		{"@bot: ack", "replied eyes"},
		// The nearest word.
		{"/fxed", "none → /fixed?"},
		{"/fixd", "none → /fixed?"},
		{"/fixed?", "replied → /fixed?"},
		{"/fixde now", "replied → /fixed?"},
		{"/ack-now", "none → /ack?"},
		{"/rechek", "none → /recheck?"},
		{"/disptue not ours", "replied → /dispute?"},
		{"/extent 7 days", "replied → /extend?"},
		{"/stopp", "replied stop (a request to stop the probes) eyes"},
		{"@bot fxed", "none → /fixed?"},
		{"/close-please", "none → list"},
		{"/lgtm", "none → list"},
		// What lacks something.
		{"/fixing", "replied → `/fixing`"},
		{"/fixing soon", "replied → `/fixing`"},
		{"/fixing 05/02/2020", "replied → `/fixing`"},
		{"/fixing 2019-12-24", "replied → The day that you gave with `/fixing`"},
		{"/fixing 5.2.2020", "fix_promised 2020-02-05 eyes"},
		{"/fixing February 5th, 2020", "fix_promised 2020-02-05 eyes"},
		{"/extend", "replied → `/extend`"},
		{"/extend a week", "replied → `/extend`"},
		{"/extend 7", "replied → `/extend`"},
		{"/extend 9999 please", "replied → `/extend`"},
		{"/extend 2 weeks: holidays", "replied +14 holidays (a request for more time (14 days)) eyes"},
		{"/contact me", "replied → `/contact`"},
		{"/dispute", "disputed eyes"},
		// Several in one comment, and with words.
		{"Hi,\n/ack\nWe look into it.", "replied eyes"},
		{"/ack\n/fixing 2020-02-05", "fix_promised 2020-02-05 eyes"},
		{"/fixed\n/fxed", "fix_claimed → /fixed? eyes"},
		{"/fixed not yet", "replied eyes"},
		// Plain words go through the one reader.
		{"It is closed now.", "fix_claimed"},
		{"We closed the bucket this morning, please check.", "fix_claimed"},
		{"It is not closed yet.", "replied"},
		{"We need two more weeks.", "replied (a request for more time)"},
		{"STOP", "replied stop (a request to stop the probes)"},
		{"We look into it.", "replied"},
		// Nothing of it is said to us.
		{"> /fixed", "replied"},
		{"```\n/fixed\n```", "replied"},
		{"```\n/stop\n```\nWhat does this mean?", "replied"},
		{"<!-- /fixed -->\nWe look into it.", "replied"},
		{"    /fixed", "replied"},
		{"<pre>/fixed</pre>", "replied"},
		{"Please say what /fixed means", "replied"},
		{"/srv/data is shut", "replied"},
		{"- `/fixed`: it is closed; please check now", "replied"},
		{"ok\n\nOn Mon, Jan 27, 2020, Team wrote:\n> /help\n/fixed", "replied"},
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r[0]] {
			t.Errorf("%q stands twice", r[0])
		}
		seen[r[0]] = true
		if got := outcome(t, r[0]); got != r[1] {
			t.Errorf("%q\n  is   %s\n  want %s", r[0], got, r[1])
		}
	}
	if len(rows) < 70 {
		t.Errorf("%d spellings", len(rows))
	}
}

// TestARequestForACheckThatNobodyAsksIsAnswered: silence would look as if nobody read it.
func TestARequestForACheckThatNobodyAsksIsAnswered(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"/fixed", "/recheck", "It is closed now."} {
		in, raw := heard(t, func(i *Item) { i.Comment.Body = body })
		r := testReader()
		out, err := r.Interpret(in, raw, func(Item) (Known, error) {
			return Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0], Left: []string{"A1"}}, nil
		})
		if err != nil || len(out.Jobs) == 0 {
			t.Fatalf("%q: %+v, %v", body, out, err)
		}
		c, err := ledger.PayloadOf[Comment](out.Jobs[0])
		if err != nil || !strings.Contains(c.Text, "No check of ours runs for it") {
			t.Errorf("%q: %+v, %v", body, c, err)
		}
	}
}
