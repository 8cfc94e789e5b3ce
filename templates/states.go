package templates

import (
	"reflect"
	"slices"
	"strings"
	"text/template"

	"daylight/disclosure"
	"daylight/disclosure/statement"
)

// stated says which statement a field of a text makes; "" is a field that states nothing about the case: who writes, or
// what only chooses between two sentences. A field that is not here may stand in no text. The list of several assets makes the
// statements of [view.listed] for each of them.
func stated() map[string]statement.Kind {
	return map[string]statement.Kind{
		"Case": "", "Team": "", "Attempts.On": "", "Attempts.Channel": "", "Attempts.Party": "", "Attempts.Outcome": "",
		"Doubt": "", "Again": "", "NotHeard": "", "Several": "", "SomeOpen": "", "Subject.Doubt": "", "Subject.PlainDoubt": "", "Plain": "", "Report": "", "Spelled": "", "Nowhere": "", "Signs": "",
		"Party": statement.Receiver,
		"Owner": statement.Owner, "OwnerWhy": statement.Owner, "Country": statement.Owner,
		"Kind.Noun": "", "Kind.Remedy": "", "Kind.Risk": statement.SeenOpen, "Found": statement.Target, "Nouns": statement.Target,
		"Target": statement.Target, "Groups": statement.Target, "Groups.Title": "", "Groups.Noun": "", "Groups.Risk": statement.SeenOpen,
		"Groups.Remedy": "", "Groups.Assets": statement.Target, "Assets.ID": "", "Assets.Target": statement.Target,
		"Assets.Seen": statement.Standing, "More": "",
		"Subject.Open": statement.SeenOpen, "Subject.Still": statement.SeenOpen, "Subject.Again": statement.SeenOpen,
		"Subject.Plain": statement.SeenOpen, "Subject.Closed": statement.ClosedOn,
		"Checks": statement.AskedHow, "Past": statement.AskedHow, "Checked": statement.AskedHow,
		"Asked": statement.KeepsAsking, "Stop": statement.KeepsAsking, "StopIssue": statement.KeepsAsking,
		"Contents": statement.Contents, "Severity": statement.Severity, "Discovered": statement.FoundOn, "FirstContact": statement.ToldBefore,
		"LastOpen": statement.LastSeenOpen, "FirstClosed": statement.ClosedOn, "Basis": statement.SeenOpen,
		"PublishOn": statement.WillPublish, "CorrectBy": statement.WillPublish, "Facts": statement.Facts,
		"Attempts": statement.Tried, "AsOf": statement.Tried,
		"Looks": statement.Target, "Looks.Of": "", "Looks.Command": statement.Target, "Looks.Answers": "", "LookNone": "", "Why": statement.Owner, "Calendar": statement.Calendar,
		"Ahead": statement.NextSteps, "Information": statement.Informed, "OnlyDelivered": statement.Informed,
	}
}

// MailStates returns what a mail states, as it was rendered with [Set.Mail]. The case still has to prove it.
func (s *Set) MailStates(t disclosure.Template, lang string, d MailData, subject, body string) []statement.Made {
	v := d.view(s.words[lang])
	d.inform(&v, s.words[lang], t)
	return s.states(s.mails[key(t, lang)], &v, t, lang, &d, subject+"\n"+body)
}

// IssueStates returns what an issue states, as it was rendered with [Set.IssueBody].
func (s *Set) IssueStates(lang string, d MailData, title, body string) []statement.Made {
	v := d.view(s.words[lang]).markdown()
	return s.states(s.issues[lang], &v, disclosure.FirstContact, lang, &d, title+"\n"+body)
}

// said collects the statements of a text.
type said struct {
	text string // on one line
	made []statement.Made
}

// add adds a statement that the text makes, if how it is said stands there.
func (s *said) add(kind statement.Kind, asset, how, value string) {
	if how != "" && !strings.Contains(s.text, statement.Fold(how)) {
		return
	}
	if m := (statement.Made{Kind: kind, Asset: asset, Text: how, Value: value}); !slices.Contains(s.made, m) {
		s.made = append(s.made, m)
	}
}

