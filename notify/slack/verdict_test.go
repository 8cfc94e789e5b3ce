package slack

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
)

// probed is the answer of a probe that was asked for.
func probed(asset string, verdict observed.Verdict, asked disclosure.ProbeRequest) disclosure.Event {
	reason := observed.ReasonOpen
	o := observed.Observation{Verdict: verdict, Reason: reason, Started: fixed()}
	if verdict == observed.Closed {
		o.Strength, o.Reason = observed.Strong, observed.ReasonAccessDenied
	}
	return disclosure.Event{
		Kind: disclosure.KindProbed, At: civil.OnDay(2020, 1, 28), Source: disclosure.SourceOwnProbe,
		Detail: disclosure.Detail{AssetID: asset, Probe: &o, Request: &asked, Streak: &disclosure.Streak{Strong: 1}},
	}
}

// A claim that does not hold goes to who works on the case, too: they have to act.
func TestTheVerdictGoesToTheThreadAndToWhoAsked(t *testing.T) {
	pressed := disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "Rosa", Channel: inboundChannel, Ref: userR}
	cases := []struct {
		name   string
		event  disclosure.Event
		says   string
		asker  string // who gets a message of their own
		silent bool
	}{
		{"a claim that does not hold", probed("A1", observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: "vendor", Channel: disclosure.Email}), "A fix was claimed, and A1 is still open", userR, false},
		{"a claim that may hold", probed("A1", observed.Closed, disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: "vendor"}), "A1 answers closed", "", false},
		{"a probe that cannot tell", probed("A1", observed.Inconclusive, disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: "vendor"}), "could not tell", "", false},
		{"somebody pressed Probe now", probed("A1", observed.Open, pressed), "A1 is open", userR, false},
		{"somebody asked on the command line", probed("A1", observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "rosa"}), "A1 is open", "", false},
		{"a reference that is no Slack id is nobody", probed("A1", observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "Rosa", Channel: inboundChannel, Ref: "C0OTHER"}), "A1 is open", "", false},
		{"a scheduled probe is silent", probed("A1", observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForSchedule}), "", "", true},
		{"what the engine asks for itself is silent", probed("A1", observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: disclosure.Engine().Name}), "", "", true},
		{"what another vantage says again is silent", probed("A1", observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: "vendor", Again: true}), "", "", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, nil)
			id := b.seed()
			b.work()
			before := len(b.server.posts())
			b.event(id, c.event)
			b.work()
			var thread, told []posted
			for _, p := range b.server.posts()[before:] {
				check(t, c.name, p.Text, nil)
				if p.Channel == triage {
					thread = append(thread, p)
				} else {
					told = append(told, p)
				}
			}
			switch {
			case c.silent && len(thread)+len(told) > 0:
				t.Errorf("posted %+v %+v", thread, told)
			case c.silent:
			case len(thread) != 1 || thread[0].Thread == "" || !strings.Contains(thread[0].Text+thread[0].Blocks, c.says):
				t.Errorf("the thread says %+v", thread)
			case c.asker == "" && len(told) != 0, c.asker != "" && (len(told) != 1 || told[0].Channel != c.asker || !strings.Contains(told[0].Blocks, c.says)):
				t.Errorf("told %+v", told)
			}
		})
	}
}

func TestTheVerdictsOfManyAssetsComeInOneMessage(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.desk.change(id, func(k *disclosure.Case) {
		k.Assets = nil
		for i := range 40 {
			k.Assets = append(k.Assets, disclosure.Asset{ID: fmt.Sprintf("A%d", i+1), Kind: "s3", Target: bucket})
		}
	})
	b.work()
	before := len(b.server.posts())
	for i := range 40 {
		b.event(id, probed(fmt.Sprintf("A%d", i+1), observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "Rosa", Channel: inboundChannel, Ref: userR}))
	}
	var due []ledger.Job
	for {
		job, ok := b.desk.take()
		if !ok {
			break
		}
		if job.Task() == TaskVerdict {
			due = append(due, job)
		}
	}
	if len(due) != 2 || !due[0].Due.After(fixed()) || due[0].Due.Sub(fixed()) > gathered {
		t.Fatalf("queued %+v", due)
	}
	for _, job := range due {
		b.run(job)
	}
	posts := b.server.posts()[before:]
	if len(posts) != 2 || !strings.Contains(posts[0].Blocks, "A1 is open") || !strings.Contains(posts[0].Blocks, "A40 is open") || !strings.Contains(posts[0].Text, "40 answers") {
		t.Errorf("posted %+v", posts)
	}
}

func TestWhoAskedIsToldOfARestrictedCaseOnlyWhereTheyMaySeeIt(t *testing.T) {
	b := newBench(t, nil)
	id := b.seed()
	b.work()
	b.desk.change(id, func(k *disclosure.Case) { k.Circle.Names = []string{"Rosa"} })
	before := len(b.server.posts())
	for _, user := range []string{userR, userL, userX} {
		b.event(id, probed("A1", observed.Open, disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "x", Channel: inboundChannel, Ref: user}))
	}
	b.work()
	var told []string
	for _, p := range b.server.posts()[before:] {
		if p.Channel != "D"+userR[1:] { // the conversation with the only one who is named, where the card stands
			told = append(told, p.Channel)
		}
	}
	if len(told) != 1 || told[0] != userR {
		t.Errorf("told %q", told)
	}
}

func TestProbeNowSaysWhoWaitsForTheAnswer(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.click(userR, actionProbe, value{Case: id, Version: 1}.String())
	b.work()
	if got := b.desk.asked; got.Ref != userR || got.Channel != inboundChannel || got.By != "Rosa" {
		t.Errorf("asked %+v", got)
	}
}

func TestWhatAVerdictSays(t *testing.T) {
	claim := disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim}
	weak, local, again := probed("A1", observed.Closed, claim), probed("A1", observed.Inconclusive, claim), probed("A1", observed.Closed, claim)
	weak.Detail.Probe.Strength = observed.Weak
	local.Detail.Probe.Local, local.Detail.Probe.Vantage = true, "paris"
	again.Detail.Streak.Strong = 3
	elsewhere := probed("A1", observed.Closed, claim)
	elsewhere.Detail.Reason = disclosure.ReasonMismatch
	for want, e := range map[string]disclosure.Event{
		"does not show whether it was closed": weak, "seen from paris": local, "closed in 3 answers in a row": again, "does not count": elsewhere,
	} {
		if got := verdictLine(&e); !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	for i, s := range hostile() {
		e := probed(s, observed.Open, claim)
		e.Detail.Probe.Vantage, e.Detail.Probe.Reason = s, observed.Reason(s)
		text, blocks := renderVerdict(full(s), []disclosure.Event{e, e}, Verdict{User: userR})
		check(t, fmt.Sprint("verdict ", i), text, blocks)
	}
}

func TestAClaimThatNoProbeWillTestSaysSo(t *testing.T) {
	e := disclosure.Event{Kind: disclosure.KindFixClaimed, Party: disclosure.Vendor, At: civil.OnDay(2020, 1, 28)}
	for stopped, want := range map[bool]bool{true: true, false: false} {
		k := nextMotion(func(k *disclosure.Case) { k.Assets[0].Stopped = stopped })
		_, blocks, _ := renderNotice(k, e, false)
		if got := strings.Contains(readable(blocks), "no probe will run"); got != want {
			t.Errorf("stopped %v: %s", stopped, readable(blocks))
		}
	}
}
