package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

// ladder is a bench whose people have mail addresses and whose case has a way to each party of the ladder.
type ladder struct {
	*bench
	id     disclosure.CaseID
	bucket *loopback.Bucket
}

func newLadder(t *testing.T, change func(*config.Config)) *ladder {
	t.Helper()
	var bucket *loopback.Bucket
	serve := withBucket(t, &bucket)
	l := &ladder{bench: newBench(t, func(c *config.Config, o *app.Options) {
		serve(c, o)
		c.Mail = config.Default().Mail // what is sent goes to a folder, where the test can read it
		c.Mail.Outbox = filepath.Join(t.TempDir(), "outbox")
		for i := range c.People {
			c.People[i].Mail = c.People[i].Name + "@daylight.example"
		}
		if change != nil {
			change(c)
		}
	})}
	l.bucket = bucket
	l.clock.set(t, "2020-01-24T09:00:00Z")
	l.id = l.record(nil)
	l.clock.set(t, "2020-01-27T09:00:00Z")
	l.drain()
	l.send(l.id, l.draft(l.id))
	for _, k := range []disclosure.Contact{
		{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "press@nextmotion.example", Quality: disclosure.QualityPublished},
		{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"},
		{Role: disclosure.Coordinator, Name: "CERT-FR", Channel: disclosure.Email, Address: "cert@ssi.example"},
		{Role: disclosure.Regulator, Name: "CNIL", Channel: disclosure.Email, Address: "contact@cnil.example"},
	} {
		l.do("alice", l.id, record.AddContact{Contact: k})
	}
	return l
}

// day lets the time pass until a moment, a quarter of an hour after the other, and runs what falls due.
func (l *ladder) day(moment string) {
	l.t.Helper()
	l.clock.set(l.t, moment)
	l.drain()
}

// drafted lists the drafts of steps.
func (l *ladder) drafted() string {
	var out []string
	for _, d := range l.load(l.id).Drafts {
		if d.Step != "" {
			out = append(out, fmt.Sprintf("%s %s to %s %s", d.Step, d.Template, d.Contact, d.State))
		}
	}
	return strings.Join(out, "; ")
}

// mails returns what was sent to a person of the team.
func (l *ladder) mails(to string) []string {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.cfg.Mail.Outbox, "*.eml"))
	if err != nil {
		l.t.Fatal(err)
	}
	slices.Sort(files)
	var out []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			l.t.Fatal(err)
		}
		if strings.Contains(string(b), "To: "+to+"@daylight.example\r\n") {
			out = append(out, string(b))
		}
	}
	return out
}

func TestTheLadderDraftsForAnotherPartyWhileTheOwnerIsSilent(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.day("2020-01-29T23:59:59Z")
	if got := l.drafted(); got != "" {
		t.Fatalf("on the last second of day 2: %s", got)
	}
	l.day("2020-01-30T00:00:00Z")
	if got := l.drafted(); got != "1/second_channel@vendor/NextMotion follow_up to C2 open; 1/provider@vendor/NextMotion provider_notice to C3 open" {
		t.Fatalf("after day 2: %s", got)
	}
	for _, m := range l.bench.load(l.id).Messages {
		if m.Template != disclosure.FirstContact {
			t.Errorf("%s left without a person", m.Key)
		}
	}
	l.day("2020-02-02T00:00:00Z")
	if got := l.drafted(); !strings.Contains(got, "1/csirt@vendor/NextMotion coordinator_notice to C4 open") || strings.Contains(got, "regulator") {
		t.Fatalf("after day 5: %s", got)
	}
	// An automatic answer is nobody's.
	l.do("alice", l.id, record.AddEvent{Kind: disclosure.KindAutoReplied, At: l.Desk.Now(), Party: disclosure.Vendor, Channel: disclosure.Email})
	l.day("2020-02-07T00:00:00Z")
	if got := l.drafted(); !strings.Contains(got, "1/regulator@vendor/NextMotion regulator_notice to C5 open") {
		t.Fatalf("after day 10: %s", got)
	}
	if n := strings.Count(l.drafted(), ";"); n != 3 {
		t.Errorf("a step was drafted twice: %s", l.drafted())
	}
}

