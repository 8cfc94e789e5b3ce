package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
)

// hostile texts: long, wide, right to left, emoji built of many code points, markup, and bytes that are no text.
func hostile() []string {
	return []string{
		strings.Repeat("x", 5000),
		strings.Repeat("<&>", 3000),
		strings.Repeat("👩‍👩‍👧‍👦", 1500),
		strings.Repeat("مرحبا بالعالم ", 600),
		strings.Repeat("@channel @here ", 600),
		strings.Repeat("\u202e\u2066\x00", 2000),
		strings.Repeat("word ", 2000) + bucket,
		"\xff\xfe" + strings.Repeat("\xc3", 4000),
		strings.Repeat("\n", 5000) + "end",
	}
}

// full builds a case in which everything is as large as s.
func full(s string) *disclosure.Case {
	now := time.Date(2020, 2, 5, 0, 0, 0, 0, time.UTC)
	k := &disclosure.Case{
		ID: "DL-2020-0001", Version: 1 << 30, Title: s, Author: s, Work: disclosure.WorkActive, UpdatedAt: now,
		Parties:    []disclosure.Party{{Role: disclosure.Vendor, Name: s, Domain: s}},
		Discovered: civil.OnDay(2020, 1, 24), Clocks: map[string]disclosure.Clock{s: {State: disclosure.ClockOverdue, Due: civil.OnDay(2020, 3, 1)}},
		Issues: []disclosure.Tracked{{Ref: s}},
	}
	for i := range 500 {
		k.Assets = append(k.Assets, disclosure.Asset{ID: fmt.Sprint("A", i, s), Kind: s, Target: "https://" + s, LastSeen: now, Last: observed.FacetResult{Reason: observed.Reason(s)}})
	}
	for i := range 50 {
		k.Contacts = append(k.Contacts, disclosure.Contact{ID: fmt.Sprint("C", i), Role: disclosure.Vendor, Channel: disclosure.Email, Address: s})
		for _, state := range []disclosure.DraftState{disclosure.DraftOpen, disclosure.DraftApproved} {
			k.Drafts = append(k.Drafts, disclosure.Draft{ID: fmt.Sprint("D", i), Contact: "C1", Role: disclosure.Role(s), Name: s, Channel: disclosure.Channel(s), Subject: s, State: state, Revision: 1 << 30})
		}
	}
	return k
}

