package desk

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"daylight/cmd/bot/internal/app/desk/glance"
	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/cmd/bot/internal/app/desk/shown"
	"daylight/cmd/bot/internal/app/desk/written"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/edition"
	"daylight/disclosure/writeup/prose"
)

// Publication is a rendered writeup with the gate's answer.
type Publication struct {
	Case    *disclosure.Case
	Mode    disclosure.Mode
	Lang    string
	Files   map[string][]byte
	Digest  string // of the files without the day on which they are rendered: what an approval is bound to
	Checks  []gate.Check
	Edition edition.Edition
	// Revision is the number of the edition; Out says that exactly this one is out already.
	Revision int
	Out      bool
}

// Passed reports whether the gate allows the publication.
func (p *Publication) Passed() bool { return gate.Passed(p.Checks) }

// Prepare renders a writeup and asks the gate. Only approvals on record count. Nothing is changed.
func (d *Desk) Prepare(ctx context.Context, id disclosure.CaseID, mode disclosure.Mode, lang string) (*Publication, error) {
	r, err := d.history(ctx, id)
	if err != nil {
		return nil, err
	}
	page, wrote, err := d.rendered(ctx, &r, mode, lang)
	if err != nil {
		return nil, err
	}
	p := &Publication{Case: r.c, Mode: mode, Lang: lang, Digest: page.Digest, Files: page.Files, Edition: page.Edition, Revision: page.Edition.Number, Out: page.Out}
	p.Checks, err = d.ask(ctx, &r, gate.Input{Mode: mode, Lang: lang, Digest: p.Digest, Files: p.Files, Protected: wrote.Protected, Prose: wrote.ForGate(r.c, r.events, mode, d.Today())})
	return p, err
}

// View reads a case once, for a page that shows it with its history and the gate.
func (d *Desk) View(ctx context.Context, id disclosure.CaseID) (glance.View, error) {
	r, err := d.history(ctx, id)
	return glance.View{Case: r.c, Timeline: r.t, Gate: func(ctx context.Context, mode disclosure.Mode, lang string) ([]gate.Check, error) {
		key := glance.Key{Case: id, Version: r.c.Version, Mode: mode, Lang: lang, Today: d.Today(), Solo: d.service.Rules().Solo}
		seen, err := d.glances.Of(key, func() (glance.Page, error) {
			page, wrote, err := d.rendered(ctx, &r, mode, lang)
			return glance.Page{
				Digest: page.Digest, Read: gate.ReadFiles(r.c, mode, d.cfg.Team.Contact, wrote.Protected, page.Files), Prose: wrote.ForGate(r.c, r.events, mode, d.Today()),
			}, err
		})
		if err != nil {
			return nil, err
		}
		return d.ask(ctx, &r, gate.Input{Mode: mode, Lang: lang, Digest: seen.Digest, Found: &seen.Read, Prose: seen.Prose})
	}}, err
}

// Written reads what people wrote for the pages of a case, and which words they protect.
func (d *Desk) Written() written.Reader { return written.Reader{Blobs: d.store, Key: d.key} }

// rendered is the page of a case as it would go out, with what people wrote for it.
func (d *Desk) rendered(ctx context.Context, r *reading, mode disclosure.Mode, lang string) (page pages.Page, wrote written.Page, err error) {
	if wrote, err = d.Written().ForPage(ctx, r.c, r.events, lang); err != nil {
		return page, wrote, err
	}
	if page, err = d.pages(wrote.Text).Page(r.c, r.events, mode, lang, d.Today()); err != nil {
		return page, wrote, err
	}
	return page, wrote, d.seal(ctx, r.c.ID, lang, &page)
}

