package timeline

import (
	"slices"

	"daylight/disclosure"
)

// A case is exposed as long as one of its assets is. The episodes are found in two steps: first the changes of each asset
// (closed, open again), then a sweep over all changes that counts the closed assets.

// change is a change of one asset, at the position of its event in the sorted story.
type change struct {
	asset  int
	at     int
	closed bool
}

// episodesOf returns the stretches of exposure of the whole case, and where assets are not closed, when we saw them open.
// There is no stretch before a discovery, a closure or a re-opening is on record. The story is sorted.
func episodesOf(c *disclosure.Case, story []disclosure.Event) ([]Episode, []opening) {
	assets := assetIDs(c, story)
	var changes []change
	for i, id := range assets {
		changes = append(changes, changesOf(i, id, story)...)
	}
	slices.SortStableFunc(changes, func(a, b change) int { return a.at - b.at })

	shut := make([]bool, len(assets))
	start, began := firstFact(story, func(e *disclosure.Event) bool { return e.Kind == disclosure.KindDiscovered })
	if !began && len(changes) == 0 {
		return nil, lastOpenings(c, story, assets, shut)
	}
	episodes := []Episode{{From: start.At}}
	count := 0
	for _, t := range changes {
		if shut[t.asset] == t.closed {
			continue
		}
		shut[t.asset] = t.closed
		e := story[t.at]
		if !t.closed {
			if count == len(assets) {
				episodes = append(episodes, Episode{From: e.At})
			}
			count--
			continue
		}
		if count++; count == len(assets) {
			current := &episodes[len(episodes)-1]
			current.Closed, current.Verified, current.Source = e.At, e.OfOwnProbes(), e.Source
			if current.Verified {
				current.LastOpen = e.Detail.Closure.LastOpen
			}
		}
	}
	return episodes, lastOpenings(c, story, assets, shut)
}

// assetIDs returns the assets that the case or its events name. A history without any has one nameless asset.
func assetIDs(c *disclosure.Case, story []disclosure.Event) []string {
	var ids []string
	for i := range c.Assets {
		ids = append(ids, c.Assets[i].ID)
	}
	for _, a := range c.DroppedOpen() {
		ids = append(ids, a.ID)
	}
	for i := range story {
		if id := story[i].Detail.AssetID; id != "" && c.Counts(id) && (story[i].IsClosure() || story[i].IsReopening()) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return []string{""}
	}
	return ids
}

// changesOf returns the changes of one asset. An event that names no asset means all of them. Where several events
// tell of the same closure, our own verified one counts, else the earliest. A closure that somebody reports and that an
// open answer of ours refutes was none.
func changesOf(asset int, id string, story []disclosure.Event) []change {
	var changes []change
	closedAt := -1
	flush := func() {
		if closedAt >= 0 {
			changes = append(changes, change{asset: asset, at: closedAt, closed: true})
			closedAt = -1
		}
	}
	for i := range story {
		e := story[i]
		if e.Planned || e.Detail.AssetID != "" && e.Detail.AssetID != id {
			continue
		}
		switch {
		case e.SawOpen():
			if closedAt >= 0 && !story[closedAt].OfOwnProbes() && story[closedAt].At.SurelyBefore(e.At) {
				closedAt = -1
			}
		case e.IsReopening():
			flush()
			changes = append(changes, change{asset: asset, at: i})
		case e.IsClosure() && (closedAt < 0 || e.OfOwnProbes() && !story[closedAt].OfOwnProbes()):
			closedAt = i
		}
	}
	flush()
	return changes
}

// firstFact returns the first event of the story that happened (is not only planned) and that match accepts.
func firstFact(story []disclosure.Event, match func(*disclosure.Event) bool) (disclosure.Event, bool) {
	for i := range story {
		if e := &story[i]; !e.Planned && !e.At.IsZero() && match(e) {
			return *e, true
		}
	}
	return disclosure.Event{}, false
}