func TestEveryViewStaysWithinTheLimitsOfSlack(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine has nothing for the race detector; the run without -short does it")
	}
	a := &App{routes: routes(), ports: Ports{Canonical: canonical, Find: find, Targets: newDesk(fixed)}, opts: Options{Zone: time.UTC, Kinds: []string{"s3", "http"}, Channel: triage, Clock: func() time.Time { return time.Date(2020, 2, 5, 0, 0, 0, 0, time.UTC) }}}
	for i, s := range hostile() {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			k := full(s)
			for _, addresses := range []bool{false, true} {
				text, blocks := renderCard(cardData{Case: k, Headline: s, Now: a.opts.Clock(), Zone: time.UTC, IssueBase: "https://github.com", Addresses: addresses})
				check(t, "card", text, blocks)
			}
			e := disclosure.Event{Kind: disclosure.KindReplied, At: civil.OnDay(2020, 1, 27), Party: disclosure.Vendor, Name: s, Channel: disclosure.Email, Actor: s, Text: s, Detail: disclosure.Detail{Reason: s, AssetID: s}}
			text, blocks, _ := renderNotice(k, e, false)
			check(t, "notice", text, blocks)
			text, blocks = renderUncertain(k, disclosure.Message{Draft: s, Role: disclosure.Vendor, Name: s, Channel: disclosure.Email})
			check(t, "uncertain", text, blocks)

			var list []ledger.Summary
			for i := range 500 {
				list = append(list, ledger.Summary{ID: disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", i)), Title: s, Vendor: s, Headline: s, NextWhat: s, NextDue: a.opts.Clock()})
			}
			text, blocks = a.renderList(list, cutBytes(s, maxCommand), "", func(disclosure.CaseID) (veil, bool) { return veil{}, true })
			check(t, "list", text, blocks)

			tl := timeline.Timeline{Durations: map[string]*timeline.Duration{}}
			days := 9
			for i := range 500 {
				tl.Rows = append(tl.Rows, timeline.Row{Kind: disclosure.KindReplied, At: s, Party: disclosure.Vendor, Name: s, Text: s})
				tl.Durations[fmt.Sprint(i, s)] = &timeline.Duration{Days: &days, WorkingDays: &days}
				tl.Lint = append(tl.Lint, timeline.Finding{Level: "error", Message: s})
			}
			text, blocks = renderTimeline(k, tl, false)
			for i, page := range pagesOf(blocks) {
				check(t, fmt.Sprint("timeline, page ", i+1), text, page)
			}
			check(t, "help", "", []slackapi.Block{section(a.help([]string{s}))})

			for name, v := range map[string]slackapi.ModalViewRequest{
				"finding": a.findingView(map[string]string{fieldTitle: s, fieldAsset: s, fieldKind: s, fieldNote: s}, readAs(s, s), origin{Channel: triage, TS: "1.1", Author: userR}),
				"message": a.filledIn(t.Context(), s, "The rest.", origin{}),
				"approve": approveView(k, k.Drafts[0], cutRunes(s, maxPreview/8), origin{Value: value{Case: k.ID}.String()}),
				"note":    *note(s, s),
			} {
				if err := CheckView(v); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

func check(t *testing.T, name, text string, blocks []slackapi.Block) {
	t.Helper()
	if err := Check(blocks); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if n := len([]rune(text)); n > maxMessageText {
		t.Errorf("%s: a text of %d characters", name, n)
	}
}

func TestCheckFindsWhatSlackWouldRefuse(t *testing.T) {
	long := func(n int) *slackapi.TextBlockObject { return plain(strings.Repeat("ö", n)) }
	button := func(id string, label int) *slackapi.ButtonBlockElement {
		return slackapi.NewButtonBlockElement(id, "", long(label))
	}
	repeat := func(n int) (out []slackapi.Block) {
		for range n {
			out = append(out, slackapi.NewDividerBlock())
		}
		return out
	}
	fields := make([]*slackapi.TextBlockObject, 11)
	for i := range fields {
		fields[i] = long(1)
	}
	cases := []struct {
		name   string
		blocks []slackapi.Block
		want   string
	}{
		{"51 blocks", repeat(51), "51 blocks"},
		{"a header of 151", []slackapi.Block{slackapi.NewHeaderBlock(long(151))}, "151 characters"},
		{"a section of 3001", []slackapi.Block{slackapi.NewSectionBlock(long(3001), nil, nil)}, "3001 characters"},
		{"an empty section", []slackapi.Block{slackapi.NewSectionBlock(plain(""), nil, nil)}, "empty"},
		{"11 fields", []slackapi.Block{slackapi.NewSectionBlock(nil, fields, nil)}, "11 fields"},
		{"a field of 2001", []slackapi.Block{slackapi.NewSectionBlock(nil, []*slackapi.TextBlockObject{long(2001)}, nil)}, "2001 characters"},
		{"no element", []slackapi.Block{slackapi.NewActionBlock("a")}, "0 elements"},
		{"a button of 76", []slackapi.Block{slackapi.NewActionBlock("a", button("x", 76))}, "76 characters"},
		{"one action twice", []slackapi.Block{slackapi.NewActionBlock("a", button("x", 1), button("x", 1))}, "appears twice"},
		{"one block id twice", []slackapi.Block{slackapi.NewActionBlock("a", button("x", 1)), slackapi.NewActionBlock("a", button("y", 1))}, "appears twice"},
		{"a confirm text of 301", []slackapi.Block{slackapi.NewActionBlock("a", button("x", 1).WithConfirm(slackapi.NewConfirmationBlockObject(long(1), long(301), long(1), nil)))}, "301 characters"},
		{"six overflow entries", []slackapi.Block{slackapi.NewActionBlock("a", slackapi.NewOverflowBlockElement("x", make([]*slackapi.OptionBlockObject, 6)...))}, "6 options"},
		{"five sections that are too long together", []slackapi.Block{slackapi.NewSectionBlock(long(3000), nil, nil), slackapi.NewSectionBlock(long(3000), nil, nil), slackapi.NewSectionBlock(long(3000), nil, nil), slackapi.NewSectionBlock(long(3000), nil, nil), slackapi.NewSectionBlock(long(1), nil, nil)}, "12001 characters in all"},
		{"a block that nobody checks", []slackapi.Block{slackapi.NewMarkdownBlock("", "x")}, "without a check"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			defer func() { _ = recover() }()
			if err := Check(c.blocks); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := Check([]slackapi.Block{slackapi.NewHeaderBlock(long(150)), slackapi.NewSectionBlock(long(3000), nil, nil)}); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	v := *note("x", "y")
	v.Title = long(25)
	v.PrivateMetadata = strings.Repeat("x", 3001)
	v.Blocks.BlockSet = append(v.Blocks.BlockSet, input("a", "A", "h", "", 10, true))
	err := CheckView(v)
	for _, want := range []string{"25 characters", "3001", "submit button"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a view with too much gives %v", err)
		}
	}
}

func TestAViewOfMoreThanSlackTakesIsFound(t *testing.T) {
	v := *note("x", "y")
	v.Blocks.BlockSet = nil
	for i := range 90 {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, slackapi.NewSectionBlock(plain(strings.Repeat("ö", 1500)), nil, nil, slackapi.SectionBlockOptionBlockID(fmt.Sprint("b", i))))
	}
	if err := CheckView(v); err == nil || !strings.Contains(err.Error(), "250000 are allowed") {
		t.Errorf("got %v", err)
	}
}

func TestTheLongestPreviewFitsIntoAView(t *testing.T) {
	k := full("x")
	for _, c := range []string{"👩", "\"", "<", "\n", "ö"} {
		body := ""
		if n := maxPreview / len([]rune(safe(c))); n > 0 {
			body = strings.Repeat(c, n)
		}
		if err := CheckView(approveView(k, k.Drafts[0], body, origin{})); err != nil {
			t.Errorf("%q: %v", c, err)
		}
	}
}

func TestWhatIsTooLongForOneMessageFillsSeveralInOrder(t *testing.T) {
	var blocks []slackapi.Block
	for i := range 130 {
		blocks = append(blocks, section(fmt.Sprintf("block %03d ", i)+strings.Repeat("x", 350)))
	}
	next := 0
	pages := pagesOf(blocks)
	for i, page := range pages {
		check(t, "page", "", page)
		for _, b := range page {
			if s, ok := b.(*slackapi.SectionBlock); ok {
				if want := fmt.Sprintf("block %03d ", next); !strings.HasPrefix(s.Text.Text, want) {
					t.Fatalf("page %d begins with %.20q, not %q", i+1, s.Text.Text, want)
				}
				next++
			}
		}
		if foot := readable(page[len(page)-1:]); !strings.Contains(foot, fmt.Sprintf("page %d of 5", i+1)) {
			t.Errorf("page %d ends in %q", i+1, foot)
		}
	}
	if len(pages) != 5 || next != len(blocks) {
		t.Errorf("%d blocks on %d pages", next, len(pages))
	}
	if one := pagesOf(blocks[:10]); len(one) != 1 || len(one[0]) != 10 {
		t.Errorf("what fits was cut into %d pages", len(one))
	}
	more := pagesOf(slices.Concat(blocks, blocks))
	if foot := readable(more[len(more)-1]); len(more) != maxPages || !strings.Contains(foot, "the others are on the board") {
		t.Errorf("%d pages, and the last says %.200q", len(more), foot)
	}
}

func TestALongTimelineArrivesInPages(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	for range 60 {
		b.event(id, disclosure.Event{Kind: disclosure.KindNote, Party: disclosure.Coordinator, Actor: "Rosa", Text: strings.Repeat("&", 300)})
		b.work()
	}
	b.command(userV, "timeline "+string(id))
	b.work()
	calls := b.server.calls("/respond")
	if len(calls) != 2 {
		t.Fatalf("answered in %d messages", len(calls))
	}
	for i, c := range calls {
		if !strings.Contains(c.Body, fmt.Sprintf("page %d of 2", i+1)) {
			t.Errorf("message %d is %.300s", i+1, c.Body)
		}
	}
}

func TestNothingLeavesThatBreaksTheLimits(t *testing.T) {
	b := newBench(t, nil)
	_, err := b.client.post(t.Context(), post{Channel: triage, Blocks: []slackapi.Block{slackapi.NewHeaderBlock(plain(strings.Repeat("x", 151)))}})
	if classify(err).Kind != ledger.Permanent || len(b.server.calls("/chat.postMessage")) != 0 {
		t.Errorf("got %v", err)
	}
}

func BenchmarkRenderCard(b *testing.B) {
	now := time.Date(2020, 2, 5, 0, 0, 0, 0, time.UTC)
	k := full("NextMotion")
	k.Assets, k.Drafts, k.Contacts = k.Assets[:3], k.Drafts[:4], k.Contacts[:4]
	for b.Loop() {
		_, blocks := renderCard(cardData{Case: k, Headline: "open since 2020-01-24", Now: now, Zone: time.UTC, IssueBase: "https://github.com"})
		if err := Check(blocks); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadInteraction(b *testing.B) {
	raw := []byte(`{"type":"interactive","envelope_id":"E1","payload":{"type":"block_actions","trigger_id":"T","user":{"id":"U0LEAD"},"channel":{"id":"C0TRIAGE"},"actions":[{"action_id":"draft_send","block_id":"actions","value":"DL-2020-0001|D1|1|4"}]}}`)
	for b.Loop() {
		e, err := readEnvelope(raw)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.interaction(); err != nil {
			b.Fatal(err)
		}
	}
}
