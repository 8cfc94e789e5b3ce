package manuscript

import "slices"

// Preview says that somebody was given exactly the files of a page. It guards against an approval of files that nobody looked at;
// it proves neither that they were read nor who read them.
type Preview struct {
	For    string `json:"for"`    // the person, by the name of the configuration
	Mode   string `json:"mode"`   // the form of the page
	Lang   string `json:"lang"`   // its language
	Digest string `json:"digest"` // of the files, as an approval names it
}

// Saw reports whether exactly these files were the last of their form and language that the person was given. A preview without a
// person or without a digest is none.
func (m Manuscript) Saw(p Preview) bool {
	return p.For != "" && p.Digest != "" && slices.ContainsFunc(m.Seen, func(old Preview) bool { return old.same(p) && old.Digest == p.Digest })
}

// Shown is the manuscript after a preview, which takes the place of the person's last one of the form and language.
func (m Manuscript) Shown(p *Preview) Manuscript {
	if p == nil || p.For == "" || p.Digest == "" {
		return m
	}
	m.Seen = append(slices.DeleteFunc(slices.Clone(m.Seen), func(old Preview) bool { return old.same(*p) }), *p)
	return m
}

func (p Preview) same(q Preview) bool {
	return p.For == q.For && p.Mode == q.Mode && p.Lang == q.Lang
}
