package templates

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template"
	tree "text/template/parse"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
)

// basis says on what ground the asset is called open, "" where a fresh answer of ours shows it and where it is closed.
func (d *MailData) basis(w *words) string {
	o, b := d.Open, &w.Openness
	switch {
	case o.Ground == outreach.GroundSeen || !d.FirstClosed.IsZero():
		return ""
	case o.Ground == outreach.GroundLast:
		age := strings.ReplaceAll(b.Ago, "{n}", strconv.Itoa(o.Days))
		switch o.Days {
		case 0:
			age = b.Today
		case 1:
			age = b.Yesterday
		}
		return strings.NewReplacer("{on}", o.At.UTC().Format("2006-01-02 15:04 UTC"), "{age}", age).Replace(b.Last)
	case o.Ground == outreach.GroundSource:
		source := oneLine(o.Source)
		if source == "" {
			source = b.Somebody
		}
		return strings.NewReplacer("{on}", stamp(o.On), "{source}", source).Replace(b.Source)
	case o.Ground == outreach.GroundByHand:
		return strings.ReplaceAll(b.ByHand, "{on}", stamp(o.On))
	default:
		return b.Believed
	}
}

// stated says which statement a field of a text makes; "" is a field that states nothing about the case: who writes, or
// what only chooses between two sentences. A field that is not here may stand in no text.
func stated() map[string]statement.Kind {
	return map[string]statement.Kind{
		"Case": "", "Team": "", "Attempts.On": "", "Attempts.Channel": "", "Attempts.Party": "", "Attempts.Outcome": "",
		"Doubt": "", "Again": "", "KeepsAsking": "", "NothingTaken": "", "NotHeard": "",
		"Party": statement.Receiver,
		"Owner": statement.Owner, "OwnerWhy": statement.Owner, "Country": statement.Owner,
		"Kind.Noun": "", "Kind.Remedy": "", "Kind.Found": statement.Target, "Target": statement.Target, "Kind.Method": statement.AskedHow,
		"Contents": statement.Contents, "Discovered": statement.FoundOn, "FirstContact": statement.ToldBefore,
		"LastOpen": statement.LastSeenOpen, "FirstClosed": statement.ClosedOn, "Basis": statement.SeenOpen,
		"PublishOn": statement.WillPublish, "CorrectBy": statement.WillPublish, "Facts": statement.Facts,
		"Attempts": statement.Tried, "AsOf": statement.Tried,
		"Information": statement.Informed, "OnlyDelivered": statement.Informed,
	}
}

// fields returns the fields that a text uses, sorted. Those of the kind of an asset are told apart, and those of the items
// of a list carry its name.
func fields(t *template.Template) []string {
	var out []string
	list := "" // that a range goes through
	add := func(chain []string) {
		name := list + chain[0]
		if name == "Kind" && len(chain) > 1 {
			name = "Kind." + chain[1]
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	var walk func(n tree.Node)
	branch := func(pipe *tree.PipeNode, lists ...*tree.ListNode) {
		walk(pipe)
		for _, l := range lists {
			if l != nil {
				walk(l)
			}
		}
	}
	walk = func(n tree.Node) {
		switch n := n.(type) {
		case *tree.ListNode:
			for _, child := range n.Nodes {
				walk(child)
			}
		case *tree.ActionNode:
			walk(n.Pipe)
		case *tree.PipeNode:
			for _, c := range n.Cmds {
				for _, arg := range c.Args {
					walk(arg)
				}
			}
		case *tree.FieldNode:
			add(n.Ident)
		case *tree.IfNode:
			branch(n.Pipe, n.List, n.ElseList)
		case *tree.RangeNode:
			walk(n.Pipe)
			outer := list
			if f, ok := n.Pipe.Cmds[0].Args[0].(*tree.FieldNode); ok {
				list = f.Ident[0] + "."
			}
			walk(n.List)
			list = outer
			if n.ElseList != nil {
				walk(n.ElseList)
			}
		case *tree.WithNode:
			branch(n.Pipe, n.List, n.ElseList)
		}
	}
	walk(t.Root)
	slices.Sort(out)
	return out
}

// MailStates returns what a mail states, as it was rendered with [Set.Mail]. The case still has to prove it.
func (s *Set) MailStates(t disclosure.Template, lang string, d MailData, subject, body string) []statement.Made {
	v := d.view(s.words[lang])
	d.inform(&v, s.words[lang], t)
	return s.states(s.mails[key(t, lang)], v, t, lang, d, subject+"\n"+body)
}

// IssueStates returns what an issue states, as it was rendered with [Set.IssueBody].
func (s *Set) IssueStates(lang string, d MailData, title, body string) []statement.Made {
	return s.states(s.issues[lang], d.view(s.words[lang]).markdown(), disclosure.FirstContact, lang, d, title+"\n"+body)
}

// states collects the statements of the fields that have a value, and of the sentences that stand in the text.
func (s *Set) states(parsed *template.Template, v view, t disclosure.Template, lang string, d MailData, text string) []statement.Made {
	var out []statement.Made
	add := func(kind statement.Kind, how string) {
		m := statement.Made{Kind: kind, Text: how}
		if kind.OfAsset() {
			m.Asset = d.Asset.ID
		}
		if kind == statement.WillPublish {
			m.Value = strings.TrimSpace(v.PublishOn + " " + v.CorrectBy)
		}
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	text = statement.Fold(text)
	for _, field := range fields(parsed) {
		kind := stated()[field]
		if how, has := v.text(field); has && kind != "" && (how == "" || strings.Contains(text, statement.Fold(how))) {
			add(kind, how)
		}
	}
	for _, kind := range statement.Kinds() {
		for _, sentence := range s.words[lang].Statements[kind] {
			if strings.Contains(text, statement.Fold(sentence)) && (kind != statement.SeenOpen || t != disclosure.ClosureNotice && v.Basis == "") {
				add(kind, sentence)
			}
		}
	}
	return out
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
