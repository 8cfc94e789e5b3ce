package slack

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// finds is what the gate says of a page whose title has an address in it.
func (d pressed) finds(k *disclosure.Case, lang string) gate.Check {
	about := content.About(k, disclosure.Limited, "")
	about.Contact = ""
	all := content.Scan(map[string][]byte{"index.md": []byte("# " + k.Title)}, about)
	c := gate.Check{Name: gate.CheckNoMailAddresses, State: gate.CheckFail, Reason: "index.md line 1: mail address", Findings: all, Hint: hint.ToSeeFindings(k.ID, disclosure.Limited, lang)}
	if len(content.Open(all)) == 0 {
		c.State = gate.CheckOverridden
	}
	return c
}

// ProtectWords implements [Words], with ids in the place of keyed digests.
func (d pressed) ProtectWords(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, list string) (Protected, error) {
	k, err := d.Case(ctx, id)
	if err != nil {
		return Protected{}, err
	}
	cmd := publish.Protect{Blob: disclosure.Blob{Ref: "b", Plain: []byte("x")}}
	for i, line := range strings.Fields(list) {
		if line == "…" {
			return Protected{}, fault.Errorf(fault.Invalid, "line %d is no word", i+1)
		}
		cmd.IDs = append(cmd.IDs, "w"+mark(strings.ToLower(line))[:10])
	}
	got, err := command.Decide(k, cmd, d.env(actor))
	if err != nil {
		return Protected{}, err
	}
	out := Protected{Known: len(cmd.IDs), Printed: []string{"the title of the case"}}
	if len(got.Events) > 0 {
		out.Fresh = len(got.Events[0].Detail.Words.IDs)
		out.Known -= out.Fresh
		d.change(id, func(k *disclosure.Case) {
			before := k.Clone()
			k.Manuscript = milestone.Apply(k, got.Events...).Manuscript
			d.add(k, before, got.Events[0])
		})
	}
	k, err = d.Case(ctx, id)
	out.Words = len(k.Manuscript.Guards)
	return out, err
}

// stored are the deliveries that the desk keeps.
func (d *desk) stored() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]string, 0, len(d.raw))
	for _, raw := range d.raw {
		out = append(out, string(raw))
	}
	return out
}

// titled gives a case a title that the gate finds fault with.
func titled(b *bench, title string) disclosure.CaseID {
	b.t.Helper()
	id := b.record()
	b.work()
	b.desk.change(id, func(k *disclosure.Case) { k.Title = title })
	return id
}

// findings opens the form about the pages of a case, and from it the one about what the gate finds.
func (b *bench) findings(user string, id disclosure.CaseID) (metadata, body string) {
	b.t.Helper()
	n := len(b.server.calls("/views.open"))
	b.ids++
	b.command(user, "publish "+string(id)+" limited en")
	b.server.until("the form about pages", func() bool { return len(b.server.calls("/views.open")) > n })
	pages, text := b.form("/views.open")
	if !strings.Contains(text, "Decide on a finding …") {
		b.t.Fatalf("the form about pages offers no decision: %s", text)
	}
	n = len(b.server.calls("/views.push"))
	b.ids++
	press := b.clickPayload(user, actionPagesFound, readOrigin(pages.PrivateMetadata).Value)
	press["view"] = map[string]any{"id": "V1", "hash": "h", "private_metadata": pages.PrivateMetadata}
	b.deliver(envelopeInteractive, press)
	b.server.until("the findings", func() bool { return len(b.server.calls("/views.push")) > n })
	view, body := b.form("/views.push")
	return view.PrivateMetadata, body
}

// chosen is the one finding that a form offers.
func chosen(t *testing.T, body string) string {
	t.Helper()
	var req struct {
		View struct {
			Blocks []struct {
				ID      string `json:"block_id"`
				Element struct {
					Options []struct{ Value string } `json:"options"`
				} `json:"element"`
			} `json:"blocks"`
		} `json:"view"`
	}
	if err := json.Unmarshal([]byte(body), &req); err != nil {
		t.Fatal(err)
	}
	for _, b := range req.View.Blocks {
		if b.ID == fieldFound && len(b.Element.Options) == 1 {
			return b.Element.Options[0].Value
		}
	}
	t.Fatalf("no finding is offered: %s", body)
	return ""
}

