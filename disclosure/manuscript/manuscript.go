// Package manuscript says what people wrote for the pages of a case: the newest revision of the text in each language, and the
// words of others that somebody allowed to be quoted. The texts themselves are encrypted beside the events, so that they can be
// erased; nothing here reads or renders them.
package manuscript

import "slices"

// Manuscript is what stands for the pages of a case now. It is a value: [Manuscript.After] changes no other copy of it.
type Manuscript struct {
	Texts  []Revision `json:"texts,omitempty"`  // the newest of each language, in the order in which the languages began
	Quotes []Quote    `json:"quotes,omitempty"` // that are allowed
	Seen   []Preview  `json:"seen,omitempty"`   // the newest for each person, form and language
	Out    []Standing `json:"out,omitempty"`    // the pages that are out, one for each language
	Reason int        `json:"reason,omitempty"` // the event that says why they change: the newest correction or withdrawal

	Overrides []Override `json:"overrides,omitempty"` // findings of the gate that stop no page, by the word of two people
	Guards    []Word     `json:"guards,omitempty"`    // words that no page may hold, in the order in which they were protected
}

// Revision is one state of the text in one language.
type Revision struct {
	Lang   string `json:"lang"`          // such as "de"
	Number int    `json:"number"`        // 1 is the first; 0 is none
	Seq    int    `json:"seq,omitempty"` // of the event that brought it, whose body is the text
}

// Quote is the permission to quote words of a message word by word. It is for exactly these words.
type Quote struct {
	Of   int    `json:"of"`             // the event by which the message came in
	Text string `json:"text,omitempty"` // the words; "" permits nothing, and takes back what was permitted
	Seq  int    `json:"seq,omitempty"`  // of the event that allowed it
}

// IsZero reports whether nobody wrote, allowed or published anything.
func (m Manuscript) IsZero() bool {
	return len(m.Texts) == 0 && len(m.Quotes) == 0 && len(m.Seen) == 0 && len(m.Out) == 0 && m.Reason == 0 && len(m.Overrides) == 0 && len(m.Guards) == 0
}

// Text is the newest revision in a language; its Number is 0 where there is none.
func (m Manuscript) Text(lang string) Revision {
	if i := slices.IndexFunc(m.Texts, func(r Revision) bool { return r.Lang == lang }); i >= 0 {
		return m.Texts[i]
	}
	return Revision{Lang: lang}
}

// Quote is what may be quoted of the message that came in with an event; its Text is "" where that is nothing.
func (m Manuscript) Quote(of int) Quote {
	if i := slices.IndexFunc(m.Quotes, func(q Quote) bool { return q.Of == of }); i >= 0 {
		return m.Quotes[i]
	}
	return Quote{Of: of}
}

// After is the manuscript after the event with the number seq. A revision takes the place of the one in its language; a quote
// that of what was permitted of the same message.
func (m Manuscript) After(seq int, text *Revision, quote *Quote) Manuscript {
	if text != nil && text.Lang != "" {
		r := *text
		r.Seq = seq
		m.Texts = slices.Clone(m.Texts)
		if i := slices.IndexFunc(m.Texts, func(old Revision) bool { return old.Lang == r.Lang }); i >= 0 {
			m.Texts[i] = r
		} else {
			m.Texts = append(m.Texts, r)
		}
	}
	if quote == nil {
		return m
	}
	q := *quote
	q.Seq = seq
	m.Quotes = slices.DeleteFunc(slices.Clone(m.Quotes), func(old Quote) bool { return old.Of == q.Of })
	if q.Text != "" {
		m.Quotes = append(m.Quotes, q)
	}
	return m
}
