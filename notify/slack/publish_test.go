package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
	"daylight/notify/slack/form"
)

func siteOf(id disclosure.CaseID) string {
	return "https://research.example/cases/" + strings.ToLower(string(id)) + "/"
}

// pressed shows and publishes pages as the desk of the bot does: the files follow from the case, and the commands refuse what they refuse.
type pressed struct{ seat }

// Page implements [Pages].
func (d pressed) Page(ctx context.Context, id disclosure.CaseID, mode disclosure.Mode, lang string) (Page, error) {
	k, err := d.Case(ctx, id)
	if err != nil {
		return Page{}, err
	}
	p := Page{
		Case: k, Mode: mode, Lang: lang, Digest: fmt.Sprintf("%032x", len(k.Title)) + string(mode) + lang, Revision: 1,
		Files: map[string][]byte{"index.html": []byte("<p>" + k.Title + " " + lang + "</p>"), "index.md": []byte("# " + k.Title), "entry.atom": []byte("<entry/>")},
		Said:  []string{"it is the first revision: no page of the case is out in this language"},
	}
	second := gate.Check{Name: gate.CheckSecondPerson, State: gate.CheckFail, Reason: "nobody has approved <this>", Hint: hint.ToApprovePublication(id)}
	if slices.ContainsFunc(k.Approvals, func(c disclosure.Consent) bool { return c.Digest == p.Digest }) {
		second = gate.Check{Name: gate.CheckSecondPerson, State: gate.CheckPass, Reason: "approved"}
	}
	p.Checks = []gate.Check{{Name: gate.CheckEmbargo, State: gate.CheckNotApplicable, Reason: "there is none"}, second}
	if strings.Contains(k.Title, "@") {
		p.Checks = append(p.Checks, d.finds(k, lang))
	}
	p.Out = k.Publication != "" && k.Publication != disclosure.PublicationPrivate
	return p, nil
}

func (d pressed) edit(p *Page, change func(k *disclosure.Case) disclosure.Event) {
	d.change(p.Case.ID, func(k *disclosure.Case) {
		before := k.Clone()
		e := change(k)
		d.add(k, before, e)
	})
}

// ShowPage implements [Pages].
func (d pressed) ShowPage(_ context.Context, actor disclosure.Actor, p *Page) error {
	d.edit(p, func(k *disclosure.Case) disclosure.Event {
		k.Manuscript = k.Manuscript.Shown(&manuscript.Preview{For: actor.Name, Mode: string(p.Mode), Lang: p.Lang, Digest: p.Digest})
		return disclosure.Event{Kind: disclosure.KindPreviewed, Actor: actor.Name, Text: "shown"}
	})
	return nil
}

// AskForPage implements [Publishing].
func (d pressed) AskForPage(_ context.Context, actor disclosure.Actor, p *Page) error {
	if p.asked() {
		return fault.Errorf(fault.Conflict, "asked already")
	}
	d.edit(p, func(k *disclosure.Case) disclosure.Event {
		o := disclosure.Proposal{What: disclosure.ProposesPublication, Clause: string(p.Mode) + " " + p.Lang, Name: p.Digest, By: actor.Name, Hand: actor.Hand, At: d.clock()}
		k.Proposals = append(k.Proposals, o)
		return disclosure.Event{Kind: disclosure.KindProposed, Actor: actor.Name, Text: "asked", Detail: disclosure.Detail{Proposal: &o}}
	})
	return nil
}

// ApprovePage implements [Publishing].
func (d pressed) ApprovePage(_ context.Context, actor disclosure.Actor, p *Page) error {
	if !p.seenBy(actor.Name) {
		return fault.Errorf(fault.Refused, "%s has not seen these files", actor.Name).With(hint.ToPreviewPublication(p.Case.ID, p.Mode, p.Lang, actor.Name))
	}
	d.edit(p, func(k *disclosure.Case) disclosure.Event {
		k.Proposals = nil
		k.Approvals = append(k.Approvals, disclosure.Consent{By: actor.Name, Hand: actor.Hand, Mode: p.Mode, Lang: p.Lang, Digest: p.Digest})
		return disclosure.Event{Kind: disclosure.KindPublishApproved, Actor: actor.Name, Text: "approved"}
	})
	return nil
}

