package agenda_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/fault"
)

func TestAFindingThatNobodyWasToldOfIsOverdueAfterTwoWorkingDays(t *testing.T) {
	t.Parallel()
	found := func(day civil.Date) func(*disclosure.Case) {
		return func(c *disclosure.Case) { c.Discovered = day.When() }
	}
	friday := civil.Date{Year: 2020, Month: 2, Day: 7} // today is Monday 10 February
	for name, c := range map[string]struct {
		change []func(*disclosure.Case)
		what   agenda.What // "" is no item
		hint   fault.HintCode
		text   string
	}{
		"on the last day":            {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 2, Day: 6})}, agenda.Due, "", "write the first contact"},
		"the weekend does not count": {[]func(*disclosure.Case){found(friday)}, agenda.Due, "", "write the first contact"},
		"for forty days":             {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1})}, agenda.Overdue, "", "write the first contact"},
		"without a contact":          {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), func(c *disclosure.Case) { c.Contacts = nil }}, agenda.Overdue, "add_contact", "find a contact"},
		"with a draft":               {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withDraft(disclosure.DraftOpen)}, agenda.Overdue, "approve_draft", "read and approve D1"},
		"with an approved draft":     {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withDraft(disclosure.DraftApproved)}, agenda.Overdue, "send_draft", "send D1"},
		"a vendor was told":          {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withStory(t, "contacted|2020-01-27|party=vendor")}, "", "", ""},
		"a dry run told nobody":      {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withMessage(disclosure.MessageSent, true)}, agenda.Overdue, "", ""},
		"a rehearsed draft is sent":  {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withDraft(disclosure.DraftSent), rehearsal}, agenda.Overdue, "send_again", "send D1, which left in a dry run alone, to the vendor"},
		"but not to who asked for none": {[]func(*disclosure.Case){
			found(civil.Date{Year: 2020, Month: 1, Day: 1}), withDraft(disclosure.DraftSent), rehearsal,
			func(c *disclosure.Case) { c.Parties[0].DoNotContact = true },
		}, agenda.Overdue, "", "find a contact"},
		"a message left":           {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withMessage(disclosure.MessageSent, false)}, "", "", ""},
		"a message is on its way":  {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withMessage(disclosure.MessageQueued, false)}, "", "", ""},
		"a message was cancelled":  {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withMessage(disclosure.MessageCancelled, false)}, agenda.Overdue, "", ""},
		"not on record when found": {[]func(*disclosure.Case){func(c *disclosure.Case) { c.Discovered = civil.When{} }}, "", "", ""},
		"everything is closed": {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), func(c *disclosure.Case) {
			c.Assets = []disclosure.Asset{{ID: "A1", Closure: disclosure.Closure{At: friday.When()}}}
		}}, "", "", ""},
		"with a withheld draft": {[]func(*disclosure.Case){found(civil.Date{Year: 2020, Month: 1, Day: 1}), withDraft(disclosure.DraftOpen), func(c *disclosure.Case) {
			c.Drafts[0].Withheld = "what it says no longer holds"
		}}, agenda.Overdue, "write_draft", "write D1 anew"},
	} {
		rules := agendaRules(t)
		items := agenda.Of(agendaCase(c.change...), nil, rules)
		i := slices.IndexFunc(items, func(i agenda.Item) bool { return i.Ref == "nobody_told" })
		switch {
		case c.what == "" && i >= 0:
			t.Errorf("%s: %+v", name, items[i])
		case c.what != "" && i < 0:
			t.Errorf("%s: nothing is due", name)
		case c.what != "" && (items[i].What != c.what || !strings.Contains(items[i].Text, c.text)):
			t.Errorf("%s: %s, %s", name, items[i].What, items[i].Text)
		case c.hint != "" && (items[i].Hint == nil || items[i].Hint.Code != c.hint):
			t.Errorf("%s: it says what to do as %v", name, items[i].Hint)
		}
	}
}

func withDraft(state disclosure.DraftState) func(*disclosure.Case) {
	return func(c *disclosure.Case) {
		c.Drafts = []disclosure.Draft{{ID: "D1", Role: disclosure.Vendor, Template: disclosure.FirstContact, Contact: "C1", State: state, Author: "rita"}}
	}
}

func withMessage(state disclosure.MessageState, dry bool) func(*disclosure.Case) {
	return func(c *disclosure.Case) {
		c.Messages = []disclosure.Message{{Key: "k", Role: disclosure.Vendor, Contact: "C1", State: state, DryRun: dry}}
	}
}

// rehearsal is the message of the draft D1, written to a folder and to nobody.
func rehearsal(c *disclosure.Case) {
	withMessage(disclosure.MessageSent, true)(c)
	c.Messages[0].Draft, c.Drafts[0].Message = "D1", c.Messages[0].Key
}

