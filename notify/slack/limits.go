package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"
)

// The limits of Block Kit, in code points (https://docs.slack.dev/reference/block-kit). Slack refuses a whole message
// for one character too many, so every message is checked before it is sent.
const (
	maxBlocks      = 50 // of a message
	maxViewBlocks  = 100
	maxText        = 3000
	maxField       = 2000
	maxFields      = 10
	maxHeader      = 150
	maxElements    = 25 // of an actions block
	maxContext     = 10
	maxButton      = 75
	maxValue       = 2000
	maxID          = 255
	maxViewTitle   = 24
	maxMetadata    = 3000
	maxLabel       = 2000
	maxPlaceholder = 150
	maxMessageText = 4000
	maxAllText     = 12_000     // of all blocks of a message together
	maxViewBytes   = 250 * 1000 // of a modal or home as JSON
)

// Check reports everything in a message that Slack would refuse. Longer ones are cut by [pagesOf].
func Check(blocks []slackapi.Block) error {
	err := checkBlocks(blocks, maxBlocks)
	if n := charactersOf(blocks); n > maxAllText {
		err = errors.Join(err, fmt.Errorf("the blocks have %d characters in all, %d are allowed", n, maxAllText))
	}
	return err
}

// CheckView reports everything in a modal that Slack would refuse.
func CheckView(v slackapi.ModalViewRequest) error {
	k := &checker{}
	k.text("title", v.Title, maxViewTitle, true)
	k.text("submit", v.Submit, maxViewTitle, false)
	k.text("close", v.Close, maxViewTitle, false)
	k.size("private_metadata", v.PrivateMetadata, maxMetadata)
	k.size("callback_id", v.CallbackID, maxID)
	if raw, err := json.Marshal(v); err != nil || len(raw) > maxViewBytes {
		k.fail("the view has %d bytes, %d are allowed", len(raw), maxViewBytes)
	}
	for _, b := range v.Blocks.BlockSet {
		if b.BlockType() == slackapi.MBTInput && v.Submit == nil {
			k.fail("a modal with inputs needs a submit button")
			break
		}
	}
	return errors.Join(errors.Join(k.found...), checkBlocks(v.Blocks.BlockSet, maxViewBlocks))
}

// checkHome reports everything in a home that Slack would refuse.
func checkHome(v slackapi.HomeTabViewRequest) error {
	k := &checker{}
	if raw, err := json.Marshal(v); err != nil || len(raw) > maxViewBytes {
		k.fail("the home has %d bytes, %d are allowed", len(raw), maxViewBytes)
	}
	return errors.Join(errors.Join(k.found...), checkBlocks(v.Blocks.BlockSet, maxViewBlocks))
}

// checker collects what is wrong.
type checker struct{ found []error }

func (k *checker) fail(format string, args ...any) {
	k.found = append(k.found, fmt.Errorf(format, args...))
}

func (k *checker) size(what, s string, limit int) {
	if n := utf8.RuneCountInString(s); n > limit {
		k.fail("%s has %d characters, %d are allowed", what, n, limit)
	}
}

func (k *checker) text(what string, t *slackapi.TextBlockObject, limit int, needed bool) {
	switch {
	case t == nil && needed:
		k.fail("%s is missing", what)
	case t == nil:
	case t.Text == "":
		k.fail("%s is empty", what)
	default:
		k.size(what, t.Text, limit)
	}
}

// once reports a duplicate identifier.
func (k *checker) once(seen map[string]bool, what, id string) {
	k.size(what, id, maxID)
	if id != "" && seen[id] {
		k.fail("%s %q appears twice", what, id)
	}
	seen[id] = true
}

