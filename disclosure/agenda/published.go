package agenda

import (
	"fmt"
	"strings"
	"time"

	"daylight/disclosure"
)

// published adds the assets that are open again while a page of ours names them. The page itself never changes without two
// people: what it should say is a limited revision, whose gate anybody can look at.
func (a *collector) published() {
	if !a.c.PageNamesAssets() {
		return
	}
	var open []string
	var recorded time.Time
	because := ""
	for i := range a.c.Assets {
		if s := &a.c.Assets[i]; s.Exposure == disclosure.ExposureReopened {
			open = append(open, s.ID)
			if why, at := a.reopening(s); at.After(recorded) || because == "" {
				because, recorded = why, at
			}
		}
	}
	if len(open) == 0 {
		return
	}
	a.add(Item{
		What: PublishedOpen, Text: fmt.Sprintf("publish a limited revision: our full page says where %s is", strings.Join(open, ", ")),
		Because: because + "; the revision names no place, and takes the approval of two people like each publication",
		Ref:     string(disclosure.Limited), Recorded: recorded, need: disclosure.Lead, Who: a.rules.leads("", a.c.Author),
	})
}