func TestANoticeNamesTheAttempts(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.clock.set(t, "2020-01-28T10:00:00Z")
	l.do("alice", l.id, record.AddEvent{Kind: disclosure.KindContacted, At: l.Desk.Now(), Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Phone})
	l.day("2020-01-30T00:00:00Z")
	if got := l.drafted(); got != "1/provider@vendor/NextMotion provider_notice to C3 open" {
		t.Fatalf("a call was another channel: %s", got)
	}
	drafts := l.load(l.id).Drafts
	_, text, err := l.Desk.DraftText(t.Context(), l.id, drafts[len(drafts)-1].ID)
	if err != nil || !strings.Contains(text, "- 28 January 2020, 10:00 UTC, telephone") {
		t.Errorf("%s %v", text, err)
	}
}

func TestAStepIsNotDraftedBesideAPersonsOwnMessage(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.clock.set(t, "2020-01-29T10:00:00Z")
	l.drain()
	if _, _, err := l.Desk.NewDraft(t.Context(), l.who("rita"), l.id, disclosure.ProviderNotice, "C3", ""); err != nil {
		t.Fatal(err)
	}
	l.day("2020-01-31T09:00:00Z")
	if got := l.drafted(); strings.Contains(got, "provider") {
		t.Errorf("rita writes to the provider already: %s", got)
	}
}

func TestAReplyRestsTheLadderAndSilenceWakesIt(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.clock.set(t, "2020-01-28T09:00:00Z")
	l.do("alice", l.id, record.AddEvent{Kind: disclosure.KindReplied, At: l.Desk.Now(), Party: disclosure.Vendor, Channel: disclosure.Email})
	const (
		ask      = "1/no_word@vendor/NextMotion follow_up to C1 open"
		other    = "1/second_channel@vendor/NextMotion follow_up to C2 open"
		provider = "1/provider@vendor/NextMotion provider_notice to C3 open"
		csirt    = "1/csirt@vendor/NextMotion coordinator_notice to C4 open"
	)
	for _, c := range []struct{ moment, want string }{
		{"2020-02-11T23:59:59Z", ""},                                   // 14 days without a word: the last of them is not over
		{"2020-02-12T00:00:00Z", ask},                                  // no_word
		{"2020-02-14T00:00:00Z", ask + "; " + other + "; " + provider}, // second_channel and provider: 2 days after no_word
		{"2020-02-16T23:59:59Z", ask + "; " + other + "; " + provider},
		{"2020-02-17T00:00:00Z", ask + "; " + other + "; " + provider + "; " + csirt}, // csirt: 5 days after no_word
	} {
		l.day(c.moment)
		if got := l.drafted(); got != c.want {
			t.Errorf("%s: drafted %q, want %q", c.moment, got, c.want)
		}
	}
}

func TestALegalThreatStopsTheLadderUntilItIsCleared(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.clock.set(t, "2020-01-28T09:00:00Z")
	l.do("alice", l.id, record.AddEvent{Kind: disclosure.KindLegalThreat, At: l.Desk.Now(), Party: disclosure.Vendor, Text: "their lawyers wrote"})
	l.day("2020-02-20T09:00:00Z")
	if got := l.drafted(); got != "" {
		t.Errorf("drafted %s", got)
	}
	l.do("alice", l.id, publish.ClearLegal{Because: "no claim in it"})
	l.do("bob", l.id, publish.ClearLegal{Because: "agreed"})
	l.day("2020-02-21T09:00:00Z")
	if got := l.drafted(); got == "" {
		t.Error("nothing was drafted after two leads cleared it")
	}
}

func TestADraftOfAStepThatAReplyStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.day("2020-01-31T09:00:00Z")
	var drafts []disclosure.Draft
	for _, d := range l.load(l.id).Drafts {
		if d.Step != "" {
			drafts = append(drafts, d)
		}
	}
	if len(drafts) < 2 {
		t.Fatalf("drafted %s", l.drafted())
	}
	if _, err := l.Desk.ApproveDraft(t.Context(), l.who("bob"), l.id, drafts[0].ID, drafts[0].Revision); err != nil {
		t.Fatal(err)
	}
	l.do("alice", l.id, record.AddEvent{Kind: disclosure.KindReplied, At: l.Desk.Now(), Party: disclosure.Vendor, Channel: disclosure.Email})
	_, err := l.Desk.SendDraft(t.Context(), l.who("bob"), l.id, drafts[0].ID)
	refuses(t, err, fault.Refused, "no longer due", "the vendor answered")
	_, err = l.Desk.ApproveDraft(t.Context(), l.who("bob"), l.id, drafts[1].ID, drafts[1].Revision)
	refuses(t, err, fault.Refused, "no longer due")
}