// ask lets the gate look at a case, with what a page adds to it.
func (d *Desk) ask(ctx context.Context, r *reading, in gate.Input) ([]gate.Check, error) {
	log, err := d.people.Log(ctx)
	if err != nil {
		return nil, err
	}
	in.Case, in.Timeline, in.Contact = r.c, r.t, d.cfg.Team.Contact
	in.Clock, in.Rules, in.Verify = d.clockEnv(), d.service.Rules().Gate, verified(r.c.ID, r.events, log)
	return gate.Run(in), nil
}

// MayRevise refuses a page that takes the place of one in the same form while nothing on record says why. A change of the form says
// it by itself.
func (p *Publication) MayRevise() error {
	if e := &p.Edition; p.Out || e.Number <= 1 || e.Was != "" || len(e.Reasons) > 0 {
		return nil
	}
	return fault.Errorf(fault.Refused, "the page is out, and nothing on record says why it changes").With(hint.ToReviseBecause(p.Case.ID))
}

// Team is who publishes.
func (d *Desk) Team() writeup.Team {
	return writeup.Team{Name: d.cfg.Team.Name, Site: d.cfg.Team.Site, Policy: d.cfg.Team.Policy, About: d.cfg.Team.About, Contact: d.cfg.Team.Contact}
}

func (d *Desk) pages(text *prose.Text) pages.Pages {
	return pages.Pages{Prose: text, Renderer: d.renderer, Solo: d.service.Rules().Solo, Team: d.Team()}
}

// seal adds the hashes of the files, and that of the newest event before the edition went out or would go out.
func (d *Desk) seal(ctx context.Context, id disclosure.CaseID, lang string, page *pages.Page) error {
	links, err := d.store.Links(ctx, id)
	if err != nil {
		return err
	}
	var head [32]byte
	n := len(links)
	if page.Out {
		n = page.Edition.Seq - 1
	}
	if n > 0 && n <= len(links) {
		head = links[n-1].Hash
	}
	return page.Seal(id, lang, head)
}

// OnRecord reports whether an event of the case has this hash in the chain of the database.
func (d *Desk) OnRecord(ctx context.Context, id disclosure.CaseID, hash string) (bool, error) {
	links, err := d.store.Links(ctx, id)
	return slices.ContainsFunc(links, func(l db.Link) bool { return hex.EncodeToString(l.Hash[:]) == hash }), err
}

// ApprovePublication records a person's consent to exactly the writeup as it is now.
func (d *Desk) ApprovePublication(ctx context.Context, actor disclosure.Actor, p *Publication) error {
	if err := p.MayRevise(); err != nil {
		return err
	}
	_, err := d.Do(ctx, actor, p.Case.ID, publish.ApprovePublication{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest})
	return err
}

// ShowPublication records that somebody was given exactly these files; "" is the actor. Somebody else is named by the
// configuration. Who has them already needs no further record.
func (d *Desk) ShowPublication(ctx context.Context, actor disclosure.Actor, p *Publication, to string) error {
	if to == "" {
		to = actor.Name
	} else if who, _, ok := d.Signatory(to); ok {
		to = who.Name
	} else {
		return fault.Errorf(fault.Invalid, "the configuration names no %q: say for whom the files are by a name of `people`", to)
	}
	if p.Case.Manuscript.Saw(manuscript.Preview{For: to, Mode: string(p.Mode), Lang: p.Lang, Digest: p.Digest}) {
		return nil
	}
	_, err := d.Do(ctx, actor, p.Case.ID, publish.Preview{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest, For: to})
	return err
}

// Edition returns the files of the page that is out in a language, rendered again from the record up to then. They are nil where
// no page is out; known is false where one is and its files cannot be made again byte for byte.
func (d *Desk) Edition(ctx context.Context, id disclosure.CaseID, lang string) (files map[string][]byte, known bool, err error) {
	r, err := d.history(ctx, id)
	if err != nil {
		return nil, false, err
	}
	out := edition.Of(shown.Told(r.events), lang)
	if len(out) == 0 {
		return nil, true, nil
	}
	last := out[len(out)-1]
	before := slices.DeleteFunc(slices.Clone(r.events), func(e disclosure.Event) bool { return e.Seq >= last.Seq })
	wrote, err := written.ForPage(ctx, d.store, before, lang)
	if err != nil {
		return nil, false, err
	}
	page, err := d.pages(wrote.Text).Page(r.c, before, last.Mode, lang, last.On)
	return page.Files, err == nil && page.Digest == last.Digest, err
}

