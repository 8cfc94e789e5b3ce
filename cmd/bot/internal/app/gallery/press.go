package gallery

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// As returns the publication as it is now, if it still is the one with the digest: all of it, or its first characters as far as a
// person was shown them. Whoever approves, asks or publishes means the files that they saw.
func As(ctx context.Context, d *desk.Desk, id disclosure.CaseID, mode disclosure.Mode, lang, digest string) (*desk.Publication, error) {
	p, err := d.Prepare(ctx, id, mode, lang)
	if err != nil {
		return nil, err
	}
	if len(digest) < shortest || !strings.HasPrefix(p.Digest, digest) {
		return nil, fault.Errorf(fault.Conflict, "the files have the digest %.12s and not %.12s: they changed, so look at them again", p.Digest, digest)
	}
	return p, nil
}

// shortest is how much of a digest names files.
const shortest = 12

// Press brings pages out.
type Press struct {
	Desk *desk.Desk
	// Probe asks the closed assets of a case once more, because a page shows the world where to look.
	Probe  func(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID) error
	Folder string // of the site, by the configuration; "" where it names none
	Site   Site   // that takes requests; nil where there is none
	// MayLeave says why nothing of a case goes to the site now, as in a rehearsal.
	MayLeave func(c *disclosure.Case) error
	// Jobs lists jobs, so that nobody orders twice what they ordered.
	Jobs   func(ctx context.Context, f ledger.JobFilter) ([]ledger.Job, error)
	Public string // address of the site, where it is another one than that of the team
	// Fetch reads a page of the site as everybody can.
	Fetch func(ctx context.Context, address string) ([]byte, error)
}

// Place is the folder in which the files of a page go. dir is what a person said, "" for the one of the site: there a page has a
// folder of its own for each case and language, so that an address keeps its page.
func (p Press) Place(id disclosure.CaseID, lang, dir string) (string, error) {
	if dir = cmp.Or(dir, p.Folder); dir == "" {
		return "", fault.Errorf(fault.Invalid, "say where to write the files: --out DIR; or only check the gate with --check. Where web.folder in the configuration names the folder of your site, they go there")
	}
	if dir != p.Folder {
		return dir, nil
	}
	return filepath.Join(dir, strings.ToLower(string(id)), lang), nil
}

// Publish asks the assets, asks the gate and brings a page out. The publication is returned whatever the gate says; where is "" unless
// it is out. digest is that of the files that the person saw, "" for whatever they are.
func (p Press) Publish(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, mode disclosure.Mode, lang, digest, dir string) (now *desk.Publication, where string, err error) {
	dir, err = p.Place(id, lang, dir)
	if err != nil {
		return nil, "", err
	}
	if err := p.Probe(ctx, actor, id); err != nil {
		return nil, "", err
	}
	if digest == "" {
		now, err = p.Desk.Prepare(ctx, id, mode, lang)
	} else {
		now, err = As(ctx, p.Desk, id, mode, lang, digest)
	}
	if err != nil || !now.Passed() {
		return now, "", err
	}
	if _, err := p.Desk.Publish(ctx, actor, now, dir); err != nil {
		return now, "", err
	}
	return now, dir, nil
}