func TestAClosedAssetStopsTheLadder(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.bucket.Shut(true)
	for _, moment := range []string{"2020-01-27T12:00:00Z", "2020-01-27T21:00:00Z", "2020-01-28T03:00:00Z", "2020-01-28T09:00:00Z", "2020-01-28T15:00:00Z", "2020-01-28T21:00:00Z", "2020-01-29T03:00:00Z"} {
		l.day(moment)
	}
	if !l.load(l.id).AllClosed() {
		t.Fatalf("it is %s", l.load(l.id).ExposureState())
	}
	l.day("2020-02-20T09:00:00Z")
	if got := l.drafted(); got != "" {
		t.Errorf("drafted %s", got)
	}
}

func TestASilentVendorCountsAsToldWhenTwoPeopleSaySo(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.clock.set(t, "2020-02-20T09:00:00Z")
	told := record.AddEvent{Kind: disclosure.KindDeemedAware, At: l.Desk.Now(), Party: disclosure.Vendor, Text: "three ways, no answer"}
	c := l.do("alice", l.id, told)
	if len(c.Proposals) != 1 {
		t.Fatalf("%+v", c.Proposals)
	}
	if _, err := l.Desk.Do(t.Context(), l.who("alice"), l.id, told); fault.CodeOf(err) != fault.Refused {
		t.Errorf("one person twice: %v", err)
	}
	l.do("bob", l.id, told)
	events, err := l.Desk.Events(t.Context(), l.id)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindDeemedAware })
	if i < 0 || events[i].Detail.CoApprover != "alice" || events[i].Actor != "bob" || !strings.Contains(events[i].Text, "2020-01-27") {
		t.Errorf("%+v", events[max(i, 0)])
	}
	if n := len(l.load(l.id).Proposals); n != 0 {
		t.Errorf("%d proposals are left", n)
	}
}

func TestABounceMakesTheNextStepDueAtOnce(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.clock.set(t, "2020-01-27T10:00:00Z")
	m := l.load(l.id).Messages[0]
	l.do("alice", l.id, record.AddEvent{Kind: disclosure.KindBounced, At: l.Desk.Now(), Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Ref: m.ID})
	l.drain()
	if got := l.drafted(); got != "1/second_channel@vendor/NextMotion first_contact to C2 open" { // nothing told them before
		t.Errorf("an hour after the bounce: %q", got)
	}
}

func TestAStepWithoutAContactIsDraftedOnceThereIsOne(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.do("alice", l.id, record.AddContact{Party: disclosure.Party{Role: disclosure.Provider, Name: "AWS", DoNotContact: true}, Contact: disclosure.Contact{
		Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example",
	}})
	l.day("2020-01-31T09:00:00Z")
	if got := l.drafted(); strings.Contains(got, "provider") {
		t.Fatalf("who wants to be left alone is left alone: %s", got)
	}
	l.do("alice", l.id, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "Host", Channel: disclosure.Email, Address: "abuse@host.example"}})
	l.drain()
	if got := l.drafted(); !strings.Contains(got, "1/provider@vendor/NextMotion provider_notice to C6 open") {
		t.Errorf("with a contact: %s", got)
	}
}

func TestRemindersComeOnceAndTogether(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	for _, moment := range []string{"2020-01-28T09:00:00Z", "2020-01-28T09:02:00Z", "2020-01-28T09:03:00Z"} {
		l.day(moment)
	}
	got := l.mails("alice")
	if len(got) != 1 || strings.Count(got[0], "reminder:") < 2 || !strings.Contains(got[0], "Auto-Submitted: auto-generated") {
		t.Fatalf("%d mails: %s", len(got), strings.Join(got, "\n"))
	}
	if strings.Contains(got[0], "example-bucket") {
		t.Error("a reminder names the asset")
	}
}

func TestAWeekOfSleepIsCaughtUpWithOneMessage(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	before := len(l.mails("alice"))
	l.day("2020-02-06T09:00:00Z")
	l.day("2020-02-06T09:02:01Z")
	if n := len(l.mails("alice")) - before; n != 1 {
		t.Fatalf("%d mails after ten days", n)
	}
	all := l.mails("alice")
	text := all[len(all)-1]
	for _, clause := range []string{"second_channel", "provider", "csirt", "fix"} {
		if n := strings.Count(text, " "+clause+":"); n > 1 {
			t.Errorf("%s is told %d times:\n%s", clause, n, text)
		}
	}
	reminders := 0
	events, err := l.Desk.Events(t.Context(), l.id)
	if err != nil {
		t.Fatal(err)
	}
	for i := range events {
		if events[i].Kind == disclosure.KindReminded {
			reminders++
		}
	}
	if reminders > 2 { // regulator, due on 6 February, and that the dry run told nobody; all others have passed and speak for themselves
		t.Errorf("%d reminders of what has passed", reminders)
	}
}

