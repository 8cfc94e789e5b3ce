package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/cmd/bot/internal/casefile"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/timeline"
)

// The addresses of the story.
const (
	vendorAddress   = "security@nextmotion.example"
	providerAddress = "abuse@cloud.example"
)

// play tells the case from discovery to publication.
func (p *player) play(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	for _, chapter := range []func(context.Context) error{
		p.discovery, p.firstContact, p.provider, p.tooEarly, p.closure, p.answer, p.publicity, p.publication, p.leave,
	} {
		if err := chapter(ctx); err != nil {
			return err
		}
	}
	return nil
}

// alice is who sits at the machine.
func (p *player) alice() (disclosure.Actor, error) {
	return p.app.Desk.Caller(desk.Login{Name: "alice"}, "")
}

// do gives a command as alice, whose case it is.
func (p *player) do(ctx context.Context, cmd command.Command) error {
	actor, err := p.alice()
	if err != nil {
		return err
	}
	_, err = p.app.Desk.Do(ctx, actor, p.id, cmd)
	return err
}

func (p *player) discovery(ctx context.Context) error {
	p.clock.set(at("2020-01-24T10:00:00Z"))
	alice, err := p.alice()
	if err != nil {
		return err
	}
	c, err := p.app.Desk.NewCase(ctx, alice, record.Record{
		Discovered: civil.OnDay(2020, 1, 24),
		Facts: disclosure.Facts{
			Title:   "Open S3 bucket with patient files",
			Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR", Domain: "nextmotion.net"}},
			Assets:  []disclosure.Asset{{Kind: "s3", Target: bucketURL}},
			Exposed: disclosure.Exposed{Records: 900_000, Data: []string{"medical_images", "videos", "invoices"}},
		},
	})
	if err != nil {
		return err
	}
	p.id, p.outcome.Case = c.ID, c.ID
	p.tell("alice", "records %s: %s, vendor %s", c.ID, c.Title, c.Vendor().Name)
	return p.until(ctx, "2020-01-24T10:05:00Z")
}

func (p *player) firstContact(ctx context.Context) error {
	if err := p.until(ctx, "2020-01-27T09:00:00Z"); err != nil {
		return err
	}
	if err := p.do(ctx, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: vendorAddress, Found: "the vendor's website", Quality: disclosure.QualityPublished,
	}}); err != nil {
		return err
	}
	draft, err := p.write(ctx, disclosure.FirstContact, "C1", "fr")
	if err != nil {
		return err
	}
	alice, err := p.alice()
	if err != nil {
		return err
	}
	if _, err = p.app.Desk.ApproveDraft(ctx, alice, p.id, draft.ID, 0); fault.CodeOf(err) != fault.Refused {
		return fmt.Errorf("demo: the author's own approval was not refused: %w", err)
	}
	p.tell("daylight", "refuses alice's own approval: the team asks for a second person")
	return p.release(ctx, draft, "2020-01-27T09:30:00Z")
}

// write drafts a message from its template as alice.
func (p *player) write(ctx context.Context, t disclosure.Template, contact, lang string) (disclosure.Draft, error) {
	alice, err := p.alice()
	if err != nil {
		return disclosure.Draft{}, err
	}
	draft, text, err := p.app.Desk.NewDraft(ctx, alice, p.id, t, contact, lang)
	if err != nil {
		return draft, err
	}
	p.tell("alice", "drafts %s (%s, %s, %d lines): %s", draft.ID, t, lang, strings.Count(text, "\n"), draft.Subject)
	return draft, nil
}

// release lets bob approve a draft with his key, and alice send it.
func (p *player) release(ctx context.Context, draft disclosure.Draft, moment string) error {
	p.clock.set(at(moment))
	who, _, _ := p.app.Desk.Signatory("bob")
	of, err := p.app.Desk.AskedDraft(ctx, who, p.id, draft.ID, draft.Revision)
	if err != nil {
		return err
	}
	bob, err := p.signed(ctx, of)
	if err != nil {
		return err
	}
	if _, err := p.app.Desk.ApproveDraft(ctx, bob, p.id, draft.ID, draft.Revision); err != nil {
		return err
	}
	p.tell("bob", "approves %s with his key: its bytes are frozen", draft.ID)
	alice, err := p.alice()
	if err != nil {
		return err
	}
	if _, err := p.app.Desk.SendDraft(ctx, alice, p.id, draft.ID); err != nil {
		return err
	}
	if err := p.runDue(ctx); err != nil {
		return err
	}
	return p.news(ctx)
}