func checkBlocks(blocks []slackapi.Block, limit int) error {
	k := &checker{}
	if len(blocks) > limit {
		k.fail("%d blocks, %d are allowed", len(blocks), limit)
	}
	blockIDs := map[string]bool{}
	for i, b := range blocks {
		actions := map[string]bool{} // an action is named once in its block
		at := fmt.Sprintf("block %d (%s)", i, b.BlockType())
		k.once(blockIDs, at+" block_id", b.ID())
		switch b := b.(type) {
		case *slackapi.HeaderBlock:
			k.text(at, b.Text, maxHeader, true)
		case *slackapi.SectionBlock:
			k.section(at, b, actions)
		case *slackapi.ContextBlock:
			k.context(at, b)
		case *slackapi.ActionBlock:
			if n := len(b.Elements.ElementSet); n == 0 || n > maxElements {
				k.fail("%s has %d elements, 1 to %d are allowed", at, n, maxElements)
			}
			for _, e := range b.Elements.ElementSet {
				k.element(at, e, actions)
			}
		case *slackapi.InputBlock:
			k.text(at+" label", b.Label, maxLabel, true)
			k.text(at+" hint", b.Hint, maxLabel, false)
			k.element(at, b.Element, actions)
		case *slackapi.DividerBlock:
		default:
			k.fail("%s has a type without a check", at)
		}
	}
	return errors.Join(k.found...)
}

func (k *checker) section(at string, b *slackapi.SectionBlock, actions map[string]bool) {
	k.text(at, b.Text, maxText, len(b.Fields) == 0)
	if len(b.Fields) > maxFields {
		k.fail("%s has %d fields, %d are allowed", at, len(b.Fields), maxFields)
	}
	for _, f := range b.Fields {
		k.text(at+" field", f, maxField, true)
	}
	if b.Accessory != nil && b.Accessory.ButtonElement != nil {
		k.element(at, b.Accessory.ButtonElement, actions)
	} else if b.Accessory != nil {
		k.fail("%s has an accessory without a check", at)
	}
}

func (k *checker) context(at string, b *slackapi.ContextBlock) {
	if n := len(b.ContextElements.Elements); n == 0 || n > maxContext {
		k.fail("%s has %d elements, 1 to %d are allowed", at, n, maxContext)
	}
	for _, e := range b.ContextElements.Elements {
		if t, ok := e.(*slackapi.TextBlockObject); ok {
			k.text(at, t, maxText, true)
		}
	}
}

func (k *checker) element(at string, e slackapi.BlockElement, actions map[string]bool) {
	switch e := e.(type) {
	case *slackapi.ButtonBlockElement:
		k.once(actions, at+" action_id", e.ActionID)
		k.text(at+" button", e.Text, maxButton, true)
		k.size(at+" value", e.Value, maxValue)
		k.confirm(at, e.Confirm)
	case *slackapi.OverflowBlockElement:
		k.once(actions, at+" action_id", e.ActionID)
		k.options(at, e.Options, 5)
		k.confirm(at, e.Confirm)
	case *slackapi.SelectBlockElement:
		k.once(actions, at+" action_id", e.ActionID)
		k.text(at+" placeholder", e.Placeholder, maxPlaceholder, false)
		k.options(at, e.Options, 100)
	case *slackapi.CheckboxGroupsBlockElement:
		k.once(actions, at+" action_id", e.ActionID)
		k.options(at, e.Options, 10)
	case *slackapi.FileInputBlockElement:
		k.once(actions, at+" action_id", e.ActionID)
		if e.MaxFiles < 1 || e.MaxFiles > 10 {
			k.fail("%s takes %d files, 1 to 10 are allowed", at, e.MaxFiles)
		}
	case *slackapi.PlainTextInputBlockElement:
		k.once(actions, at+" action_id", e.ActionID)
		k.text(at+" placeholder", e.Placeholder, maxPlaceholder, false)
		if e.MaxLength > maxText {
			k.fail("%s max_length is %d, %d are allowed", at, e.MaxLength, maxText)
		}
		if limit := e.MaxLength; limit > 0 {
			k.size(at+" initial_value", e.InitialValue, limit)
		}
	default:
		k.fail("%s has an element without a check", at)
	}
}

func (k *checker) options(at string, options []*slackapi.OptionBlockObject, limit int) {
	if len(options) == 0 || len(options) > limit {
		k.fail("%s has %d options, 1 to %d are allowed", at, len(options), limit)
	}
	for _, o := range options {
		k.text(at+" option", o.Text, 75, true)
		k.size(at+" option value", o.Value, 150)
		k.text(at+" option description", o.Description, 75, false)
	}
}

func (k *checker) confirm(at string, c *slackapi.ConfirmationBlockObject) {
	if c == nil {
		return
	}
	k.text(at+" confirm title", c.Title, 100, true)
	k.text(at+" confirm text", c.Text, 300, true)
	k.text(at+" confirm button", c.Confirm, 30, true)
	k.text(at+" deny button", c.Deny, 30, false)
}