// PublishPage implements [Publishing].
func (d pressed) PublishPage(_ context.Context, actor disclosure.Actor, p *Page) (string, error) {
	if !p.passed() {
		return "", fault.Errorf(fault.Refused, "the gate refuses")
	}
	d.edit(p, func(k *disclosure.Case) disclosure.Event {
		k.Publication = disclosure.PublicationLimited
		return disclosure.Event{
			Kind: disclosure.KindPublished, At: civil.At(d.clock()), Actor: actor.Name, Text: "limited writeup", Visibility: disclosure.Public,
			Detail: disclosure.Detail{Consent: &disclosure.Consent{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest}},
		}
	})
	return "/srv/site/dl-2020-0001/en", nil
}

// Revise implements [Revisions].
func (d pressed) Revise(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, r form.Revise, once string) (drafts, untold []string, err error) {
	d.change(id, func(k *disclosure.Case) {
		before := k.Clone()
		k.Publication = disclosure.PublicationCorrected
		d.add(k, before, disclosure.Event{Kind: r.Kind, At: civil.At(d.clock()), Actor: actor.Name, Hand: actor.Hand, Text: r.Because, Visibility: disclosure.Public})
	})
	d.refer([]ledger.Ref{{Case: id, Owner: owner, Name: once, Value: actor.Name}})
	return []string{"D4"}, []string{"the provider: no contact of theirs may be written to"}, nil
}

// inForm presses a button of the form that is open, or chooses in it.
func (b *bench) inForm(user, action, val, metadata string, chosen map[string][]string) {
	b.t.Helper()
	state := map[string]any{}
	for block, values := range chosen {
		var options []map[string]any
		for _, v := range values {
			options = append(options, map[string]any{"value": v})
		}
		el := map[string]any{"type": "checkboxes", "selected_options": options}
		if block == fieldMode {
			el = map[string]any{"type": "static_select", "selected_option": options[0]}
		}
		state[block] = map[string]any{block: el}
	}
	before := len(b.server.calls("/views.update"))
	b.deliver(envelopeInteractive, map[string]any{
		"type": interactionAction, "user": map[string]any{"id": user}, "trigger_id": fmt.Sprintf("T%d-%s", b.ids, user),
		"view":    map[string]any{"id": "V1", "hash": "h", "private_metadata": metadata, "state": map[string]any{"values": state}},
		"actions": []any{map[string]any{"action_id": action, "block_id": "pages_do", "type": "button", "value": val}},
	})
	b.work()
	b.server.until("the form as it is now", func() bool { return len(b.server.calls("/views.update")) > before })
}

// form is the newest form, opened or shown again.
func (b *bench) form(path string) (slackapi.ModalViewRequest, string) {
	b.t.Helper()
	b.server.until("the form", func() bool { return len(b.server.calls(path)) > 0 })
	calls := b.server.calls(path)
	var req struct {
		View slackapi.ModalViewRequest `json:"view"`
	}
	body := calls[len(calls)-1].Body
	if err := json.Unmarshal([]byte(body), &req); err != nil {
		b.t.Fatal(err)
	}
	if err := CheckView(req.View); err != nil {
		b.t.Error(err)
	}
	return req.View, body
}

func (b *bench) says(path string, words ...string) {
	b.t.Helper()
	_, body := b.form(path)
	for _, want := range words {
		if !strings.Contains(body, want) {
			b.t.Errorf("the form does not say %q: %s", want, body)
		}
	}
}