func (p *player) provider(ctx context.Context) error {
	if err := p.until(ctx, "2020-01-30T14:00:00Z"); err != nil {
		return err
	}
	p.tell("alice", "no answer after three days: the hosting provider is told")
	if err := p.do(ctx, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: providerAddress, Found: "the provider's abuse page", Quality: disclosure.QualityPublished,
	}}); err != nil {
		return err
	}
	draft, err := p.write(ctx, disclosure.ProviderNotice, "C2", "en")
	if err != nil {
		return err
	}
	return p.release(ctx, draft, "2020-01-30T14:10:00Z")
}

func (p *player) tooEarly(ctx context.Context) error {
	if err := p.until(ctx, "2020-02-04T16:00:00Z"); err != nil {
		return err
	}
	pub, err := p.app.Desk.Prepare(ctx, p.id, disclosure.Full, "en")
	if err != nil {
		return err
	}
	if pub.Passed() {
		return errors.New("demo: the gate let an open case through")
	}
	p.outcome.Refused = pub.Checks
	p.tell("gate", "refuses a full writeup:")
	p.gate(pub, gate.CheckFail)
	return nil
}

// gate prints the checks with one answer.
func (p *player) gate(pub *desk.Publication, state gate.CheckState) {
	for _, c := range pub.Checks {
		if c.State == state {
			fmt.Fprintf(p.out, "%29s %s: %s\n", state, c.Name, c.Reason)
		}
	}
}

func (p *player) closure(ctx context.Context) error {
	if err := p.until(ctx, "2020-02-05T06:00:00Z"); err != nil {
		return err
	}
	p.bucket.Shut(true)
	p.tell("vendor", "shuts the bucket, and tells nobody")
	return p.until(ctx, "2020-02-08T12:00:00Z")
}

func (p *player) answer(ctx context.Context) error {
	if err := p.until(ctx, "2020-02-11T10:00:00Z"); err != nil {
		return err
	}
	p.tell("vendor", "answers for the first time, six days after the closure")
	if err := p.vendorAnswers(vendorAddress, "Bonjour,\r\n\r\nmerci, j'ai bien lu votre message et je l'ai transmis à nos développeurs.\r\n"); err != nil {
		return err
	}
	if err := p.runDue(ctx); err != nil {
		return err
	}
	return p.news(ctx)
}

func (p *player) publicity(ctx context.Context) error {
	if err := p.until(ctx, "2020-02-14T18:00:00Z"); err != nil {
		return err
	}
	if err := p.do(ctx, record.AddEvent{
		Kind: disclosure.KindPubliclyReported, At: civil.OnDay(2020, 2, 14), Party: disclosure.Press, Source: disclosure.SourcePress,
		Ref: "https://news.example/nextmotion",
	}); err != nil {
		return err
	}
	p.tell("alice", "puts on record that the press reports the case")
	if err := p.until(ctx, "2020-02-15T10:00:00Z"); err != nil {
		return err
	}
	if err := p.do(ctx, record.AddEvent{
		Kind: disclosure.KindStatement, At: civil.OnDay(2020, 2, 15), Party: disclosure.Vendor, Source: disclosure.SourcePress,
		Text: "The company says that it was informed on 27 January, that it closed the access, and that the files did not allow patients to be identified.",
	}); err != nil {
		return err
	}
	p.tell("alice", "puts the vendor's statement on record, beside what the team saw")
	return p.news(ctx)
}

func (p *player) publication(ctx context.Context) error {
	// The gate wants to know what the bucket answers today.
	if err := p.do(ctx, exposure.RequestProbe{Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPublication, By: "alice"}}); err != nil {
		return err
	}
	if err := p.until(ctx, "2020-02-15T15:00:00Z"); err != nil {
		return err
	}
	for _, lang := range []string{"de", "fr", "en"} { // the translations are those of what is published
		pub, err := p.approved(ctx, lang)
		if err != nil {
			return err
		}
		if !pub.Passed() {
			p.gate(pub, gate.CheckFail)
			return errors.New("demo: the gate refuses on 15 February")
		}
		if err := p.publish(ctx, pub, lang); err != nil {
			return err
		}
	}
	return nil
}