func overrides(b *bench, id disclosure.CaseID) (proposed, decided int) {
	b.t.Helper()
	k, err := b.desk.Case(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, p := range k.Proposals {
		if p.What == disclosure.ProposesOverride {
			proposed++
		}
	}
	return proposed, len(k.Manuscript.Overrides)
}

func TestAFindingIsLiftedByTwoPeopleFromTheForm(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := titled(b, "Report of maria.keller@clinic-moser.ch")
	metadata, body := b.findings(userR, id)
	if strings.Contains(body, "maria.keller") {
		t.Errorf("the form repeats what was found: %s", body)
	}
	for _, want := range []string{"no mail addresses", "index.md line 1", "Take it out", "It takes a second person", "False alarm"} {
		if !strings.Contains(body, want) {
			t.Errorf("the form lacks %q: %s", want, body)
		}
	}
	said := map[string]string{fieldFound: chosen(t, body), fieldStop: "on_purpose", fieldReason: "the clinic prints it itself"}
	with := func(field, value string) map[string]string {
		out := map[string]string{}
		for k, v := range said {
			out[k] = v
		}
		out[field] = value
		return out
	}
	for field, value := range map[string]string{fieldFound: "", fieldStop: "", fieldReason: " \n"} {
		b.ids++
		if ack := string(b.submit(userR, callbackFound, metadata, with(field, value))); !strings.Contains(ack, `"`+field+`"`) {
			t.Errorf("without %s: %s", field, ack)
		}
	}
	b.ids++
	if ack := string(b.submit(userV, callbackFound, metadata, said)); !strings.Contains(ack, "needs the rank researcher") {
		t.Errorf("a viewer: %s", ack)
	}
	b.work()
	if proposed, decided := overrides(b, id); proposed+decided != 0 {
		t.Fatalf("%d proposed, %d decided", proposed, decided)
	}

	b.ids++
	b.submit(userR, callbackFound, metadata, said)
	b.work()
	if proposed, decided := overrides(b, id); proposed != 1 || decided != 0 {
		t.Fatalf("one word: %d proposed, %d decided", proposed, decided)
	}
	if last := b.lastReply("/views.update"); !strings.Contains(last, "It takes a second person") {
		t.Errorf("answered %s", last)
	}
	last := b.server.posts()[len(b.server.posts())-1]
	if !strings.Contains(last.Blocks, actionDecide) || !strings.Contains(last.Blocks, "the clinic prints it itself") || strings.Contains(last.Blocks, "maria.keller") {
		t.Errorf("the thread says %s", last.Blocks)
	}

	// The same person once more, in a form of their own, is refused.
	metadata, body = b.findings(userR, id)
	b.ids++
	if ack := string(b.submit(userR, callbackFound, metadata, with(fieldReason, "once more"))); !strings.Contains(ack, "somebody else has to approve it") || chosen(t, body) != said[fieldFound] {
		t.Errorf("the first person twice: %s", ack)
	}
	b.work()
	if proposed, decided := overrides(b, id); proposed != 1 || decided != 0 {
		t.Errorf("the first person twice: %d proposed, %d decided", proposed, decided)
	}

	// A second person reads it in the thread and agrees.
	k, _ := b.desk.Case(t.Context(), id)
	at := decisionValue{Case: id, Digest: k.Proposals[0].Decision(id).Digest[:32]}.String()
	n := len(b.server.calls("/views.open"))
	b.ids++
	b.click(userM, actionDecide, at)
	b.server.until("the decision", func() bool { return len(b.server.calls("/views.open")) > n })
	b.says("/views.open", "stays on the page on purpose", "it was found in index.md line 1", "by Rosa")
}

func TestASecondPersonMayDecideInTheFormAsWell(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := titled(b, "Report of maria.keller@clinic-moser.ch")
	for i, user := range []string{userR, userM} {
		metadata, body := b.findings(user, id)
		b.ids++
		b.submit(user, callbackFound, metadata, map[string]string{fieldFound: chosen(t, body), fieldStop: "false_alarm", fieldReason: "the name of a file"})
		b.work()
		if proposed, decided := overrides(b, id); proposed != 1-i || decided != i {
			t.Errorf("after %d people: %d proposed, %d decided", i+1, proposed, decided)
		}
	}
	if last := b.lastReply("/views.update"); !strings.Contains(last, "two people decided on this finding") {
		t.Errorf("answered %s", last)
	}
}

func TestAFindingWhoseTextChangedMeanwhileIsNotDecidedOn(t *testing.T) {
	for rule, title := range map[string]string{
		"another value":                      "Report of peter.moser@clinic-moser.ch",
		"the same value in another sentence": "We never wrote to maria.keller@clinic-moser.ch",
		"nothing is found any more":          "Report of somebody",
	} {
		b := newBench(t, nil)
		b.connect()
		id := titled(b, "Report of maria.keller@clinic-moser.ch")
		metadata, body := b.findings(userR, id)
		b.desk.change(id, func(k *disclosure.Case) { k.Title = title })
		b.ids++
		ack := string(b.submit(userR, callbackFound, metadata, map[string]string{fieldFound: chosen(t, body), fieldStop: "on_purpose", fieldReason: "they print it"}))
		if !strings.Contains(ack, "has changed since you saw it") {
			t.Errorf("%s: %s", rule, ack)
		}
		b.work()
		if proposed, decided := overrides(b, id); proposed+decided != 0 {
			t.Errorf("%s: %d proposed, %d decided", rule, proposed, decided)
		}
	}
}

// The text may change after Slack took the submission and before it is carried out.
func TestATextThatChangesWhileTheWordIsRecordedIsNotDecidedOn(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := titled(b, "Report of maria.keller@clinic-moser.ch")
	metadata, body := b.findings(userR, id)
	b.ids++
	b.submit(userR, callbackFound, metadata, map[string]string{fieldFound: chosen(t, body), fieldStop: "on_purpose", fieldReason: "they print it"})
	b.desk.change(id, func(k *disclosure.Case) { k.Title = "Report of peter.moser@clinic-moser.ch" })
	b.work()
	if proposed, decided := overrides(b, id); proposed+decided != 0 {
		t.Errorf("%d proposed, %d decided", proposed, decided)
	}
	if last := b.lastReply("/views.update"); !strings.Contains(last, "has changed since you saw it") {
		t.Errorf("answered %s", last)
	}
}

func TestFindingsOfARestrictedCaseAreShownToNobodyElse(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := titled(b, "Report of maria.keller@clinic-moser.ch")
	metadata, body := b.findings(userR, id)
	picked := chosen(t, body)
	b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{Names: []string{"Lena"}} })
	b.ids++
	ack := string(b.submit(userR, callbackFound, metadata, map[string]string{fieldFound: picked, fieldStop: "on_purpose", fieldReason: "they print it"}))
	b.work()
	if proposed, decided := overrides(b, id); proposed+decided != 0 || !strings.Contains(ack, "There is no case") {
		t.Errorf("%d proposed, %d decided: %s", proposed, decided, ack)
	}
	n := len(b.server.calls("/views.push"))
	b.ids++
	press := b.clickPayload(userR, actionPagesFound, readOrigin(metadata).Value)
	press["view"] = map[string]any{"id": "V1", "hash": "h", "private_metadata": metadata}
	b.deliver(envelopeInteractive, press)
	b.server.until("an answer", func() bool { return strings.Contains(b.lastReply("/respond"), "here is no case") })
	if len(b.server.calls("/views.push")) > n {
		t.Error("the findings of a restricted case were shown")
	}
}

