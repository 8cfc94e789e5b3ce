package slack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/gate"
	"daylight/notify/slack/form"
)

// The blocks of the form about pages in which a person chooses.
const (
	fieldMode  = "pages_mode"
	fieldLangs = "pages_langs"
)

// pagesForm is all that the form about the pages of a case shows.
type pagesForm struct {
	Pages     []Page
	Languages []string // that there are
	Solo      bool     // one person approves
	Reader    string   // who looks
	Did       []string // what was done just now
	Channel   string   // from which the form was opened
}

// maxPagesBlocks is how many blocks stand before the buttons; a form has a hundred in all.
const maxPagesBlocks = 90

// view is the form: what is chosen, the gate as a list, what changes, and what can be done now. Nothing is typed into it.
func (f pagesForm) view() slackapi.ModalViewRequest {
	id, v := f.Pages[0].Case.ID, f.value()
	var blocks []slackapi.Block
	if len(f.Did) > 0 {
		blocks = append(blocks, sectionsOf(f.Did)...)
	}
	blocks = append(blocks, section("*"+safe(string(id))+"*: which page?"), f.modes(), f.langs(), section("*The gate*"))
	blocks = append(blocks, sectionsOf(f.gate())...)
	for i := range f.Pages {
		p := &f.Pages[i]
		lines := []string{fmt.Sprintf("*%s, in %s*, revision %d: %s become public: %s", p.Mode, safe(p.Lang), p.Revision, count(len(p.Files), "file"),
			safe(strings.Join(slices.Sorted(maps.Keys(p.Files)), ", ")))}
		for _, said := range p.Said {
			lines = append(lines, "• "+safeUpTo(oneLine(said), 500))
		}
		lines = append(lines, f.stands(p))
		blocks = append(blocks, sectionsOf(lines)...)
	}
	if len(blocks) > maxPagesBlocks {
		blocks = append(blocks[:maxPagesBlocks:maxPagesBlocks], section(":warning: *There is more*, and it has no room here: choose fewer languages."))
	}
	blocks = append(blocks, f.buttons(v),
		slackapi.NewContextBlock("", markdown("Whoever approves a page previews exactly its files first. If they change, everything about them is void.")))
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackPages, Title: plain("Publish"), Close: plain("Close"),
		PrivateMetadata: origin{Channel: f.Channel, Value: v.String()}.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

func (f pagesForm) value() pagesValue {
	v := pagesValue{Case: f.Pages[0].Case.ID, Mode: f.Pages[0].Mode}
	for i := range f.Pages {
		v.Langs, v.Digests = append(v.Langs, f.Pages[i].Lang), append(v.Digests, f.Pages[i].Digest)
	}
	return v
}

// modes lets a person choose the form of the page.
func (f pagesForm) modes() *slackapi.ActionBlock {
	said := map[disclosure.Mode]string{
		disclosure.Full: "full: all of it, once it is closed", disclosure.Limited: "limited: no place and no evidence", disclosure.Stub: "stub: that there is a report",
	}
	choice := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, actionPagesMode)
	for _, m := range []disclosure.Mode{disclosure.Full, disclosure.Limited, disclosure.Stub} {
		o := slackapi.NewOptionBlockObject(string(m), plain(said[m]), nil)
		if choice.Options = append(choice.Options, o); m == f.Pages[0].Mode {
			choice.InitialOption = o
		}
	}
	return slackapi.NewActionBlock(fieldMode, choice)
}

// langs lets a person choose its languages.
func (f pagesForm) langs() *slackapi.ActionBlock {
	choice := slackapi.NewCheckboxGroupsBlockElement(actionPagesLangs)
	for _, lang := range f.Languages[:min(10, len(f.Languages))] {
		o := slackapi.NewOptionBlockObject(lang, plain("in "+cutBytes(lang, 20)), nil)
		choice.Options = append(choice.Options, o)
		if slices.ContainsFunc(f.Pages, func(p Page) bool { return p.Lang == lang }) {
			choice.InitialOptions = append(choice.InitialOptions, o)
		}
	}
	return slackapi.NewActionBlock(fieldLangs, choice)
}

// gate lists the checks. What all languages have in common is said once.
func (f pagesForm) gate() []string {
	var out []string
	for i := range f.Pages[0].Checks {
		c := &f.Pages[0].Checks[i]
		if f.common(c) {
			out = append(out, checkLine(c, ""))
			continue
		}
		for j := range f.Pages {
			for k := range f.Pages[j].Checks {
				if other := &f.Pages[j].Checks[k]; other.Name == c.Name {
					out = append(out, checkLine(other, f.Pages[j].Lang))
				}
			}
		}
	}
	return out
}

