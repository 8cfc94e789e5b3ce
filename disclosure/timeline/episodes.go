package timeline

import "daylight/disclosure/milestone"

// episodesOf returns the stretches of exposure of the whole case: a case is exposed as long as one of its assets is. There is none
// before a discovery or a closure is on record.
func episodesOf(h *milestone.History) []Episode {
	if len(h.Episodes) == 1 && h.Discovered().IsZero() && h.Closure().IsZero() {
		return nil
	}
	out := make([]Episode, 0, len(h.Episodes))
	for i := range h.Episodes {
		e := &h.Episodes[i]
		row := Episode{From: e.Discovered.At, Closed: e.Closure.At, Verified: e.Closure.Proven(), Source: e.Closure.Source}
		row.LastOpen, _ = e.Closure.LastOpen.Instant()
		row.Span, _ = milestone.Between(e.Discovered, e.Closure.Moment)
		if row.Closed.IsZero() {
			row.Seen = h.LastOpen.At
			row.Span, _ = milestone.Between(e.Discovered, h.LastOpen)
		}
		out = append(out, row)
	}
	return out
}