func TestWhatHarmsPeopleMostComesFirst(t *testing.T) {
	t.Parallel()
	soon := agenda.Day{Date: civil.Date{Year: 2020, Month: 2, Day: 11}, At: time.Date(2020, 2, 12, 0, 0, 0, 0, time.UTC)}
	late := agenda.Day{Date: civil.Date{Year: 2020, Month: 2, Day: 14}, At: time.Date(2020, 2, 15, 0, 0, 0, 0, time.UTC)}
	of := func(exploited bool, people int64, data ...string) agenda.Harm {
		return agenda.HarmOf(&disclosure.Case{Exploited: exploited, Exposed: disclosure.Exposed{Records: people, Data: data}})
	}
	items := []agenda.Item{
		{Case: "no word", Due: &soon, Harm: of(false, 0)},
		{Case: "mails", Due: &soon, Harm: of(false, 5_000_000, "email_addresses")},
		{Case: "few patients", Due: &soon, Harm: of(false, 20, "medical_images")},
		{Case: "many patients", Due: &late, Harm: of(false, 900_000, "medical_images")},
		{Case: "pupils, sooner", Due: &soon, Harm: of(false, 890_000, "names", "pupils")},
		{Case: "passwords", Due: &soon, Harm: of(false, 100, "passwords")},
		{Case: "leaked", Due: nil, Harm: of(true, 1)},
		{Case: "our page", What: agenda.PublishedOpen},
	}
	agenda.Sort(items)
	var got []string
	for i := range items {
		got = append(got, string(items[i].Case))
	}
	want := "our page, leaked, pupils, sooner, many patients, few patients, passwords, mails, no word"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestIdsStandInTheOrderOfTheirNumbers(t *testing.T) {
	t.Parallel()
	var items []agenda.Item
	for _, ref := range []string{"D100", "D10", "D1", "D2", "B1"} {
		items = append(items, agenda.Item{Case: "DL-2020-0001", Ref: ref})
	}
	items = append(items, agenda.Item{Case: "DL-2020-10000", Ref: "D1"}, agenda.Item{Case: "DL-2020-9999", Ref: "D1"})
	agenda.Sort(items)
	got := ""
	for i := range items {
		got += string(items[i].Case) + "/" + items[i].Ref + " "
	}
	if got != "DL-2020-0001/B1 DL-2020-0001/D1 DL-2020-0001/D2 DL-2020-0001/D10 DL-2020-0001/D100 DL-2020-9999/D1 DL-2020-10000/D1 " {
		t.Error(got)
	}
}

func TestWhatWaitsForSomebodyWhoIsAwayPassesToTheNextLead(t *testing.T) {
	t.Parallel()
	rules := agendaRules(t)
	away := func(names ...string) map[string]agenda.Away {
		out := map[string]agenda.Away{}
		for _, n := range names {
			out[n] = agenda.Away{From: rules.Now.Add(-72 * time.Hour), Until: rules.Now.Add(72 * time.Hour), After: 24 * time.Hour, Last: "2020-02-12"}
		}
		return out
	}
	for name, c := range map[string]struct {
		away   map[string]agenda.Away
		who    string
		passed bool
	}{
		"nobody is away":      {nil, "rita", false},
		"a lead is away":      {away("ada"), "rita", false},
		"the author is away":  {away("rita"), "ada", true},
		"and a lead":          {away("rita", "ada"), "bob", true},
		"nobody else is here": {away("rita", "ada", "bob"), "rita", true},
	} {
		rules.Away = c.away
		found := agenda.Of(agendaCase(func(k *disclosure.Case) {
			k.Discovered, k.RecordedAt = civil.OnDay(2020, 1, 1), rules.Now.AddDate(0, 0, -30)
		}), nil, rules)
		if len(found) != 1 || strings.Join(found[0].Who, " ") != c.who || (found[0].Passed != "") != c.passed {
			t.Errorf("%s: %+v", name, found)
		}
	}
	fresh := rules
	fresh.Away = map[string]agenda.Away{commandtest.Rita.Name: {From: rules.Now.Add(-time.Hour), Until: rules.Now.Add(time.Hour), After: 24 * time.Hour}}
	found := agenda.Of(agendaCase(func(k *disclosure.Case) {
		k.Discovered, k.RecordedAt = civil.OnDay(2020, 1, 1), rules.Now.AddDate(0, 0, -30)
	}), nil, fresh)
	if len(found) != 1 || found[0].Who[0] != "rita" {
		t.Errorf("what has not waited for long stays: %+v", found)
	}
}
