package slack

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/notify/slack/form"
)

const (
	maxOptions   = 100 // of a select
	maxOption    = 75
	maxSaid      = 60        // sections above the fields
	maxSaidBytes = 60 * 1000 // of these sections as JSON: the lists of the fields take the rest of a view
	perRow       = 5         // buttons of a menu in one block
	maxHint      = 150
	maxElsewhere = "There are more than a form can list: the others are on the command line."
)

// menuView lists what is possible, a button each. A form opens on top of it.
func menuView(s *form.Seen, menu []form.Entry, from origin) slackapi.ModalViewRequest {
	blocks := []slackapi.Block{section("*" + safe(string(s.Case.ID)) + "*: what is possible now, for you. Nothing is done before you confirm it.")}
	for _, g := range form.Groups() {
		var buttons []slackapi.BlockElement
		for _, e := range menu {
			if string(e.Action.Group) != g.Group {
				continue
			}
			v := value{Case: s.Case.ID, Draft: e.Subject, Version: s.Case.Version}
			name := actionAct + ":" + e.Action.Name
			if e.Subject != "" {
				name += "#" + e.Subject
			}
			buttons = append(buttons, slackapi.NewButtonBlockElement(name, v.String(), plain(safeUpTo(oneLine(e.Label), maxButton))))
		}
		if len(buttons) == 0 {
			continue
		}
		blocks = append(blocks, section("*"+g.Title+"*"))
		for row := range slices.Chunk(buttons, perRow) {
			blocks = append(blocks, slackapi.NewActionBlock(g.Group+strconv.Itoa(len(blocks)), row...))
		}
	}
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: actionDo, Title: plain("What do you do?"), Close: plain("Close"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks[:min(len(blocks), maxViewBlocks)]},
	}
}

// filled is what somebody wrote into a form, and what is said of it when it is shown again.
type filled struct {
	values  map[string]string
	changed bool
	moves   []string
}

// formView shows a form. What was filled in is kept. The marks in its metadata are compared when it is submitted.
func (a *App) formView(act *form.Action, s *form.Seen, f filled, from origin) slackapi.ModalViewRequest {
	from.Value = value{Case: s.Case.ID, Draft: s.Subject, Version: s.Case.Version}.String()
	from.Read, from.Moves = shownMark(act, s), ""
	blocks := []slackapi.Block{section("*" + safe(string(s.Case.ID)) + "*")}
	if f.changed {
		blocks = append(blocks, section(changedMeanwhile))
	}
	if act.Says != nil {
		blocks = append(blocks, said(act.Says(s))...)
	}
	if len(f.moves) > 0 {
		from.Moves = movesMark(f)
		blocks = append(blocks, section(":calendar: *What follows:* "+safeUpTo(strings.Join(f.moves, "; "), 2500)+". Press again if that is what you want."))
	}
	for _, field := range act.Fields(s) {
		if v, given := f.values[field.Name]; given {
			field.Initial = v
		}
		blocks = append(blocks, inputOf(&field))
	}
	v := slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackAct + ":" + act.Name, Title: plain(act.Title), Close: plain("Back"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
	if act.Yes != "" {
		v.Submit = plain(act.Yes)
	}
	return v
}

// said shows lines as plain text: nothing in them is markup, a link or a mention. What does not fit is said to be missing.
func said(lines []string) []slackapi.Block {
	return saidOr(lines, "_The rest is too long to be shown here: it is on the board and on the command line._")
}

// saidOr is [said] with what stands in the place of what does not fit.
func saidOr(lines []string, rest string) []slackapi.Block {
	var out []slackapi.Block
	text := ""
	flush := func() {
		for piece := range chunks(text) {
			out = append(out, slackapi.NewSectionBlock(plain(piece), nil, nil))
		}
		text = ""
	}
	for _, l := range lines {
		l = safe(l)
		if text != "" && len(text)+1+len(l) > maxText {
			flush()
		}
		if text != "" {
			text += "\n"
		}
		text += l
	}
	flush()
	if n := fitting(out); n < len(out) {
		out = append(out[:n], section(rest))
	}
	return out
}

// fitting is how many of the blocks a form has room for. Signs that JSON escapes count as they are sent.
func fitting(blocks []slackapi.Block) int {
	held := 0
	for i, b := range blocks {
		raw, err := json.Marshal(b)
		if held += len(raw); err != nil || held > maxSaidBytes || i == maxSaid {
			return i
		}
	}
	return len(blocks)
}

// inputOf is a field as Slack shows it.
func inputOf(f *form.Field) *slackapi.InputBlock {
	hint := cutRunes(f.Hint, maxHint)
	if f.File {
		which := slackapi.NewFileInputBlockElement(f.Name).WithFileTypes("txt", "text", "md", "markdown").WithMaxFiles(1)
		return slackapi.NewInputBlock(f.Name, plain(f.Label), plain(hint), which).WithOptional(f.Optional)
	}
	if f.Limit > 0 {
		block := input(f.Name, f.Label, hint, f.Initial, min(f.Limit, maxText), f.Optional)
		if e, ok := block.Element.(*slackapi.PlainTextInputBlockElement); ok {
			e.WithMultiline(f.Long)
		}
		if hint == "" {
			block.Hint = nil
		}
		return block
	}
	choices := f.Choices
	if len(choices) > maxOptions {
		choices, hint = choices[:maxOptions], maxElsewhere
	}
	options := make([]*slackapi.OptionBlockObject, 0, len(choices))
	for _, c := range choices {
		options = append(options, slackapi.NewOptionBlockObject(c.Short(), plain(safeUpTo(oneLine(c.Label), maxOption)), nil))
	}
	which := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, plain("Choose …"), f.Name, options...)
	for i, c := range choices {
		if c.Value == f.Initial || c.Short() == f.Initial {
			which.InitialOption = options[i]
		}
	}
	block := slackapi.NewInputBlock(f.Name, plain(f.Label), nil, which).WithOptional(f.Optional)
	if hint != "" {
		block.Hint = plain(hint)
	}
	return block
}
