package slash_test

import (
	"strconv"
	"strings"
	"testing"

	"daylight/disclosure/civil"
	"daylight/disclosure/slash"
)

// TestALineIsACommandOrWhatWasProbablyMeant: the table of package github says what follows from it.
func TestALineIsACommandOrWhatWasProbablyMeant(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"/fixed": "fixed", "/FIXED!": "fixed", "- `/fixed`": "fixed", "1) /fixed": "fixed", "**/fixed**": "fixed", "\u00a0\u200b/fixed": "fixed",
		"@bot fixed": "fixed", "@bot, /fixed": "fixed", "@somebody fixed": "", "@bot we closed it": "", "/re_check": "recheck", "/ fixed": "fixed",
		"/fxed": "~fixed", "/fixd": "~fixed", "/resolved": "~fixed", "/retest": "~recheck", "/extent 3 days": "~extend", "/fixed?": "~fixed", "/lgtm": "?",
		"- `/fixed`: it is closed": "=", "- /fixed: it is closed; please check now": "=", "/fixed: done": "fixed", "/fixed/path": "", "/srv is shut": "", "see /fixed": "", "": "",
		"/fixing 2020-02-05": "fixing 2020-02-05", "/fixing 5. Feb": "fixing -date", "/fixing on 5 Feb 2020": "fixing 2020-02-05", "/fixing 31.2.2020": "fixing -date",
		"/extend 7 days because": "extend 7 because", "/extend 7d because": "extend 7 because", "/extend 2 weeks because": "extend 14 because", "/extend 0 because": "extend -days", "/extend": "extend -days", "/extend 7": "extend -reason",
		"/contact a@b.example.": "contact a@b.example", "/contact https://b.example/form": "contact https://b.example/form", "/contact us": "contact -address",
		"/dispute": "dispute", "/dispute not ours": "dispute not ours", strings.Repeat("/fixed ", 200): "",
	} {
		o, is := slash.Read(line, "bot")
		got := ""
		switch {
		case is == slash.Copied:
			got = "="
		case is == slash.NoOrder:
		case o.Word == "" && o.Near == "":
			got = "?"
		case o.Word == "":
			got = "~" + string(o.Near)
		case o.Lacks != "":
			got = string(o.Word) + " -" + string(o.Lacks)
		default:
			got = strings.Join(strings.Fields(string(o.Word)+" "+o.Day.String()+" "+number(o.Days)+" "+o.Why+" "+o.Addr), " ")
		}
		if got != want {
			t.Errorf("%q is %q, want %q", line, got, want)
		}
	}
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// TestADayThatHasPassedIsNoPromise: today is not past.
func TestADayThatHasPassedIsNoPromise(t *testing.T) {
	t.Parallel()
	today := civil.Date{Year: 2020, Month: 2, Day: 5}
	for line, lacks := range map[string]slash.Lack{"/fixing 2020-02-04": slash.PastDate, "/fixing 2020-02-05": "", "/fixing 2020-02-06": ""} {
		if o, _ := slash.Read(line); o.Ahead(today).Lacks != lacks {
			t.Errorf("%q lacks %q", line, o.Ahead(today).Lacks)
		}
	}
}

// FuzzRead: a command in its one spelling reads as the same command, and nothing panics or takes long.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"/fixed", "- `/fixing 2020-02-05`", "@bot extend 7 days: holidays", "/contact a@b.example", "/fxed", "``/stop``", "/dispute \u00e9", "/ re-check?"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		o, is := slash.Read(line, "bot")
		if is != slash.IsOrder || o.Word == "" {
			return
		}
		again, same := slash.Read(o.Line())
		if same != slash.IsOrder || again.Word != o.Word || again.Lacks != o.Lacks || again.Day != o.Day || again.Days != o.Days {
			t.Fatalf("%q is %+v, and %q is %+v", line, o, o.Line(), again)
		}
	})
}
