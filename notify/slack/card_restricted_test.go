package slack

import (
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/notify/slack/slackserver"
)

// hide restricts a case to Malik. It returns what lifts that again.
func (b *bench) hide(id disclosure.CaseID) (back func()) {
	b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{Names: []string{"Malik"}} })
	return func() { b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{} }) }
}

// inChannel are the messages that stand in the channel of the team.
func (b *bench) inChannel() []posted {
	return slices.DeleteFunc(b.server.posts(), func(p posted) bool { return p.Channel != triage })
}

func TestACardOfACaseThatIsRestrictedIsEmptied(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	for job, ok := b.desk.take(); ok; job, ok = b.desk.take() {
		b.attemptJob(job)
	}
	posted := len(b.inChannel())
	if posted == 0 {
		t.Fatal("there is no card to empty")
	}
	back := b.hide(id)
	card := ledger.NewJob(ledger.QueueSend, "slack/card/x/9", Card{Version: 9})
	card.Case = id
	if _, r := b.attemptJob(card); r.Delivery.Kind != ledger.Sent {
		t.Fatalf("%+v", r)
	}
	last := b.inChannel()[0].Blocks
	if !strings.Contains(last, "restricted") {
		t.Errorf("the card does not say why it is empty: %s", last)
	}
	for _, trace := range []string{string(id), "Open bucket", "NextMotion"} {
		if strings.Contains(last, trace) {
			t.Errorf("the emptied card still shows %q", trace)
		}
	}
	thread := ledger.NewJob(ledger.QueueSend, "slack/thread/x/9", Thread{Event: 1})
	thread.Case = id
	if _, r := b.attemptJob(thread); r.Delivery.Kind != ledger.Sent || len(b.inChannel()) != posted {
		t.Errorf("the thread got something: %+v", r)
	}
	back()
	if _, r := b.attemptJob(card); r.Delivery.Kind != ledger.Sent {
		t.Fatalf("%+v", r)
	}
	if last := b.inChannel()[0].Blocks; !strings.Contains(last, string(id)) {
		t.Errorf("the card did not come back: %s", last)
	}
}

// Whatever somebody does in Slack about a restricted case is answered as if there was none, unless they are named; and nothing of
// it is seen in a channel, whoever does it.
func TestARestrictedCaseIsThereForThoseNamedAlone(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.hide(v.Case)
	posted, updated := len(b.inChannel()), len(b.server.calls("/chat.update"))
	id := string(v.Case)
	answers := func(path string, do func()) string {
		before := len(b.server.calls(path))
		do()
		b.work()
		b.server.until("somebody is answered", func() bool { return len(b.server.calls(path)) > before })
		return b.lastReply(path)
	}
	acts := map[string]struct {
		named string // what is opened for somebody named, where it is no answer
		do    func(user string)
	}{
		"show":             {"", func(user string) { b.command(user, "show "+id) }},
		"timeline":         {"", func(user string) { b.command(user, "timeline "+id) }},
		"reveal":           {"", func(user string) { b.click(user, actionMore, moreReveal+" "+v.String()) }},
		"read a draft":     {"/views.open", func(user string) { b.click(user, actionApprove, v.String()) }},
		"probe":            {"", func(user string) { b.click(user, actionProbe, v.String()) }},
		"timeline by menu": {"", func(user string) { b.click(user, actionMore, moreTimeline+" "+v.String()) }},
	}
	for name, act := range acts {
		got := answers("/respond", func() { act.do(userL) })
		if !strings.Contains(got, "There is no case "+id) || strings.Contains(got, "NextMotion") {
			t.Errorf("%s by somebody else: %s", name, got)
		}
		path := act.named
		if path == "" {
			path = "/respond"
		}
		if got := answers(path, func() { act.do(userM) }); strings.Contains(got, "There is no case") || !strings.Contains(got, id) {
			t.Errorf("%s by somebody named: %s", name, got)
		}
	}
	if got := answers("/respond", func() { b.click(userM, actionProbe, v.String()) }); !strings.Contains(got, "for the people named alone") || strings.Contains(got, "The card will") {
		t.Errorf("a card is promised: %s", got)
	}
	if got := len(b.inChannel()); got != posted {
		t.Errorf("%d messages were posted", got-posted)
	}
	for _, u := range b.server.calls("/chat.update")[updated:] {
		if text := u.Form.Encode() + u.Body; u.Form.Get("channel") == triage && (strings.Contains(text, "NextMotion") || strings.Contains(text, "patient")) {
			t.Errorf("the card shows it again: %s", text)
		}
	}
}

// A card that somebody named brings up to date by a press stays empty.
func TestAPressOfSomebodyNamedPutsNothingOnTheCard(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.hide(v.Case)
	before := len(b.server.calls("/chat.update"))
	b.click(userM, actionMore, moreRefresh+" "+v.String())
	b.work()
	updates := b.server.calls("/chat.update")
	if len(updates) == before {
		t.Fatal("the card was left as it is")
	}
	if text := updates[len(updates)-1].Form.Encode() + updates[len(updates)-1].Body; !strings.Contains(text, "restricted") || strings.Contains(text, "NextMotion") {
		t.Errorf("the card shows %s", text)
	}
}

// circle restricts a case to people, none lifts that, and lets the jobs of the next event run.
func (b *bench) circle(id disclosure.CaseID, names ...string) {
	b.t.Helper()
	b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{Names: names} })
	b.event(id, disclosure.Event{Kind: disclosure.KindRestricted, Text: "changed"})
	b.work()
}

