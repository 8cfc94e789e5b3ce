package slack

import (
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/manuscript"
)

// Page is a page of a case as it would go out now.
type Page struct {
	Case     *disclosure.Case
	Mode     disclosure.Mode
	Lang     string
	Digest   string // of the files: what is approved, asked for and published
	Revision int
	Out      bool              // exactly these files are out already
	Files    map[string][]byte // by name
	Checks   []gate.Check
	Said     []string // what changes against the page that is out, in words
}

// passed reports whether the gate lets the page out.
func (p *Page) passed() bool { return gate.Passed(p.Checks) }

// ready reports whether a press on Publish can bring the page out: the gate lets it out, or it asks for nothing but a new answer of the
// probes, which are asked as soon as somebody presses.
func (p *Page) ready() bool {
	rest := slices.DeleteFunc(slices.Clone(p.Checks), func(c gate.Check) bool { return askedAgain(&c) })
	return gate.Passed(rest)
}

// askedAgain reports whether a check fails only because the newest answer is old.
func askedAgain(c *gate.Check) bool {
	return c.Name == gate.CheckFreshProbe && c.State == gate.CheckFail && c.Hint.Code == hint.Probe
}

// seenBy reports whether a person was given exactly these files.
func (p *Page) seenBy(name string) bool {
	return p.Case.Manuscript.Saw(manuscript.Preview{For: name, Mode: string(p.Mode), Lang: p.Lang, Digest: p.Digest})
}

// asked reports whether somebody asked for a second person for exactly these files.
func (p *Page) asked() bool {
	return slices.ContainsFunc(p.Case.Proposals, func(o disclosure.Proposal) bool {
		return o.What == disclosure.ProposesPublication && o.Name == p.Digest
	})
}

// Pages shows the pages of a case before they go out. ShowPage puts on record that a person was given exactly these files.
type Pages interface {
	Page(ctx context.Context, id disclosure.CaseID, mode disclosure.Mode, lang string) (Page, error)
	ShowPage(ctx context.Context, actor disclosure.Actor, p *Page) error
}

// Publishing decides about a page as it was shown. What has changed since is refused. PublishPage writes the files into the folder of
// the site and returns where; a gate that refuses is an error that names its checks.
type Publishing interface {
	AskForPage(ctx context.Context, actor disclosure.Actor, p *Page) error
	ApprovePage(ctx context.Context, actor disclosure.Actor, p *Page) error
	PublishPage(ctx context.Context, actor disclosure.Actor, p *Page) (where string, err error)
}

// shownDigest is how much of a digest a button carries, in characters: enough that nobody finds other files with the same.
const shownDigest = 32

// pagesValue is what the buttons about pages carry: which ones, and the files of each as they were shown.
type pagesValue struct {
	Case    disclosure.CaseID
	Mode    disclosure.Mode
	Langs   []string
	Digests []string // of each language, cut to [shownDigest]; "" where none was shown
}

func (v pagesValue) String() string {
	parts := make([]string, len(v.Langs))
	for i, lang := range v.Langs {
		parts[i] = lang + ":"
		if i < len(v.Digests) {
			parts[i] += v.Digests[i][:min(shownDigest, len(v.Digests[i]))]
		}
	}
	return string(v.Case) + "|" + string(v.Mode) + "|" + strings.Join(parts, ",")
}

// readPagesValue is the inverse of [pagesValue.String]. The value comes back from a client and is checked like any input.
func readPagesValue(s string) (pagesValue, error) {
	bad := fault.Errorf(fault.Invalid, "this button belongs to an older version of Daylight: use %s publish CASE", commandName)
	parts := strings.Split(cutBytes(s, 1000), "|")
	if len(parts) != 3 {
		return pagesValue{}, bad
	}
	id, err := readCaseID(parts[0])
	v := pagesValue{Case: id, Mode: disclosure.Mode(parts[1])}
	if err != nil || !v.Mode.Valid() {
		return pagesValue{}, bad
	}
	for _, part := range strings.Split(parts[2], ",") {
		lang, digest, _ := strings.Cut(part, ":")
		if lang != "" && !slices.Contains(v.Langs, lang) {
			v.Langs, v.Digests = append(v.Langs, lang), append(v.Digests, digest)
		}
	}
	return v, nil
}

// pages renders the pages that a value names, as they are now.
func (a *App) pages(ctx context.Context, v pagesValue) ([]Page, error) {
	out := make([]Page, 0, len(v.Langs))
	for _, lang := range v.Langs {
		if !slices.Contains(a.opts.Languages, lang) {
			return nil, fault.Errorf(fault.Invalid, "there is no writeup in %q: the languages are %s", lang, strings.Join(a.opts.Languages, ", "))
		}
		p, err := a.ports.Pages.Page(ctx, v.Case, v.Mode, lang)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		return nil, fault.Errorf(fault.Invalid, "choose a language of the writeup")
	}
	return out, nil
}

// shownPages are the pages that a button is about, if they still are those that its message showed.
func (a *App) shownPages(ctx context.Context, v pagesValue) ([]Page, error) {
	all, err := a.pages(ctx, v)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if v.Digests[i] == "" || all[i].Digest[:min(shownDigest, len(all[i].Digest))] != v.Digests[i] {
			return nil, fault.Errorf(fault.Conflict, "the page of %s in %s has changed since you saw it: use %s publish %s and look at it again", v.Case, v.Langs[i], commandName, v.Case)
		}
	}
	return all, nil
}

// firstChoice is what the form shows before anybody chose: what was asked for, else what the state of the case suggests.
func (a *App) firstChoice(k *disclosure.Case) pagesValue {
	v := pagesValue{Case: k.ID, Mode: disclosure.Limited}
	switch {
	case k.Publication == disclosure.PublicationWithdrawn:
		v.Mode = disclosure.Stub
	case k.AllClosed():
		v.Mode = disclosure.Full
	}
	for _, p := range k.OpenProposals(a.opts.Clock()) {
		if mode, lang, _ := strings.Cut(p.Clause, " "); p.What == disclosure.ProposesPublication && (len(v.Langs) == 0 || v.Mode == disclosure.Mode(mode)) {
			v.Mode = disclosure.Mode(mode)
			v.Langs = append(v.Langs, lang)
		}
	}
	for _, t := range k.Manuscript.Texts {
		if len(v.Langs) == 0 || !slices.ContainsFunc(k.Proposals, func(p disclosure.Proposal) bool { return p.What == disclosure.ProposesPublication }) {
			v.Langs = append(v.Langs, t.Lang)
		}
	}
	v.Langs = slices.DeleteFunc(v.Langs, func(lang string) bool { return !slices.Contains(a.opts.Languages, lang) })
	slices.Sort(v.Langs)
	if v.Langs = slices.Compact(v.Langs); len(v.Langs) == 0 && len(a.opts.Languages) > 0 {
		v.Langs = a.opts.Languages[:1]
	}
	return v
}