func TestWordsAreProtectedFromSlackAndStayNowhere(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.work()
	b.ids++
	ack := string(b.command(userR, "protect "+string(id)+" Kowalska"))
	b.server.until("an answer", func() bool { return strings.Contains(b.lastReply("/respond"), "the words go into the form") })
	b.ids++
	ack += string(b.command(userR, "protect "+string(id)))
	b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view, _ := b.form("/views.open")
	b.says("/views.open", "protects 0 words now", "kept keyed")
	submit := func(user, words string) string {
		b.ids++
		got := string(b.submit(user, callbackProtect, view.PrivateMetadata, map[string]string{fieldWords: words}))
		b.work()
		ack += got
		return got
	}
	if got := submit(userV, "Kowalska\n"); !strings.Contains(got, "needs the rank researcher") {
		t.Errorf("a viewer: %s", got)
	}
	if got := submit(userR, "Kowalska\n…\n"); !strings.Contains(got, "line 2 is no word") && !strings.Contains(got, "Line 2 is no word") {
		t.Errorf("no word: %s", got)
	}
	before := len(b.desk.stored())
	if got := submit(userR, "Kowalska\nMorgenrot\n"); !strings.Contains(got, "2 words more. It protects 2 words in all") || !strings.Contains(got, "the title of the case") {
		t.Errorf("answered %s", got)
	}
	if got := submit(userR, "KOWALSKA\n"); !strings.Contains(got, "0 words more, and 1 that was protected already. It protects 2 words in all") {
		t.Errorf("twice: %s", got)
	}
	k, _ := b.desk.Case(t.Context(), id)
	if len(k.Manuscript.Guards) != 2 || k.Manuscript.Guards[0].By != "Rosa" {
		t.Errorf("%+v", k.Manuscript.Guards)
	}
	if after := len(b.desk.stored()); after != before {
		t.Errorf("%d deliveries were stored", after-before)
	}
	var seen strings.Builder
	seen.WriteString(ack)
	for _, path := range []string{"/views.open", "/views.update", "/respond", "/chat.postMessage", "/chat.update"} {
		for _, r := range b.server.calls(path) {
			seen.WriteString(r.Body + r.Form.Encode())
		}
	}
	for _, d := range b.desk.stored() {
		seen.WriteString(d)
	}
	for _, word := range []string{"kowalska", "morgenrot"} {
		if strings.Contains(strings.ToLower(seen.String()), word) {
			t.Errorf("%q stays somewhere: %s", word, seen.String())
		}
	}
}