// shows says where the words of a case stand now, by conversation.
func (b *bench) shows(words string) []string {
	var out []string
	for _, p := range b.server.posts() {
		if strings.Contains(p.Text+p.Blocks, words) && !slices.Contains(out, p.Channel) {
			out = append(out, p.Channel)
		}
	}
	return out
}

func TestTheCardOfARestrictedCaseStandsWithThePeopleNamedAndNowhereElse(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.work()
	say := func(text string) {
		b.t.Helper()
		b.event(id, disclosure.Event{Kind: disclosure.KindReplied, Party: disclosure.Vendor, Text: text})
		b.work()
	}
	people := func(channel string) string {
		got := b.server.People(channel)
		slices.Sort(got)
		return strings.Join(got, " ")
	}
	b.circle(id, "Malik", "Rosa")
	two := b.shows("NextMotion")
	if len(two) != 1 || two[0] == triage || people(two[0]) != userM+" "+userR {
		t.Fatalf("it stands in %q", two)
	}
	say("said among two")
	if got := b.shows("said among two"); !slices.Equal(got, two) {
		t.Errorf("the thread stands in %q", got)
	}
	b.circle(id, "Malik", "Rosa", "Lena") // somebody is added: they see no thread from before
	three := b.shows("NextMotion")
	if len(three) != 1 || people(three[0]) != strings.Join([]string{userL, userM, userR}, " ") {
		t.Fatalf("it stands in %q", three)
	}
	b.circle(id, "Malik") // two are taken out
	one := b.shows("NextMotion")
	if len(one) != 1 || people(one[0]) != userM {
		t.Fatalf("it stands in %q", one)
	}
	say("said to one")
	if got := b.shows("said to one"); !slices.Equal(got, one) {
		t.Errorf("the thread stands in %q", got)
	}
	b.circle(id, "Malik", "Rosa") // the same two as before
	if got := b.shows("NextMotion"); !slices.Equal(got, two) {
		t.Fatalf("it stands in %q, not in %q", got, two)
	}
	b.circle(id)
	if got := b.shows("NextMotion"); !slices.Equal(got, []string{triage}) {
		t.Errorf("after the restriction was lifted it stands in %q", got)
	}
	updates := len(b.server.calls("/chat.update"))
	say("open again")
	if got := len(b.server.calls("/chat.update")) - updates; got != 1 {
		t.Errorf("%d updates: the emptied card is emptied again", got)
	}
}

func TestNothingReachesTheConversationOfThoseWhoWereNamedBefore(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.work()
	b.circle(id, "Malik", "Rosa")
	two := b.shows("NextMotion")
	b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{Names: []string{"Malik"}} })
	b.event(id, disclosure.Event{Kind: disclosure.KindReplied, Party: disclosure.Vendor, Text: "for Malik alone"})
	var card []ledger.Job
	for job, ok := b.desk.take(); ok; job, ok = b.desk.take() {
		if job.Task() == TaskCard {
			card = append(card, job)
			continue
		}
		if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Retry { // the card is not there yet
			t.Errorf("%s: %+v", job.Key, r.Delivery)
		}
	}
	b.refresh(t.Context(), id) // a press
	if got := b.shows("for Malik alone"); len(got) != 0 {
		t.Fatalf("it stands in %q", got)
	}
	for _, job := range card {
		b.run(job)
	}
	if got := b.shows("NextMotion"); len(got) != 1 || got[0] == two[0] {
		t.Errorf("the card stands in %q", got)
	}
}

func TestWhoIsNamedAndMayNotActHasNoCard(t *testing.T) {
	for name, c := range map[string]struct {
		account slackserver.Account
		names   []string
		change  func(o *Options)
		with    string // who has it, "" for nobody
	}{
		"a guest is left out":                   {account: slackserver.Account{Restricted: true}, names: []string{"Malik", "Rosa"}, with: userR},
		"somebody of others is left out":        {account: slackserver.Account{Team: "T2"}, names: []string{"Malik", "Rosa"}, with: userR},
		"nobody is left":                        {account: slackserver.Account{Deleted: true}, names: []string{"Malik"}},
		"who has no Slack id":                   {names: []string{"Zoe"}},
		"a rehearsal has no other conversation": {names: []string{"Malik"}, change: func(o *Options) { o.Rehearsal = true }},
		"more than a conversation can have": {names: []string{"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"}, change: func(o *Options) {
			for _, n := range "123456789" {
				o.Members["U0P"+string(n)] = Member{Name: "P" + string(n), Rank: disclosure.Lead}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, func(s *server, o *Options) {
				if s.Server != nil && c.change != nil {
					c.change(o)
				}
			})
			b.server.SetAccount(userM, c.account)
			id := b.seed()
			b.work()
			b.circle(id, c.names...)
			var with []string
			for _, channel := range b.shows("NextMotion") {
				with = append(with, strings.Join(b.server.People(channel), " "))
			}
			if strings.Join(with, "; ") != c.with {
				t.Errorf("%q have it", with)
			}
		})
	}
}

func TestWhileSlackDoesNotSayWhoSomebodyIsNoOtherConversationIsOpened(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) { s.fail["/users.info"] = failing(1, status(500)) })
	id := b.seed()
	b.hide(id)
	job := ledger.NewJob(ledger.QueueSend, "slack/card/x/9", Card{Version: 9})
	job.Case = id
	if _, r := b.attemptJob(job); r.Delivery.Kind != ledger.Retry || len(b.server.calls("/conversations.open")) != 0 || len(b.server.posts()) != 0 {
		t.Errorf("%+v", r.Delivery)
	}
}