// publishTries is how often a publication is prepared again because the case changed while its files were written. Answers of probes
// may come in one after the other, and each try asks the gate anew.
const publishTries = 10

// Publish writes the files into a folder and records the publication. The files are complete on disk before the
// record says that they are out. The gate and the rules are asked once more before the first byte is written: time
// may have passed since the publication was prepared, and a refusal writes nothing.
func (d *Desk) Publish(ctx context.Context, actor disclosure.Actor, p *Publication, dir string) (*disclosure.Case, error) {
	if err := refused(p.Checks); err != nil {
		return nil, err
	}
	if err := d.store.MayLeave(ctx); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		now, err := d.stillPasses(ctx, p)
		if err != nil {
			return nil, err
		}
		cmd := publish.Publish{Mode: now.Mode, Lang: now.Lang, Digest: now.Digest, Where: filepath.Base(dir), Checks: now.Checks}
		env := command.Env{Actor: actor, Now: d.service.Now(), Rules: d.service.Rules()}
		if _, err := command.Decide(now.Case, cmd, env); err != nil {
			return nil, err
		}
		stale, err := pages.Stale(dir, now.Case.ID, now.Lang, now.Files)
		if err != nil {
			return nil, err
		}
		if err := pages.Write(dir, now.Files); err != nil {
			return nil, err
		}
		for _, path := range stale {
			if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
				return nil, fmt.Errorf("a file of the edition before: %w", err)
			}
		}
		if now.Out {
			return now.Case, nil // the same files once more are no publication
		}
		res, err := d.execute(ctx, actor, p.Case.ID, cmd, command.Extra{Version: now.Case.Version})
		if fault.CodeOf(err) != fault.Conflict {
			return res.Case, err
		}
		if try >= publishTries {
			return nil, fault.Errorf(fault.Unavailable, "%s is changed by others all the time: look at it and publish it again; the publication is not on record", p.Case.ID)
		}
	}
}

// stillPasses prepares a publication again. Only approvals on record count, and they are for exactly these files.
func (d *Desk) stillPasses(ctx context.Context, p *Publication) (*Publication, error) {
	now, err := d.Prepare(ctx, p.Case.ID, p.Mode, p.Lang)
	if err != nil {
		return nil, err
	}
	if err := now.MayRevise(); err != nil {
		return nil, err
	}
	if now.Digest != p.Digest {
		return nil, fault.Errorf(fault.Conflict, "%s changed since the writeup was prepared: look at it and approve it again; nothing was written", p.Case.ID)
	}
	return now, refused(now.Checks)
}

// refused says which check stops a publication, or nothing where none does.
func refused(checks []gate.Check) error {
	for _, c := range checks {
		if c.Stops() {
			return fault.Errorf(fault.Refused, "the gate refuses (%s: %s): nothing was written", c.Name, c.Reason).With(c.Hint)
		}
	}
	return nil
}

// TimelineAs draws or writes a timeline: "svg", "png" or "md". It shows everything that the team may see.
func (d *Desk) TimelineAs(t timeline.Timeline, format, lang string) ([]byte, error) {
	switch format {
	case "svg":
		return d.renderer.TimelineSVG(t, lang, disclosure.InternalOnly)
	case "png":
		return d.renderer.TimelinePNG(t, lang, disclosure.InternalOnly)
	case "md":
		return d.renderer.TimelineMarkdown(t, lang, disclosure.InternalOnly)
	default:
		return nil, fault.Errorf(fault.Invalid, "unknown format %q: write md, svg or png", format)
	}
}