func TestQuietHoursAreKeptAndAlertsAreNot(t *testing.T) {
	t.Parallel()
	l := newLadder(t, func(c *config.Config) {
		for i := range c.People {
			c.People[i].Quiet = "08:00-20:00"
		}
	})
	l.day("2020-01-28T09:00:00Z")
	l.day("2020-01-28T19:59:00Z")
	if got := l.mails("alice"); len(got) != 0 {
		t.Fatalf("in quiet hours: %s", got)
	}
	l.do("alice", l.id, record.AddEvent{Kind: disclosure.KindExploited, At: l.Desk.Now(), Source: disclosure.SourcePress})
	l.drain()
	for _, who := range []string{"alice", "bob", "rita"} {
		if got := l.mails(who); len(got) != 1 || !strings.Contains(got[0], "the embargo has ended") {
			t.Errorf("%s: %s", who, got)
		}
	}
	l.day("2020-01-28T20:00:01Z")
	if got := l.mails("alice"); len(got) != 2 {
		t.Errorf("after quiet hours: %d mails", len(got))
	}
}

func TestWhatAnOutageHeldBackWaitsForTheEndOfQuietHours(t *testing.T) {
	t.Parallel()
	l := newLadder(t, func(c *config.Config) {
		for i := range c.People {
			c.People[i].Quiet = "20:00-08:00"
		}
	})
	l.clock.set(t, "2020-01-28T09:00:00Z")
	l.do("alice", l.id, deadline.SetDeadline{Clause: "of_our_own", Due: civil.OnDay(2020, 1, 29)})
	n := len(l.mails("alice"))
	l.clock.set(t, "2020-02-06T09:00:00Z")
	l.drain()                              // the timers ring, and words to people are due two minutes later
	l.clock.set(t, "2020-02-06T22:00:00Z") // then the bot was down until the night
	l.drain()
	if got := l.mails("alice")[n:]; len(got) != 0 {
		t.Fatalf("in quiet hours: %s", got)
	}
	l.clock.set(t, "2020-02-07T08:00:00Z")
	l.drain()
	if got := l.mails("alice")[n:]; len(got) != 1 || !strings.Contains(got[0], "of_our_own") {
		t.Errorf("after quiet hours: %d mails", len(got))
	}
}

func TestRemindersCanBePutOffAndStopped(t *testing.T) {
	t.Parallel()
	l := newLadder(t, nil)
	l.do("alice", l.id, deadline.SnoozeReminders{Until: civil.OnDay(2020, 1, 29)})
	l.day("2020-01-28T09:05:00Z")
	l.day("2020-01-29T09:05:00Z")
	l.day("2020-01-30T00:05:00Z")
	l.day("2020-01-30T00:10:00Z")
	got := strings.Join(l.mails("alice"), "\n")
	if strings.Contains(got, "reminder:") {
		t.Fatalf("although put off: %s", got)
	}
	l.do("alice", l.id, deadline.SnoozeReminders{Stop: true})
	n := len(l.mails("alice"))
	l.day("2020-02-05T09:00:00Z")
	l.day("2020-02-05T09:05:00Z")
	for _, m := range l.mails("alice")[n:] {
		if strings.Contains(m, "reminder:") || strings.Contains(m, "the fix is expected") {
			t.Errorf("although stopped: %s", m)
		}
	}
}

func TestTheDigestIsSilentWhenThereIsNothingToSay(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.clock.set(t, "2020-01-24T09:00:00Z")
	g, err := b.Desk.Digest(t.Context(), "alice")
	if err != nil || len(g.Sections) != 0 || g.Text() != "" {
		t.Fatalf("%+v %v", g.Sections, err)
	}
	l := newLadder(t, nil)
	l.day("2020-02-06T09:00:00Z")
	g, err = l.Desk.Digest(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	text := g.Text()
	for _, want := range []string{"Overdue (", "Due within seven days (", "Drafts that wait for approval", "turn to the provider"} {
		if !strings.Contains(text, want) {
			t.Errorf("the digest lacks %q:\n%s", want, text)
		}
	}
}