// common reports whether a check says the same in all languages.
func (f pagesForm) common(c *gate.Check) bool {
	for i := range f.Pages {
		if !slices.ContainsFunc(f.Pages[i].Checks, func(o gate.Check) bool { return o.Name == c.Name && o.State == c.State && o.Reason == c.Reason }) {
			return false
		}
	}
	return true
}

// checkLine says of a check whether it stops the page, why, and what it needs.
func checkLine(c *gate.Check, lang string) string {
	name := strings.ReplaceAll(c.Name, "_", " ")
	if lang != "" {
		name += " (" + lang + ")"
	}
	mark := ":no_entry: *stops* " // whatever does not plainly pass
	switch c.State {
	case gate.CheckPass:
		mark = ":white_check_mark: "
	case gate.CheckNotApplicable:
		mark = ":heavy_minus_sign: not needed, "
	case gate.CheckOverridden:
		mark = ":ballot_box_with_check: by the word of two people, "
	case gate.CheckFail:
		if askedAgain(c) {
			mark = ":arrows_counterclockwise: asked once more when it is published, "
		}
	}
	line := mark + safeUpTo(name, 60) + ": " + safeUpTo(oneLine(c.Reason), 500)
	if more := safeUpTo(c.Hint.Fill(hintWords()[c.Hint.Code]), 400); more != "" && strings.Contains(mark, "stops") {
		line += " _Needs:_ " + more
	}
	return line
}

// stands says how far a page is, for whoever looks.
func (f pagesForm) stands(p *Page) string {
	switch {
	case p.Out:
		return "It is out."
	case p.passed():
		return "It can be published now."
	case p.ready():
		return "It can be published: its assets are probed once more first."
	case p.asked():
		return "A second person is asked for it." + f.looked(p)
	default:
		return "Nobody is asked for it yet." + f.looked(p)
	}
}

func (f pagesForm) looked(p *Page) string {
	if p.seenBy(f.Reader) {
		return " You previewed these files."
	}
	return " You have not previewed these files."
}

// buttons are what can be done now. Whether somebody may is decided by the command.
func (f pagesForm) buttons(v pagesValue) *slackapi.ActionBlock {
	all := func(ok func(*Page) bool) bool {
		return !slices.ContainsFunc(f.Pages, func(p Page) bool { return !ok(&p) })
	}
	what := fmt.Sprintf("the %s writeup of %s in %s", v.Mode, v.Case, strings.Join(v.Langs, ", "))
	out := []slackapi.BlockElement{slackapi.NewButtonBlockElement(actionPagesPreview, v.String(), plain("Preview"))}
	if found, held := stopping(f.Pages); len(found)+held > 0 {
		out = append(out, slackapi.NewButtonBlockElement(actionPagesFound, v.String(), plain("Decide on a finding …")))
	}
	open := func(p *Page) bool { return !p.Out && !p.ready() }
	if all(open) && !f.Solo && !all((*Page).asked) {
		out = append(out, slackapi.NewButtonBlockElement(actionPagesAsk, v.String(), plain("Ask a second person")))
	}
	if all(func(p *Page) bool { return open(p) && p.seenBy(f.Reader) }) {
		out = append(out, slackapi.NewButtonBlockElement(actionPagesApprove, v.String(), plain("Approve")).
			WithConfirm(confirm("Approve these files?", "You approve exactly the files that you previewed: "+what+".", "Approve", "Not yet")))
	}
	if all((*Page).ready) && !all(func(p *Page) bool { return p.Out }) {
		out = append(out, slackapi.NewButtonBlockElement(actionPagesPublish, v.String(), plain("Publish")).WithStyle(slackapi.StyleDanger).
			WithConfirm(confirm("Publish?", "This writes "+what+" into the folder of the site. What is read cannot be taken back.", "Publish", "Not yet")))
	}
	return slackapi.NewActionBlock("pages_do", append(out, f.revisions()...)...)
}

// revisions open the forms that say why a page changes that is out.
func (f pagesForm) revisions() []slackapi.BlockElement {
	k := f.Pages[0].Case
	s := &form.Seen{Case: k, Actor: disclosure.Actor{Name: f.Reader, Role: disclosure.Lead}} // who may is decided by its command
	var out []slackapi.BlockElement
	for _, e := range form.Menu(s, form.Pages) {
		v := value{Case: k.ID, Version: k.Version}
		out = append(out, slackapi.NewButtonBlockElement(actionAct+":"+e.Action.Name, v.String(), plain(e.Label)))
	}
	return out
}