// states collects the statements of the fields that have a value, and of the sentences that stand in the text.
func (s *Set) states(parsed *template.Template, v *view, t disclosure.Template, lang string, d *MailData, text string) []statement.Made {
	out := said{text: statement.Fold(text)}
	w := s.words[lang]
	only, one := d.only()
	for _, field := range fields(parsed) {
		kind := stated()[field]
		how, has := v.text(field)
		switch {
		case !has || kind == "", kind.OfAsset() && (!one || only.Asset.ID == ""),
			one && kind == statement.AskedHow && len(only.Plan) == 0:
			continue
		case kind.OfAsset():
			out.add(kind, only.Asset.ID, how, "")
		case kind == statement.WillPublish:
			out.add(kind, "", how, strings.TrimSpace(d.PublishOn.String()+" "+d.CorrectBy.String()))
		default:
			out.add(kind, "", how, "")
		}
	}
	if v.Several {
		v.listed(w, &out, t)
	}
	for _, kind := range statement.Kinds() {
		for _, sentence := range w.Statements[kind] {
			if kind != statement.SeenOpen || t != disclosure.ClosureNotice && v.Basis == "" {
				s.sentence(&out, kind, sentence, d)
			}
		}
	}
	s.sentence(&out, statement.NothingTaken, w.Checks.Logins[""], d)
	return out.made
}

// sentence adds what a sentence states, if it stands in the text: of an asset that is the only one, else of each that it is
// about.
func (s *Set) sentence(out *said, kind statement.Kind, sentence string, d *MailData) {
	if !strings.Contains(out.text, statement.Fold(sentence)) {
		return
	}
	if !kind.OfAsset() {
		out.add(kind, "", sentence, "")
		return
	}
	for i := range d.Assets {
		f := &d.Assets[i]
		about := len(d.Assets) == 1
		switch kind {
		case statement.KeepsAsking:
			about = f.KeepsAsking && len(f.Plan) > 0
		case statement.HasStopped:
			about = f.Asset.Stopped && len(f.Plan) > 0
		case statement.NothingTaken:
			about = asksWithoutLogin(f.Plan)
		case statement.SeenOpen:
			about = about || f.Open.Ground != ""
		default:
		}
		if about && f.Asset.ID != "" {
			out.add(kind, f.Asset.ID, sentence, "")
		}
	}
}

// listed adds what the list of several assets states of each one that it names: what it is and where, how it stands, when it
// was last seen open, when it was closed, and in a text about what is open, that it is.
func (v *view) listed(w *words, out *said, t disclosure.Template) {
	for i := range v.Groups {
		for j := range v.Groups[i].Assets {
			a := &v.Groups[i].Assets[j]
			f, target := a.facts, a.Target
			id := f.Asset.ID
			if !strings.Contains(out.text, statement.Fold(target)) {
				continue
			}
			out.add(statement.Target, id, target, "")
			out.add(statement.Standing, id, a.Seen, "")
			if at := f.Asset.Streak.LastOpen; !at.IsZero() && strings.Contains(a.Seen, w.stampTime(at)) {
				out.add(statement.LastSeenOpen, id, a.Seen, "")
			}
			if f.Asset.Closure.Verified && strings.Contains(a.Seen, w.stamp(f.Asset.Closure.At)) {
				out.add(statement.ClosedOn, id, a.Seen, "")
			}
			if f.Open.Ground != "" && callsOpen(t) {
				out.add(statement.SeenOpen, id, target, "")
			}
			if len(f.Plan) > 0 && out.saysHow(v) {
				out.add(statement.AskedHow, id, target, "")
			}
			if f.KeepsAsking && len(f.Plan) > 0 && v.Stop != "" {
				out.add(statement.KeepsAsking, id, v.Stop, "")
			}
		}
	}
}

// saysHow reports whether the text says how our checks ask.
func (s *said) saysHow(v *view) bool {
	return slices.ContainsFunc([]string{v.Checks, v.Past, v.Checked}, func(how string) bool {
		return how != "" && strings.Contains(s.text, statement.Fold(how))
	})
}

// callsOpen reports whether a text is about what is open.
func callsOpen(t disclosure.Template) bool {
	switch t {
	case disclosure.FirstContact, disclosure.FollowUp, disclosure.ProviderNotice, disclosure.CoordinatorNotice:
		return true
	case disclosure.RegulatorNotice, disclosure.ClosureNotice, disclosure.PrePublication, disclosure.FreeText:
	}
	return false
}

// text is how a field stands in a text, and whether it has a value at all. A list has none that would stand there as one.
func (v *view) text(field string) (how string, has bool) {
	name, part, _ := strings.Cut(field, ".")
	f := reflect.ValueOf(*v).FieldByName(name)
	if part != "" && f.Kind() == reflect.Struct {
		f = f.FieldByName(part)
	}
	switch {
	case !f.IsValid():
		return "", false
	case f.Kind() == reflect.String:
		return f.String(), f.String() != ""
	default:
		return "", name == "Attempts" || !f.IsZero() // that nobody was tried is stated too
	}
}
