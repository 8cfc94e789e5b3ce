package slack

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/pattern"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/notify/slack/form"
)

// The blocks of the New-finding modal. Field errors are keyed by these names.
const (
	fieldTitle      = "title"
	fieldAsset      = "asset"
	fieldKind       = "kind"
	fieldVendor     = "vendor"
	fieldDomain     = "domain"
	fieldCountry    = "country"
	fieldDiscovered = "discovered"
	fieldRecords    = "records"
	fieldData       = "data"
	fieldSeverity   = "severity"
	fieldNote       = "note"
)

// kindAsWritten leaves the kind to whoever reads the address.
const kindAsWritten = "auto"

// Limits of the fields, in characters.
const (
	maxTitle  = 150
	maxTarget = 1000
	maxVendor = 100
	maxNote   = 3000
)

// origin records where a modal was opened. It comes back from the client, so nothing depends on it: a forged one only
// changes where an answer is shown and what a note says.
type origin struct {
	Channel string     `json:"c,omitempty"`
	TS      string     `json:"t,omitempty"` // of the message that becomes a finding, or an entry of a timeline
	Thread  string     `json:"p,omitempty"` // in which that message stands
	Author  string     `json:"a,omitempty"` // Slack id of its author
	Words   string     `json:"w,omitempty"` // of the message, while its person chooses the case
	Value   string     `json:"v,omitempty"` // of the button that was used
	Read    string     `json:"r,omitempty"` // mark of what the form showed, such as the asset that it said was read
	File    *form.File `json:"f,omitempty"` // the text that it asks about
	Moves   string     `json:"m,omitempty"` // mark of what the form said would become of the deadlines
}

func (o origin) String() string {
	b, err := json.Marshal(o)
	if err != nil { // strings only: cannot happen
		return ""
	}
	return string(b)
}

func readOrigin(s string) origin {
	var o origin
	if len(s) > maxMetadata || json.Unmarshal([]byte(s), &o) != nil {
		return origin{}
	}
	return o
}

var tsForm = pattern.New(`^[0-9]{1,12}\.[0-9]{1,8}$`)

// permalink builds the address of a message from what the shortcut's payload says. Asking Slack for it would need a
// further scope and a request.
func permalink(domain, channel, ts string) string {
	if !domainLabel.MatchString(domain) || !channelForm.MatchString(channel) || !tsForm.MatchString(ts) {
		return ""
	}
	return "https://" + domain + ".slack.com/archives/" + channel + "/p" + strings.Replace(ts, ".", "", 1)
}

var domainLabel = pattern.New(`^[a-z0-9][a-z0-9-]{0,60}$`)

// findingView renders the modal with initial values by block. says is what was read as what, "" for a form that nobody has filled in.
func (a *App) findingView(initial map[string]string, says string, from origin) slackapi.ModalViewRequest {
	// The first choice is none: the address tells the kind, by the same table as everywhere.
	kinds := append(make([]*slackapi.OptionBlockObject, 0, len(a.opts.Kinds)+1), slackapi.NewOptionBlockObject(kindAsWritten, plain("as the address says"), nil))
	for _, k := range a.opts.Kinds {
		kinds = append(kinds, slackapi.NewOptionBlockObject(k, plain(k), nil))
	}
	kind := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, fieldKind, kinds...)
	if i := slices.Index(a.opts.Kinds, initial[fieldKind]); i >= 0 {
		kind.InitialOption = kinds[i+1]
	} else {
		kind.InitialOption = kinds[0]
	}
	severities := []*slackapi.OptionBlockObject{slackapi.NewOptionBlockObject(form.NotJudged, plain("not judged"), nil)}
	for _, s := range disclosure.Severities() {
		severities = append(severities, slackapi.NewOptionBlockObject(string(s), plain(string(s)), nil))
	}
	severity := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, fieldSeverity, severities...)
	severity.InitialOption = severities[0]
	field := func(name, label, hint string, limit int, optional bool) slackapi.Block {
		return input(name, label, hint, initial[name], limit, optional)
	}
	var blocks []slackapi.Block
	if says != "" {
		blocks = append(blocks, sectionsOf(strings.Split(says, "\n"))...)
	}
	blocks = append(
		blocks,
		field(fieldTitle, "Title", "What is exposed, but not where. It may become public later.", maxTitle, false),
		field(fieldAsset, "Asset", "URL, s3://bucket or host:port, one of them. It is never shown in a channel.", maxTarget, false),
		slackapi.NewInputBlock(fieldKind, plain("Kind"), nil, kind),
		field(fieldVendor, "Vendor", "Who can close it, if you know.", maxVendor, true),
		field(fieldDomain, "Vendor's domain", "example.com", 253, true),
		field(fieldCountry, "Vendor's country", "Two letters, such as FR.", 2, true),
		field(fieldDiscovered, "Discovered", "2020-01-24, 2020-01 or 2020-01-24T07:33 Europe/Paris. Today if left out.", 64, true),
		field(fieldRecords, "Records", "About how many, as a number.", 20, true),
		field(fieldData, "Data", "Categories such as medical images, invoices. Never samples.", 500, true),
		slackapi.NewInputBlock(fieldSeverity, plain("Severity"), plain("Your judgement. Issues and private reports to the vendor say it."), severity),
		inputLong(fieldNote, "Note", "For the team only. No data of the people concerned.", initial[fieldNote], maxNote),
	)
	return slackapi.ModalViewRequest{
		Type: slackapi.VTModal, CallbackID: callbackFinding, Title: plain("New finding"), Submit: plain("Record"), Close: plain("Cancel"),
		PrivateMetadata: from.String(), Blocks: slackapi.Blocks{BlockSet: blocks},
	}
}

// input is a block with one line of text. The element has the name of the block.
func input(name, label, hint, initial string, limit int, optional bool) *slackapi.InputBlock {
	e := slackapi.NewPlainTextInputBlockElement(nil, name).WithMaxLength(limit)
	if utf8.ValidString(initial) {
		e.InitialValue = cutRunes(initial, limit)
	}
	return slackapi.NewInputBlock(name, plain(label), plain(hint), e).WithOptional(optional)
}

func inputLong(name, label, hint, initial string, limit int) *slackapi.InputBlock {
	e := slackapi.NewPlainTextInputBlockElement(nil, name).WithMaxLength(limit).WithMultiline(true)
	if utf8.ValidString(initial) {
		e.InitialValue = cutRunes(initial, limit)
	}
	return slackapi.NewInputBlock(name, plain(label), plain(hint), e).WithOptional(true)
}
