package manuscript

import "slices"

// Standing is a page of ours that is out, in its newest edition.
type Standing struct {
	Lang string `json:"lang"`
	Mode string `json:"mode"` // its form
	Seq  int    `json:"seq"`  // of the event by which this edition went out
}

// Published is the manuscript after a page went out, which takes the place of the one in its language.
func (m Manuscript) Published(p Standing) Manuscript {
	if p.Lang == "" {
		return m
	}
	m.Out = append(slices.DeleteFunc(slices.Clone(m.Out), func(old Standing) bool { return old.Lang == p.Lang }), p)
	return m
}

// Revised is the manuscript after a correction or a withdrawal, which says with its event why each page changes that is out.
func (m Manuscript) Revised(seq int) Manuscript {
	m.Reason = seq
	return m
}

// Stale are the pages that are out and do not say the newest correction or withdrawal yet, by language.
func (m Manuscript) Stale() []Standing {
	var out []Standing
	for _, p := range m.Out {
		if p.Seq < m.Reason {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Standing) int {
		if a.Lang < b.Lang {
			return -1
		}
		return 1
	})
	return out
}
