package casefile

import (
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
)

// open is the value of until for a span without an end.
const open = "open"

func (p *parser) events(n *node, path string) {
	p.each(n, path, func(v *node, at string) {
		p.event(v, at)
	})
}

func (p *parser) event(n *node, path string) {
	e := disclosure.Event{Source: disclosure.SourceImport}
	kinds := importable()
	p.fields(n, path, eventFields(), schema{
		"kind": func(v *node, at string) {
			if v.text == string(disclosure.KindRecorded) {
				p.Add(v.line, at, "recorded is written by the import itself: leave this event out")
				e.Kind = disclosure.KindRecorded
				return
			}
			word(p, &e.Kind, "kind", kinds)(v, at)
		},
		"at": p.when(&e.At),
		"until": func(v *node, at string) {
			if e.Ongoing = v.text == open && v.shape == scalar; !e.Ongoing {
				p.when(&e.Until)(v, at)
			}
		},
		"planned":    p.truth(&e.Planned),
		"party":      word(p, &e.Party, "party", disclosure.Roles()),
		"name":       p.text(&e.Name),
		"channel":    p.channel(&e.Channel),
		"actor":      p.text(&e.Actor),
		"how":        p.text(new(string)), // for readers: what shows who it was is never taken from a file
		"source":     p.source(&e.Source),
		"ref":        p.code(&e.Ref, reference),
		"text":       p.text(&e.Text),
		"visibility": word(p, &e.Visibility, "visibility", []disclosure.Visibility{disclosure.InternalOnly, disclosure.ForVendor, disclosure.Public}),
		"corrects": func(v *node, at string) {
			number, err := strconv.Atoi(v.text)
			if before := len(p.file.Events); err != nil || number < 1 || number > before {
				p.Add(v.line, at, "%s is not the number of an event above this one: the first event of the file is 1", p.quoted(v))
				return
			}
			e.Corrects = number - 1 + firstSeq
		},
	})
	if n.shape == dict {
		p.eventAsAWhole(n, path, &e)
	}
	if e.Visibility == "" {
		e.Visibility = e.Kind.Info().Visibility
	}
	p.file.Events = append(p.file.Events, e)
}

// channel reads a way to reach somebody. A letter is also called post.
func (p *parser) channel(to *disclosure.Channel) field {
	return func(v *node, path string) {
		if *to = disclosure.Letter; v.text != "post" || v.shape != scalar {
			*to = ""
			word(p, to, "channel", disclosure.Channels())(v, path)
		}
	}
}

// source reads from where a fact is known. A file can tell, and cannot prove: what our own probes saw and what we sent stands in the
// record of the bot that did it.
func (p *parser) source(to *disclosure.Source) field {
	return func(v *node, path string) {
		word(p, to, "source", disclosure.Sources())(v, path)
		if record.Proves(*to) {
			p.Add(v.line, path, "a file cannot prove what a probe or a message of ours did: name who says so (%s), or leave the source out", join(tellable()))
		}
	}
}

// tellable are the sources that a file may name.
func tellable() []disclosure.Source {
	return slices.DeleteFunc(disclosure.Sources(), record.Proves)
}

// eventAsAWhole checks what involves more than one field.
func (p *parser) eventAsAWhole(n *node, path string, e *disclosure.Event) {
	if e.Kind == "" && !p.wrong(path+".kind") {
		p.Add(n.line, path, "the kind is missing: write one of %s", join(importable()))
	}
	if e.At.IsZero() && !p.wrong(path+".at") {
		p.Add(n.line, path, "the date is missing: write at: 2020-01-27, or what is known of it, such as 2020-01 or 2020")
	}
	if e.Until.SurelyBefore(e.At) {
		p.Add(n.line, path+".until", "%s lies before %s, when it began", e.Until, e.At)
	}
}

// eventFields are the fields of an event, in the order in which they are written.
func eventFields() []string {
	return []string{
		"kind", "at", "until", "planned", "party", "name", "channel", "actor", "how", "source", "ref", "text", "visibility", "corrects",
	}
}

// importable are the kinds that a file may hold: all but the one that the import writes.
func importable() []disclosure.Kind {
	var out []disclosure.Kind
	for _, k := range disclosure.Kinds() {
		if k != disclosure.KindRecorded {
			out = append(out, k)
		}
	}
	return out
}

func (p *parser) asset(n *node, path string) {
	var a disclosure.Asset
	p.fields(n, path, []string{"kind", "target", "key", "noun", "owner", "host", "expect"}, schema{
		"kind": p.kind(&a.Kind), "target": p.text(&a.Target), "key": p.text(&a.Key),
		"noun": p.text(&a.Noun), "owner": p.text(&a.Owner), "host": p.text(&a.Host),
		"expect": func(v *node, at string) {
			a.Expect = &disclosure.Expect{}
			p.fields(v, at, []string{"send", "open", "closed"}, schema{
				"send": p.text(&a.Expect.Send), "open": p.match(&a.Expect.Open), "closed": p.match(&a.Expect.Closed),
			})
		},
	})
	p.need(n, path, "kind", a.Kind)
	p.need(n, path, "target", a.Target)
	if a.Kind != "" && !p.wrong(path+".kind") {
		if err := p.rules.CheckKind(&a); err != nil {
			p.Add(n.line, path, "%s", messageOf(err))
		}
	}
	p.file.Facts.Assets = append(p.file.Facts.Assets, a)
}

// kind reads the kind of an asset. One that nobody knows is a mistake: there would be no words for it and no way to ask it.
func (p *parser) kind(to *string) field {
	return func(v *node, path string) {
		p.text(to)(v, path)
		if known := p.rules.KnownKinds(); *to != "" && known != nil && !slices.Contains(known, *to) {
			p.Add(v.line, path, "there is no kind of asset %q; the nearest is %q (known are %s)", clip(*to), closure.Nearest(*to, known), strings.Join(known, ", "))
		}
	}
}

// match reads what an answer of an asset looks like.
func (p *parser) match(to **disclosure.Match) field {
	return func(n *node, path string) {
		m := &disclosure.Match{}
		*to = m
		p.fields(n, path, []string{"status", "headers", "body"}, schema{
			"status": func(v *node, at string) {
				p.each(v, at, func(v *node, at string) {
					code, err := strconv.Atoi(v.text)
					if v.shape != number || err != nil || code < 100 || code > 599 {
						p.Add(v.line, at, "%s is not a status: write a number from 100 to 599", p.quoted(v))
						return
					}
					m.Status = append(m.Status, code)
				})
			},
			"headers": func(v *node, at string) { p.headers(v, at, m) },
			"body":    p.pattern(&m.Body),
		})
	}
}

func (p *parser) headers(n *node, path string, m *disclosure.Match) {
	if n.shape != dict {
		p.Add(n.line, path, "names of headers with a pattern each belong here, not %s", n.shape)
		return
	}
	m.Headers = make(map[string]string, len(n.keys))
	for i, k := range n.keys {
		var pattern string
		p.pattern(&pattern)(n.items[i], path+"."+k.text)
		if _, twice := m.Headers[k.text]; twice {
			p.Add(k.line, path+"."+k.text, "this header is given twice")
		}
		m.Headers[k.text] = pattern
	}
}

// reference reads where an event is known from.
func reference(text string) (string, error) { return text, command.CheckReference(text) }
