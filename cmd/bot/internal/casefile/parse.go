package casefile

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/locale"
	"daylight/disclosure/pattern"
)

// Parse reads a case file, YAML or JSON, whichever it is. name is for messages and its ending may say that it is JSON.
// A file with mistakes gives a [MistakesError] that lists all of them, and no File. kinds are the kinds of probes that there
// are: an asset of another kind is a mistake, unless it is of one that no probe can ask. None given, every kind is taken.
func Parse(r io.Reader, name string, kinds ...string) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fault.Errorf(fault.Unavailable, "%s could not be read: %w", name, err)
	}
	if len(data) > MaxSize {
		return nil, fault.Errorf(fault.Invalid, "%s is larger than 1 MiB, more than the history of one case needs", name)
	}
	p := parser{file: &File{}, unread: make(map[string]bool), rules: closure.Rules{Kinds: kinds}}
	if root := readTree(data, name, &p.List); root != nil {
		p.root(root)
	}
	if err := refusal(&p.List, name); err != nil {
		return nil, err
	}
	return p.file, nil
}

// parser turns a tree into a file and gathers mistakes on the way.
type parser struct {
	strictyaml.List
	file  *File
	rules closure.Rules // which kinds of assets there are
	// unread are the paths of values that the tree has reported already.
	unread map[string]bool
}

// field reads the value of one field.
type field func(v *node, path string)

// schema says which fields a group may have.
type schema map[string]field

// fields reads a group. Messages list the fields in the order of the documentation, which a map does not keep, so known
// gives that order.
func (p *parser) fields(n *node, path string, known []string, s schema) map[string]bool {
	given := make(map[string]bool)
	if n.shape == unreadable {
		return given
	}
	if n.shape != dict {
		p.Add(n.line, path, "a group of fields (%s) belongs here, not %s", strings.Join(known, ", "), n.shape)
		return given
	}
	for i, k := range n.keys {
		at := strictyaml.Under(path, k.text)
		read, ok := s[k.text]
		switch {
		case k.shape == list || k.shape == dict || k.shape == unreadable:
			p.Add(k.line, path, "the name of a field is a word")
		case !ok:
			p.Add(k.line, path, "unknown field %q%s (known are %s)", clip(k.text), didYouMean(k.text, known), strings.Join(known, ", "))
		case given[k.text]:
			p.Add(k.line, at, "this field is given twice")
		case n.items[i].shape == nothing:
			// "text:" without anything is a field that was left out.
		default:
			given[k.text] = true
			p.unread[at] = n.items[i].shape == unreadable
			read(n.items[i], at)
		}
	}
	return given
}

func clip(s string) string {
	for i := range s {
		if i > 40 {
			return s[:i] + "…"
		}
	}
	return s
}

func (p *parser) root(n *node) {
	known := []string{"case", "events"}
	given := p.fields(n, "", known, schema{"case": p.caseSection, "events": p.events})
	if n.shape != dict {
		return
	}
	if !given["case"] {
		p.Add(n.line, "", "the section case is missing: it needs at least a title")
	}
}

func (p *parser) caseSection(n *node, path string) {
	f := &p.file.Facts
	var vendor *disclosure.Party
	known := []string{"id", "title", "summary", "vendor", "parties", "contacts", "assets", "exposed", "embargo", "rehearsal"}
	p.fields(n, path, known, schema{
		"id":      p.id,
		"title":   p.text(&f.Title),
		"summary": p.text(&f.Summary),
		"vendor": func(v *node, at string) {
			vendor = &disclosure.Party{Role: disclosure.Vendor}
			p.party(v, at, vendor, false)
		},
		"parties": func(v *node, at string) {
			p.each(v, at, func(v *node, at string) {
				var other disclosure.Party
				p.party(v, at, &other, true)
				f.Parties = append(f.Parties, other)
			})
		},
		"contacts": func(v *node, at string) { p.each(v, at, p.contact) },
		"assets":   func(v *node, at string) { p.each(v, at, p.asset) },
		"exposed":  p.exposed,
		"embargo":  p.when(&f.Embargo),

		"rehearsal": p.truth(&f.Rehearsal),
	})
	p.need(n, path, "title", f.Title)
	if len(f.Title) > maxTitle {
		p.Add(n.line, path+".title", "the title is longer than %d bytes: put the rest into the summary", maxTitle)
	}
	if vendor != nil {
		f.Parties = append([]disclosure.Party{*vendor}, f.Parties...)
	}
	p.twice(n, path)
}

// maxTitle is the length of the longest title that a case may have, in bytes.
const maxTitle = 300

// need reports a field of a group that is absent or blank, unless something was said about it already.
func (p *parser) need(n *node, path, name, value string) {
	if n.shape == dict && strings.TrimSpace(value) == "" && !p.wrong(path+"."+name) {
		p.Add(n.line, path, "the %s is missing", name)
	}
}

// wrong reports whether a mistake is on record for a path.
func (p *parser) wrong(path string) bool {
	return p.unread[path] || slices.ContainsFunc(p.All, func(m Mistake) bool { return m.Path == path })
}

// twice reports a party that is listed again, above all the vendor, which has a field of its own.
func (p *parser) twice(n *node, path string) {
	type key struct {
		role disclosure.Role
		name string
	}
	seen := make(map[key]bool)
	for _, party := range p.file.Facts.Parties {
		k := key{party.Role, party.Name}
		if seen[k] && k.role != "" {
			p.Add(n.line, path+".parties", "the %s %q is given twice", k.role, k.name)
		}
		seen[k] = true
	}
}

var idForm = pattern.New(`^[A-Z][A-Z0-9]{0,9}-\d{4}-\d{4,6}$`)

