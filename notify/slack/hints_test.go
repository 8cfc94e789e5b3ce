package slack

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
)

var (
	ofSlack = regexp.MustCompile("`/disclose ([a-z]+)")
	label   = regexp.MustCompile(`\*([^*]+)\*`)
)

// TestEveryHintHasWordsInSlack walks the whole table: what is worded is there in Slack. That the calls of the
// command line are there too is held by a test of package cli.
func TestEveryHintHasWordsInSlack(t *testing.T) {
	offered := offers(t)
	hints, words := hint.All(), hintWords()
	if len(words) != len(hints) {
		t.Errorf("%d hints, words for %d", len(hints), len(words))
	}
	for _, h := range hints {
		said := advice(fault.Errorf(fault.Refused, "no").With(h))
		if said == "" || strings.ContainsAny(said, "{}") || sentence(said) != said {
			t.Errorf("%s is worded as %q", h.Code, said)
		}
		for name, value := range h.Args {
			if name != "digest" && !strings.Contains(said, value) { // the digest is for who signs, not for a reader
				t.Errorf("%s: the argument %s is not said: %s", h.Code, name, said)
			}
		}
		for _, m := range ofSlack.FindAllStringSubmatch(said, -1) {
			if !slices.ContainsFunc(routes(), func(r route) bool { return r.Type == interactionCommand && r.Name == m[1] }) {
				t.Errorf("%s: there is no %s %s", h.Code, commandName, m[1])
			}
		}
		for _, m := range label.FindAllStringSubmatch(said, -1) {
			if !strings.Contains(offered, m[1]) {
				t.Errorf("%s: nothing in Slack is called %s", h.Code, m[1])
			}
		}
		if strings.Contains(said, "`bot ") && !strings.Contains(said, "command line") {
			t.Errorf("%s names a call and not where it is made: %s", h.Code, said)
		}
	}
}

// offers is everything that people see in Slack: buttons of cards, shortcuts and the fields of the form.
func offers(t *testing.T) string {
	t.Helper()
	open := disclosure.Draft{ID: "D1", Role: disclosure.Vendor, Channel: disclosure.Email, State: disclosure.DraftOpen}
	fresh := cardData{Case: nextMotion(func(k *disclosure.Case) { k.Assets[0].UndecidedNotified = true })}
	drafted := cardData{Case: nextMotion(func(k *disclosure.Case) { k.Drafts = []disclosure.Draft{open} })}
	form := newBench(t, nil).findingView(nil, "", origin{})
	found := []gate.Check{{Name: gate.CheckNoMailAddresses, State: gate.CheckFail, Findings: []content.Finding{{Rule: content.RuleMail}}}}
	pages := pagesForm{Pages: []Page{{Case: nextMotion(func(*disclosure.Case) {}), Mode: disclosure.Limited, Lang: "en", Checks: found}}, Languages: []string{"en"}}.view()
	b, err := json.Marshal([]any{fresh.buttons(), drafted.drafts(), form, pages})
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, r := range routes() {
		text += "\n" + r.Title
	}
	return text
}

func TestARefusalSaysInSlackWhatHelps(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.refuses = fault.Errorf(fault.Refused, "A1 is not asked before two people allow it").With(hint.ToAllowProbe("A1"))
	b.click(userR, actionProbe, value{Case: id}.String())
	b.work()
	got := b.lastReply("/respond")
	for _, says := range []string{"A1 is not asked before two people allow it.", "Two leads allow it for A1, each of them with *Do …* on the card, or `/disclose asset CASE`."} {
		if !strings.Contains(got, says) {
			t.Errorf("the reply does not say %q: %s", says, got)
		}
	}
	if n := b.desk.notes[len(b.desk.notes)-1]; n.Note != "A1 is not asked before two people allow it." {
		t.Errorf("the inbox holds the words of Slack: %q", n.Note)
	}
}

func TestAHintInSlackNamesWhatSlackHas(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fault.Errorf(fault.Refused, "probe again").With(hint.ToProbe("DL-2020-0001")), "Probe again.\nPress *Probe now* on the card: `/disclose show DL-2020-0001`."},
		{fault.Errorf(fault.Refused, "no: %w", fault.Errorf(fault.Invalid, "x").With(hint.ToRecordCase())), "No: x.\nUse `/disclose new`, or *Turn into a finding* on a message."},
		{fault.Errorf(fault.NotFound, "no"), "No."},
		{fault.Errorf(fault.Refused, "no").With(fault.Hint{Code: "of tomorrow"}), "No."},
		{fault.Errorf(fault.Internal, "secret").With(hint.ToVerifyProbes("DL-2020-0001")), "Something went wrong on our side; the log has the details."},
		{fault.Errorf(fault.Refused, "no").With(hint.ToAllowProbe("<!channel>")), "No.\nTwo leads allow it for &lt;!channel&gt;, each of them with *Do …* on the card, or `/disclose asset CASE`."},
	} {
		if got := explain(c.err); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestAThreadSaysWhomToListOnceSomebodyUnknownWrites(t *testing.T) {
	t.Parallel()
	h := hint.ToLetSpeak("team/tracking", "passer-by")
	e := disclosure.Event{Kind: disclosure.KindUnattributed, Channel: disclosure.Issue, Detail: disclosure.Detail{Excerpt: "/fixed", Reason: "nobody said so", Hint: &h}}
	_, blocks, _ := renderNotice(&disclosure.Case{ID: "DL-2020-0001"}, e, false)
	all, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"passer-by", "vendor_logins", "team/tracking", "/fixed", "nobody said so"} {
		if !strings.Contains(string(all), want) {
			t.Errorf("the thread does not say %q: %s", want, all)
		}
	}
}