func TestAPageGoesFromTheFormToTheSiteWithoutAShell(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.work()
	b.command(userL, "publish "+string(id)+" limited en")
	view, body := b.form("/views.open")
	b.says("/views.open", ":no_entry: *stops* second person: nobody has approved \\u0026lt;this\\u0026gt;", "_Needs:_", ":heavy_minus_sign:", "it is the first revision", "entry.atom, index.html, index.md", "have not previewed")
	if strings.Contains(body, actionPagesApprove) || strings.Contains(body, actionPagesPublish) {
		t.Errorf("offered too early: %s", body)
	}
	v := readOrigin(view.PrivateMetadata).Value
	b.inForm(userL, actionPagesAsk, v, view.PrivateMetadata, nil)
	b.says("/views.update", "A second person is asked for it", "in the thread of the case")
	asked := b.server.posts()[len(b.server.posts())-1]
	if !strings.Contains(asked.Blocks, actionPagesPreview) || !strings.Contains(asked.Blocks, actionDecide) {
		t.Errorf("the thread asks by %s", asked.Blocks)
	}

	// The second person: neither the decision nor a press that nothing offers approves what they were not shown.
	k, _ := b.desk.Case(t.Context(), id)
	at := decisionValue{Case: id, Digest: k.Proposals[0].Decision(id).Digest[:32]}.String()
	opened := len(b.server.calls("/views.open"))
	b.click(userM, actionDecide, at)
	b.server.until("the preview first", func() bool { return len(b.server.calls("/views.open")) > opened })
	if first, _ := b.form("/views.open"); first.Submit != nil || first.Title.Text != "Preview first" {
		t.Errorf("shown %+v", first)
	}
	b.inForm(userM, actionPagesApprove, v, view.PrivateMetadata, nil)
	b.says("/views.update", "Malik has not seen these files")

	b.inForm(userM, actionPagesPreview, v, view.PrivateMetadata, nil)
	files, card := b.server.files(), b.server.posts()[0]
	if len(files) != 2 || files[0].Name != "PREVIEW-dl-2020-0001-limited-en.html" || files[1].Name != "PREVIEW-dl-2020-0001-limited-en.md" {
		t.Fatalf("%+v", files)
	}
	if page, _ := (pressed{seat{b.desk, person.Reader{}}}).Page(t.Context(), id, disclosure.Limited, "en"); files[0].Content != string(page.Files["index.html"]) {
		t.Errorf("other bytes: %q", files[0].Content)
	}
	if files[0].Channel != triage || files[0].Thread != card.TS || !strings.Contains(files[0].Comment, "PREVIEW, not published") || !strings.Contains(files[0].Comment, "the gate stops it: second person") {
		t.Errorf("%+v", files[0])
	}
	b.says("/views.update", "in the thread of the case", actionPagesApprove, "You previewed these files")
	b.click(userM, actionDecide, at)
	b.server.until("the decision", func() bool { return len(b.server.calls("/views.open")) == opened+2 })
	if now, _ := b.form("/views.open"); now.Submit == nil {
		t.Error("who previewed it is not asked")
	}
	b.inForm(userM, actionPagesApprove, v, view.PrivateMetadata, nil)
	b.says("/views.update", "approved, exactly these files", "It can be published now")

	b.inForm(userL, actionPagesPublish, v, view.PrivateMetadata, nil)
	b.says("/views.update", "published, revision 1", siteOf(id), "contact to closure: 9 days (7 working)", "/srv/site/", "It is out.")
	last := b.server.posts()[len(b.server.posts())-1]
	if last.Thread != card.TS || !last.Broadcast || !strings.Contains(last.Blocks, siteOf(id)) || !strings.Contains(last.Blocks, "9 days") {
		t.Errorf("the channel hears %+v", last)
	}
}

func TestAPageThatChangedIsNotDecidedAbout(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.work()
	b.command(userL, "publish "+string(id)+" stub")
	view, _ := b.form("/views.open")
	v := readOrigin(view.PrivateMetadata).Value
	b.desk.change(id, func(k *disclosure.Case) { k.Title += " and more" })
	for _, action := range []string{actionPagesAsk, actionPagesApprove, actionPagesPublish} {
		b.inForm(userL, action, v, view.PrivateMetadata, nil)
		b.says("/views.update", "has changed since you saw it")
	}
	b.inForm(userL, actionPagesAsk, strings.SplitN(v, ":", 2)[0]+":", view.PrivateMetadata, nil)
	b.says("/views.update", "has changed since you saw it")
	if k, _ := b.desk.Case(t.Context(), id); len(k.Proposals)+len(k.Approvals) > 0 || k.Publication != "" {
		t.Errorf("something was decided: %+v", k.Proposals)
	}
}

func TestTheFormShowsThePageThatIsChosen(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.work()
	b.command(userR, "publish "+string(id))
	view, _ := b.form("/views.open")
	b.inForm(userR, actionPagesLangs, "", view.PrivateMetadata, map[string][]string{fieldMode: {"stub"}, fieldLangs: {"de", "fr"}})
	b.says("/views.update", "*stub, in de*", "*stub, in fr*")
	now, body := b.form("/views.update")
	if strings.Contains(body, "in en*") || !strings.HasPrefix(readOrigin(now.PrivateMetadata).Value, string(id)+"|stub|de:") {
		t.Errorf("shown: %s", body)
	}
	b.inForm(userR, actionPagesLangs, "", now.PrivateMetadata, map[string][]string{fieldLangs: nil})
	b.says("/views.update", "*stub, in de*", "*stub, in fr*")
	for _, words := range []string{"publish", "publish nothing", "publish " + string(id) + " klingon"} {
		before := len(b.server.calls("/respond"))
		b.command(userR, words)
		b.server.until("a refusal", func() bool { return len(b.server.calls("/respond")) > before })
	}
	if len(b.server.calls("/views.open")) != 1 {
		t.Error("a form about nothing was opened")
	}
}

