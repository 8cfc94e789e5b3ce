package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestCommandsAnswerOnlyThePerson(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.record()
	b.desk.list = []ledger.Summary{{ID: "DL-2020-0001", Title: "Open & <bucket>", Headline: "open", Vendor: "NextMotion"}}
	before := len(b.server.posts())
	cases := []struct{ name, text, want string }{
		{"show", "show dl-2020-1", "DL-2020-0001 · NextMotion"},
		{"the case alone shows it", "dl-2020-1", "DL-2020-0001 · NextMotion"},
		{"timeline", "timeline DL-2020-0001", "contact to closure: 9 days (7 working)"},
		{"list", "list vendor:next motion", `Open \u0026amp; \u0026lt;bucket\u0026gt;`},
		{"help", "help", "/disclose timeline CASE"},
		{"bare is help", "", "/disclose new"},
		{"a slip of the pen gets a suggestion", "shwo DL-2020-0001", "Did you mean `/disclose show DL-2020-0001`?"},
		{"a word that begins like one gets a suggestion", "timelnie DL-2020-0001", "Did you mean `/disclose timeline DL-2020-0001`?"},
		{"no such case", "show DL-2020-0099", "There is no case DL-2020-0099."},
		{"no case given", "show", "Name one case"},
		{"not a case id", "show 1/2", "is not a case id"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b.t = t
			n := len(b.server.calls("/respond"))
			b.command(userV, c.text)
			b.work()
			b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
			if got := b.lastReply("/respond"); !strings.Contains(got, c.want) || !strings.Contains(got, `"response_type":"ephemeral"`) {
				t.Errorf("answered %s", got)
			}
		})
	}
	if len(b.server.posts()) != before {
		t.Error("a command posted into a channel")
	}
	if f := b.desk.filters[0]; f.Vendor != "next" || f.Query != "motion" || f.Limit != listPage+1 {
		t.Errorf("filter %+v", f)
	}
}

func TestOpenQuoteIsRefusedInTheAcknowledgement(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	if ack := b.command(userV, `list "open`); !strings.Contains(string(ack), "quotation mark") {
		t.Errorf("acknowledged with %s", ack)
	}
}

func TestListTurnsPages(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	for i := range 45 {
		b.desk.list = append(b.desk.list, ledger.Summary{ID: disclosure.CaseID("DL-2020-" + string([]byte{'0', '0', byte('0' + i/10), byte('0' + i%10)}))})
	}
	b.command(userV, "list all")
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "DL-2020-0019") || strings.Contains(got, "DL-2020-0020*") || !strings.Contains(got, "DL-2020-0019 all") {
		t.Fatalf("first page %s", got)
	}
	b.click(userV, actionNext, "DL-2020-0019 all")
	b.work()
	got := b.lastReply("/respond")
	if !strings.Contains(got, "DL-2020-0020") || !strings.Contains(got, `"replace_original":true`) || !b.desk.filters[1].All {
		t.Errorf("second page %s", got)
	}
}

func TestProbeTimelineAndReveal(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	v := value{Case: id, Version: 1}
	b.click(userR, actionProbe, v.String())
	b.work()
	if _, _, probes, _ := b.desk.counts(); probes != 1 {
		t.Errorf("%d probes", probes)
	}
	b.click(userV, actionMore, moreTimeline+" "+v.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "timeline") || strings.Contains(got, "example-bucket") {
		t.Errorf("the timeline is %s", got)
	}
	b.click(userV, actionMore, moreReveal+" "+v.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "hxxps://example-bucket[.]s3") || strings.Contains(got, "https://example-bucket") {
		t.Errorf("revealed %s", got)
	}
	if e := b.desk.events[id][len(b.desk.events[id])-1]; e.Kind != disclosure.KindTargetRevealed || e.Actor != "Vito" {
		t.Errorf("on record is %+v", e)
	}
	b.desk.refuses = fault.Errorf(fault.Unavailable, "the database is busy")
	shown := len(b.server.calls("/respond"))
	b.click(userV, actionMore, moreReveal+" "+v.String())
	if job, ok := b.desk.take(); ok {
		in, raw := b.desk.inbound(job.Key)
		if _, err := b.Handle(t.Context(), in, raw); err == nil || len(b.server.calls("/respond")) != shown {
			t.Errorf("without a record targets were shown: %v", err)
		}
	}
	b.desk.refuses = nil
	b.click(userV, actionMore, "else "+v.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "another version") {
		t.Errorf("answered %s", got)
	}
}

func TestAnswerFallsBackToADirectMessage(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) {
		for _, path := range []string{"/respond", "/chat.postEphemeral"} {
			s.fail[path] = func(w writer, _ int) bool {
				_, _ = w.Write([]byte(`{"ok":false,"error":"not_in_channel"}`))
				return true
			}
		}
	})
	b.connect()
	b.command(userV, "help")
	b.work()
	if posts := b.server.posts(); len(posts) != 1 || posts[0].Channel != userV {
		t.Errorf("posted %+v", posts)
	}
}

func TestAMistypedCaseIsAnsweredWithTheNearestOne(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.desk.list = []ledger.Summary{{ID: id}, {ID: "DL-2020-0155"}, {ID: "DL-2020-0156"}}
	for said, want := range map[string]string{
		"show DL-2O20-0001": "Did you mean *DL-2020-0001*?", "contact DL-2020-00001x": "Did you mean *DL-2020-0001*?", "timeline dl-2002-1": "Did you mean *DL-2020-0001*?",
		"publish DL-2020-0010": "Did you mean *DL-2020-0001*?", "show DL-2020-0157": "", "show XX-1999-7777": "", "case": "",
	} {
		n := len(b.server.calls("/respond"))
		b.command(userR, said)
		b.work()
		b.server.until("an answer to "+said, func() bool { return len(b.server.calls("/respond")) > n })
		if got := b.lastReply("/respond"); want == "" && strings.Contains(got, "Did you mean") || !strings.Contains(got, want) {
			t.Errorf("%q is answered with %s", said, got)
		}
	}
}