// A form is shown whole, whatever the gate finds: what has no room is counted, and what nobody may decide on is not offered.
func TestTheFormOfFindingsFitsSlackAndOffersOnlyWhatMayBeDecided(t *testing.T) {
	long := strings.Repeat("<!channel> & ünïcode ", 200)
	mails := make([]content.Finding, 30)
	for i := range mails {
		mails[i] = content.Finding{Rule: content.RuleMail, Digest: strings.Repeat("a", 22) + string(rune('a'+i/26)) + string(rune('a'+i%26)), File: long, Line: i + 1, What: long, Excerpt: long, Lifts: long}
	}
	target := content.Finding{Rule: content.RuleTarget, Digest: strings.Repeat("b", 24), File: "index.md", Line: 1, What: "host of asset A1"}
	page := func(change func(*disclosure.Case), found ...content.Finding) Page {
		return Page{Case: nextMotion(change), Mode: disclosure.Limited, Lang: "en", Checks: []gate.Check{{Name: "x", State: gate.CheckFail, Findings: found}}}
	}
	for rule, c := range map[string]struct {
		pages   []Page
		options int
		says    string
	}{
		"too many":                {[]Page{page(func(*disclosure.Case) {}, mails...)}, maxFound, "10 more findings have no room here"},
		"in two languages":        {[]Page{page(func(*disclosure.Case) {}, mails[:2]...), page(func(*disclosure.Case) {}, mails[:2]...)}, 2, "finds 2 things"},
		"a name of an open asset": {[]Page{page(func(*disclosure.Case) {}, target)}, 0, "1 more finding may lead readers to an asset"},
		"two people let it pass":  {[]Page{page(func(*disclosure.Case) {}, content.Finding{Rule: content.RuleMail, Digest: "x", Overridden: true})}, 0, "nothing that may be decided on"},
	} {
		view := findingsView(c.pages, origin{})
		if err := CheckView(view); err != nil {
			t.Errorf("%s: %v", rule, err)
		}
		raw, err := json.Marshal(view)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), c.says) || strings.Contains(string(raw), "<!channel>") || strings.Count(string(raw), `"value":"aaaa`) != c.options+map[bool]int{true: 1}[c.options == 1] {
			t.Errorf("%s: %s", rule, raw)
		}
		if (view.Submit != nil) != (c.options > 0) {
			t.Errorf("%s: a form that decides nothing can be sent", rule)
		}
	}
}
