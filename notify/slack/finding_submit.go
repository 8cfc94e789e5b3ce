package slack

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/locale"
	"daylight/disclosure/pattern"
	"daylight/notify"
	"daylight/notify/slack/form"
)

// openFinding opens the modal, with what stands behind the command.
func (a *App) openFinding(ctx context.Context, c call) error {
	from := origin{Channel: c.Channel}
	if len(c.Args) == 0 {
		return a.client.open(ctx, c.Trigger, a.findingView(nil, "", from))
	}
	return a.client.open(ctx, c.Trigger, a.filledIn(ctx, strings.Join(c.Args, " "), "What is left of your words is the title.", from))
}

// openFindingFromMessage opens the modal with what the message says.
func (a *App) openFindingFromMessage(ctx context.Context, c call) error {
	from := origin{Channel: c.Channel, TS: c.Message.TS, Author: c.Message.Author}
	id, ours, err := a.cardAt(ctx, messageRef{c.Channel, c.Message.TS})
	if err == nil && ours {
		if _, err := a.ports.Cases.Case(ctx, id); err != nil { // restricted: nobody learns its id here
			return fault.Errorf(fault.Refused, "this message is the card of a case: it is already a finding")
		}
		return fault.Errorf(fault.Refused, "this message is the card of %s: it is already a finding", id)
	}
	return a.client.open(ctx, c.Trigger, a.filledIn(
		ctx, c.Message.Text, "What is left of its first line is the title; of the rest only the link to the message and its author are kept.", from,
	))
}

// cardAt returns the case whose card a message is.
func (a *App) cardAt(ctx context.Context, at messageRef) (id disclosure.CaseID, ok bool, err error) {
	for _, name := range []string{refCard, refPrivate} {
		if id, ok, err = a.ports.Refs.FindRef(ctx, owner, name, at.String()); ok || err != nil {
			return id, ok, err
		}
	}
	return "", false, nil
}

// finding is a submission that was read.
type finding struct {
	Record record.Record
	Note   string
	Target string // canonical
	How    string // how the target was read
}

var (
	domainForm   = pattern.New(`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$`)
	categoryForm = pattern.New(`^[\p{L}\p{N}_-]+$`)
)

// maxCategory is the length of the name of a kind of data, in characters.
const maxCategory = 40

// readFinding reads a submission. It returns errors for people, keyed by block id. It changes no state and uses no
// network, because Slack waits for the answer.
func (a *App) readFinding(values map[string]string) (finding, map[string]string) {
	errs := map[string]string{}
	get := func(name string, limit int) string {
		v := strings.TrimSpace(values[name])
		if !utf8.ValidString(v) || utf8.RuneCountInString(v) > limit {
			errs[name] = "This is not a text, or it is too long: " + strconv.Itoa(limit) + " characters at most."
			return ""
		}
		return v
	}
	var f finding
	facts := &f.Record.Facts
	if facts.Title = oneLine(get(fieldTitle, maxTitle)); facts.Title == "" && errs[fieldTitle] == "" {
		errs[fieldTitle] = "A title is needed."
	}
	a.readTarget(&f, get(fieldAsset, maxTarget), get(fieldKind, 40), errs)

	vendor := disclosure.Party{
		Role: disclosure.Vendor, Name: oneLine(get(fieldVendor, maxVendor)),
		Domain: strings.ToLower(get(fieldDomain, 253)), Country: strings.ToUpper(get(fieldCountry, 10)),
	}
	if vendor.Domain != "" && !domainForm.MatchString(vendor.Domain) {
		errs[fieldDomain] = "Write the bare domain, such as example.com."
	}
	if code, err := locale.Country(vendor.Country); err != nil {
		errs[fieldCountry] = fieldError(err)
	} else {
		vendor.Country = code
	}
	if vendor.Name == "" && (vendor.Domain != "" || vendor.Country != "") {
		errs[fieldVendor] = "Name the vendor too, or leave domain and country empty."
	}
	if vendor.Name != "" {
		facts.Parties = []disclosure.Party{vendor}
	}
	if about := (&disclosure.Case{Assets: []disclosure.Asset{{Target: f.Target}}, Parties: facts.Parties}); errs[fieldTitle] == "" && veilFor(about, true).hide(facts.Title) != facts.Title {
		errs[fieldTitle] = "The title leads to the asset, and may become public: say what is exposed, and leave out where."
	}
	a.readDiscovered(&f, get(fieldDiscovered, 64), errs)
	var problem string
	if facts.Exposed.Records, problem = readRecords(get(fieldRecords, 20)); problem != "" {
		errs[fieldRecords] = problem
	}
	if facts.Exposed.Data, problem = readCategories(get(fieldData, 500)); problem != "" {
		errs[fieldData] = problem
	}
	if s := disclosure.Severity(get(fieldSeverity, 20)); s != "" && s != form.NotJudged {
		if facts.Exposed.Severity = s; !slices.Contains(disclosure.Severities(), s) {
			errs[fieldSeverity] = "Choose one of the words that are offered."
		}
	}
	f.Note = get(fieldNote, maxNote)
	return f, errs
}