func (p *parser) id(v *node, path string) {
	var text string
	p.text(&text)(v, path)
	if text != "" && !idForm.MatchString(text) {
		p.Add(v.line, path, "%q is not the id of a case: write it as DL-2020-0001, or leave it out to get the next free one", clip(text))
		return
	}
	p.file.ID = disclosure.CaseID(text)
}

// party reads somebody. The vendor's role is known; every other one is a field.
func (p *parser) party(n *node, path string, to *disclosure.Party, withRole bool) {
	known := []string{"name", "country", "domain", "language", "do_not_contact"}
	s := schema{
		"name": p.text(&to.Name), "country": p.code(&to.Country, locale.Country), "domain": p.text(&to.Domain),
		"language": p.code(&to.Language, locale.Language), "do_not_contact": p.truth(&to.DoNotContact),
	}
	if withRole {
		known = append([]string{"role"}, known...)
		s["role"] = word(p, &to.Role, "party", disclosure.Roles())
	}
	p.fields(n, path, known, s)
	if withRole {
		p.need(n, path, "role", string(to.Role))
	}
}

func (p *parser) contact(n *node, path string) {
	k := disclosure.Contact{Role: disclosure.Vendor}
	p.fields(n, path, []string{"party", "name", "channel", "address", "found", "found_at", "quality"}, schema{
		"party": word(p, &k.Role, "party", disclosure.Roles()), "name": p.text(&k.Name),
		"channel": p.channel(&k.Channel), "address": p.text(&k.Address),
		"found": p.text(&k.Found), "found_at": p.when(&k.FoundAt),
		"quality": word(p, &k.Quality, "quality", []disclosure.Quality{
			disclosure.QualityConfirmed, disclosure.QualityPublished, disclosure.QualityGuessed, disclosure.QualityBounced,
		}),
	})
	p.need(n, path, "channel", string(k.Channel))
	p.need(n, path, "address", k.Address)
	p.file.Contacts = append(p.file.Contacts, k)
}

func (p *parser) exposed(n *node, path string) {
	x := &p.file.Facts.Exposed
	p.fields(n, path, []string{"records", "data", "note", "severity"}, schema{
		"records": func(v *node, at string) {
			count, err := strconv.ParseInt(strings.ReplaceAll(v.text, "_", ""), 10, 64)
			if v.shape != number || err != nil || count < 0 {
				p.Add(v.line, at, "%s is not a number of records: write digits only, such as 900000", p.quoted(v))
				return
			}
			x.Records = count
		},
		"data": func(v *node, at string) {
			p.each(v, at, func(v *node, at string) {
				var category string
				p.text(&category)(v, at)
				if category != "" {
					x.Data = append(x.Data, category)
				}
			})
		},
		"note": p.text(&x.Note), "severity": word(p, &x.Severity, "severity", disclosure.Severities()),
	})
}

// each reads the elements of a list.
func (p *parser) each(n *node, path string, read field) {
	if n.shape == unreadable {
		return
	}
	if n.shape != list {
		p.Add(n.line, path, "a list belongs here, not %s", n.shape)
		return
	}
	for i, v := range n.items {
		at := strictyaml.Index(path, i)
		if v.shape == nothing {
			p.Add(v.line, at, "this element of the list is empty")
			continue
		}
		read(v, at)
	}
}

// code reads a text that read knows to be the code of a country or a language.
func (p *parser) code(to *string, read func(string) (string, error)) field {
	return func(v *node, path string) {
		var text string
		p.text(&text)(v, path)
		code, err := read(text)
		if err != nil {
			p.Add(v.line, path, "%s", err)
			return
		}
		*to = code
	}
}

// text reads a text. Numbers, dates and words such as NO are taken as they are written.
func (p *parser) text(to *string) field {
	return func(v *node, path string) {
		switch v.shape {
		case scalar, number, truth:
			*to = v.text
		case unreadable:
		case nothing, list, dict:
			p.Add(v.line, path, "a text belongs here, not %s", v.shape)
		}
	}
}

func (p *parser) truth(to *bool) field {
	return func(v *node, path string) {
		if v.shape != truth {
			p.Add(v.line, path, "%s is neither true nor false", p.quoted(v))
			return
		}
		*to = v.text == "true" || v.text == "True" || v.text == "TRUE"
	}
}

// when reads a date as its source states it. YAML's own dates are taken as text: 2013-10 and 2013 are dates here.
func (p *parser) when(to *civil.When) field {
	return func(v *node, path string) {
		if v.shape != scalar && v.shape != number {
			p.text(new(string))(v, path)
			if v.shape == truth {
				p.Add(v.line, path, "%q is not a date: write it as 2020-01-27", v.text)
			}
			return
		}
		w, err := civil.ParseWhen(v.text)
		if err != nil {
			p.Add(v.line, path, "%s", messageOf(err))
			return
		}
		*to = w
	}
}

// messageOf returns the part of an error that a person may read.
func messageOf(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e.Message
	}
	return err.Error()
}

// word reads one of a few words.
func word[S ~string](p *parser, to *S, what string, known []S) field {
	return func(v *node, path string) {
		var text string
		if p.text(&text)(v, path); text == "" {
			return
		}
		for _, k := range known {
			if text == string(k) {
				*to = k
				return
			}
		}
		words := make([]string, len(known))
		for i, k := range known {
			words[i] = string(k)
		}
		p.Add(v.line, path, "unknown %s %q%s (known are %s)", what, clip(text), didYouMean(text, words), strings.Join(words, ", "))
	}
}

func (p *parser) quoted(v *node) string {
	if v.shape == list || v.shape == dict || v.shape == nothing || v.shape == unreadable {
		return v.shape.String()
	}
	return strconv.Quote(clip(v.text))
}

func join[S ~string](words []S) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