func TestAPageIsShownWhereItMayBe(t *testing.T) {
	for name, c := range map[string]struct {
		mode       string
		restricted bool
		addresses  bool
		private    bool
	}{
		"a limited page in the thread":                     {mode: "limited"},
		"a full page only to its reader":                   {mode: "full", private: true},
		"a full page in a channel that may show addresses": {mode: "full", addresses: true},
		"a restricted case only to its reader":             {mode: "limited", restricted: true, addresses: true, private: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, func(_ *server, o *Options) {
				if c.addresses {
					o.AddressChannels = []string{triage}
				}
			})
			b.connect()
			id := b.record()
			b.work()
			if c.restricted {
				b.desk.change(id, func(k *disclosure.Case) { k.Circle = person.Circle{Names: []string{"Lena"}} })
			}
			b.command(userL, "publish "+string(id)+" "+c.mode+" en")
			view, _ := b.form("/views.open")
			b.inForm(userL, actionPagesPreview, readOrigin(view.PrivateMetadata).Value, view.PrivateMetadata, nil)
			files := b.server.files()
			if len(files) != 2 {
				t.Fatalf("%+v", files)
			}
			if private := files[0].Channel == "D"+userL[1:] && files[0].Thread == ""; private != c.private || !private && files[0].Channel != triage {
				t.Errorf("shown in %q %q", files[0].Channel, files[0].Thread)
			}
		})
	}
}

func TestAPreviewThatSlackRefusesIsNone(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) {
		s.fail["/files.completeUploadExternal"] = func(w writer, _ int) bool {
			_, _ = w.Write([]byte(`{"ok":false,"error":"missing_scope"}`))
			return true
		}
	})
	b.connect()
	id := b.record()
	b.work()
	b.command(userL, "publish "+string(id)+" limited en")
	view, _ := b.form("/views.open")
	b.inForm(userL, actionPagesPreview, readOrigin(view.PrivateMetadata).Value, view.PrivateMetadata, nil)
	b.says("/views.update", "Slack did not take the files", "bot slack manifest")
	if k, _ := b.desk.Case(t.Context(), id); len(k.Manuscript.Seen) != 0 {
		t.Error("a preview is on record that nobody was given")
	}
}

func TestWithoutAFolderNothingIsPublishedFromSlack(t *testing.T) {
	b := newBench(t, func(_ *server, o *Options) { o.Publishes = false })
	b.connect()
	id := b.record()
	b.work()
	b.command(userL, "publish "+string(id)+" limited en")
	view, _ := b.form("/views.open")
	b.inForm(userL, actionPagesPublish, readOrigin(view.PrivateMetadata).Value, view.PrivateMetadata, nil)
	b.says("/views.update", "sets web.folder in the configuration")
}

func TestTheFormAboutPagesStaysInTheLimits(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("<!channel> & 🕵️ \u202e ", 300)
	f := pagesForm{Languages: []string{"en", "de", "fr", "es"}, Reader: "Lena", Did: []string{strings.Repeat("x", 2900)}, Channel: triage}
	for _, lang := range f.Languages {
		p := Page{Case: nextMotion(func(*disclosure.Case) {}), Mode: disclosure.Limited, Lang: lang, Digest: strings.Repeat("d", 64), Files: map[string][]byte{"index.md": nil}, Said: []string{long, long, long}}
		for i := range 17 {
			p.Checks = append(p.Checks, gate.Check{Name: fmt.Sprint(i) + long, State: gate.CheckFail, Reason: long + lang, Hint: hint.ToPreviewPublication("DL-2020-0001", disclosure.Limited, lang, "Lena")})
		}
		f.Pages = append(f.Pages, p)
	}
	view := f.view()
	if err := CheckView(view); err != nil {
		t.Error(err)
	}
	raw, err := json.Marshal(view)
	if err != nil || len(raw) > 250_000 || strings.Contains(string(raw), "<!channel>") {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
	if v, err := readPagesValue(f.value().String()); err != nil || len(v.Langs) != 4 || v.Digests[3] != strings.Repeat("d", 32) {
		t.Errorf("%+v %v", v, err)
	}
	unknown := checkLine(&gate.Check{Name: "of_tomorrow", State: "maybe"}, "")
	if !strings.Contains(unknown, "*stops*") {
		t.Errorf("an unknown answer is shown as %q", unknown)
	}
}