func (a *App) readTarget(f *finding, raw, kind string, errs map[string]string) {
	if kind == kindAsWritten {
		kind = ""
	} else if !slices.Contains(a.opts.Kinds, kind) {
		errs[fieldKind] = "Choose one of " + strings.Join(a.opts.Kinds, ", ") + "."
		return
	}
	if raw == "" {
		if errs[fieldAsset] == "" {
			errs[fieldAsset] = "An asset is needed: a URL, a bucket or a host."
		}
		return
	}
	canonical, how, err := a.ports.Canonical(raw, kind)
	if err != nil {
		errs[fieldAsset] = fieldError(err)
		return
	}
	f.Target, f.How = canonical, how
	// The desk gets the typed text and parses the target again: the text may name an object as well as the bucket.
	f.Record.Facts.Assets = []disclosure.Asset{{Kind: kind, Target: raw}}
}

func (a *App) readDiscovered(f *finding, text string, errs map[string]string) {
	now := a.opts.Clock().In(a.opts.Zone)
	if text == "" {
		f.Record.Discovered = civil.DateOf(now).When()
		return
	}
	when, err := civil.ParseWhen(text)
	switch {
	case err != nil:
		errs[fieldDiscovered] = fieldError(err)
	case civil.At(now).SurelyBefore(when):
		errs[fieldDiscovered] = "This is in the future: today is " + civil.DateOf(now).String() + "."
	default:
		f.Record.Discovered = when
	}
}

// readRecords reads a count as people write it, with or without marks between the thousands.
func readRecords(s string) (count int64, problem string) {
	s = strings.NewReplacer(",", "", ".", "", " ", "", "\u00a0", "", "'", "", "_", "", "~", "").Replace(s)
	if s == "" {
		return 0, ""
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 1e15 {
		return 0, "Write a number, such as 900000."
	}
	return n, ""
}

// readCategories reads the list of data categories.
func readCategories(s string) (categories []string, problem string) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		name := strings.ToLower(strings.Join(strings.Fields(part), "_"))
		if name == "" || slices.Contains(categories, name) {
			continue
		}
		if utf8.RuneCountInString(name) > maxCategory || !categoryForm.MatchString(name) {
			return nil, "Write categories in words, separated by commas, such as medical images, invoices."
		}
		categories = append(categories, name)
	}
	if len(categories) > 20 {
		return nil, "Twenty categories at most."
	}
	return categories, ""
}

// fieldError is an error below a field. Slack shows it as it stands, without markup.
func fieldError(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Code != fault.Internal {
		return cutRunes(visible(sentence(e.Message)), 300)
	}
	return "This could not be checked; please try again."
}

// checkFinding validates a submission while Slack waits.
func (a *App) checkFinding(ctx context.Context, c call) (errs map[string]string, refuse string) {
	f, errs := a.readFinding(c.View.Values)
	if errs[fieldAsset] == "" && f.Target != "" {
		ids, err := a.ports.Targets.FindTarget(ctx, f.Target)
		switch {
		case err != nil:
			return nil, "Daylight could not look for other cases of this asset. Nothing was done; please try again in a minute."
		case len(ids) > 0:
			errs[fieldAsset] = duplicate(ids)
		}
	}
	return errs, ""
}

func duplicate(ids []disclosure.CaseID) string {
	return "This asset belongs to " + string(ids[0]) + " already. See /disclose show " + string(ids[0]) + "."
}

// runFinding records the finding. A second run finds the asset on record and does nothing.
func (a *App) runFinding(ctx context.Context, c call) (outcome, error) {
	f, errs := a.readFinding(c.View.Values)
	for _, name := range []string{fieldTitle, fieldAsset, fieldKind, fieldVendor, fieldDomain, fieldCountry, fieldDiscovered, fieldRecords, fieldData, fieldSeverity, fieldNote} {
		if errs[name] != "" { // checked at submission: this only happens if the configuration changed since
			return outcome{}, fault.Errorf(fault.Invalid, "%s: %s", name, errs[name])
		}
	}
	ids, err := a.ports.Targets.FindTarget(ctx, f.Target)
	if err != nil {
		return outcome{}, err
	}
	if len(ids) > 0 {
		a.tell(ctx, c.interaction, "Already known", safe(duplicate(ids)))
		return outcome{Case: ids[0], Note: "the asset is known"}, nil
	}
	k, err := a.ports.Findings.NewCase(ctx, c.Actor, f.Record)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: k.ID, Note: "recorded"}
	text := "*" + safe(string(k.ID)) + "* is recorded. Its card is in <#" + a.opts.Channel + ">."
	if f.How != "" {
		text += "\nThe asset was read as: " + safeUpTo(notify.Defang(f.How), 300)
	}
	if err := a.noteOrigin(ctx, c, k.ID, f.Note); err != nil {
		a.log.ErrorContext(ctx, "the origin of a finding could not be noted", "case", string(k.ID), "error", err.Error())
		text += "\nThe note could not be added: " + explain(err)
	}
	a.tell(ctx, c.interaction, "Recorded", text)
	return done, nil
}

// noteOrigin records the origin of the finding, for the team only.
func (a *App) noteOrigin(ctx context.Context, c call, id disclosure.CaseID, text string) error {
	from := readOrigin(c.View.Metadata)
	link := permalink(c.Domain, from.Channel, from.TS)
	if link == "" && text == "" {
		return nil
	}
	if link != "" {
		text = strings.TrimSpace("From a Slack message by " + a.authorOf(from.Author) + ".\n" + text)
	}
	_, err := a.ports.Findings.Do(ctx, c.Actor, id, record.AddEvent{
		Kind: disclosure.KindNote, At: civil.At(a.opts.Clock().UTC()), Source: disclosure.SourcePerson,
		Ref: link, Text: text, Visibility: disclosure.InternalOnly,
	})
	return err
}