// approved is a writeup as the gate sees it after bob approved exactly its files.
func (p *player) approved(ctx context.Context, lang string) (*desk.Publication, error) {
	pub, err := p.app.Desk.Prepare(ctx, p.id, disclosure.Full, lang)
	if err != nil {
		return nil, err
	}
	who, _, _ := p.app.Desk.Signatory("bob")
	alice, err := p.alice()
	if err != nil {
		return nil, err
	}
	if err := p.app.Desk.ShowPublication(ctx, alice, pub, who.Name); err != nil {
		return nil, err
	}
	of, err := p.app.Desk.Asked(ctx, who, p.id, publish.ApprovePublication{Mode: pub.Mode, Lang: pub.Lang, Digest: pub.Digest})
	if err != nil {
		return nil, err
	}
	bob, err := p.signed(ctx, of)
	if err != nil {
		return nil, err
	}
	if err := p.app.Desk.ApprovePublication(ctx, bob, pub); err != nil {
		return nil, err
	}
	p.tell("bob", "signs exactly these files with his key: the writeup in %q", lang)
	return p.app.Desk.Prepare(ctx, p.id, disclosure.Full, lang)
}

// publish lets alice publish. The English writeup is the publication; the others are translations.
func (p *player) publish(ctx context.Context, pub *desk.Publication, lang string) error {
	dir := filepath.Join(p.dir, "writeup")
	if lang != "en" {
		return pages.Write(filepath.Join(dir, lang), pub.Files)
	}
	p.outcome.Passed = pub.Checks
	p.tell("gate", "every check passes:")
	p.gate(pub, gate.CheckPass)
	alice, err := p.alice()
	if err != nil {
		return err
	}
	if _, err := p.app.Desk.Publish(ctx, alice, pub, dir); err != nil {
		return err
	}
	p.tell("alice", "publishes %s", strings.Join(slices.Sorted(maps.Keys(pub.Files)), ", "))
	return nil
}

// leave writes case file, mails and timeline into the folder and prints the durations.
func (p *player) leave(ctx context.Context) error {
	c, err := p.app.Desk.Case(ctx, p.id)
	if err != nil {
		return err
	}
	events, err := p.app.Desk.Events(ctx, p.id)
	if err != nil {
		return err
	}
	if p.outcome.Timeline, err = p.app.Desk.Timeline(ctx, p.id); err != nil {
		return err
	}
	p.outcome.Durations, p.outcome.Headline = p.outcome.Timeline.Durations, p.outcome.Timeline.Headline
	var file strings.Builder
	if err := casefile.Write(&file, c, events, casefile.YAML); err != nil {
		return err
	}
	timeline, err := json.MarshalIndent(p.outcome.Timeline, "", "  ")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := pages.Write(p.dir, map[string][]byte{"case.yaml": []byte(file.String()), "timeline.json": append(timeline, '\n')}); err != nil {
		return err
	}
	mails := map[string][]byte{}
	for i, l := range p.post.Letters() {
		mails[fmt.Sprintf("%d-to-%s.eml", i+1, strings.ReplaceAll(l.To, "@", "-at-"))] = l.Bytes
	}
	if err := pages.Write(filepath.Join(p.dir, "mails"), mails); err != nil {
		return err
	}
	if p.outcome.Files, err = tree(p.dir); err != nil {
		return err
	}
	return p.table()
}

// tree lists the files for a reader below a folder.
func tree(dir string) ([]string, error) {
	var out []string
	for _, sub := range []string{"", "mails", "writeup"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
		for _, e := range entries {
			if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "daylight.") {
				out = append(out, filepath.ToSlash(filepath.Join(sub, e.Name())))
			}
		}
	}
	return out, nil
}

func (p *player) table() error {
	fmt.Fprintln(p.out)
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "FROM … TO\tDAYS\tWORKING DAYS")
	for _, name := range timeline.DurationNames() {
		if d := p.outcome.Durations[name]; d != nil {
			calendar, working := days(d)
			fmt.Fprintf(w, "%s\t%s\t%s\n", strings.ReplaceAll(name, "_", " "), calendar, working)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	fmt.Fprintln(p.out, timeline.DurationRule())
	return nil
}
