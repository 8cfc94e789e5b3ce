package writeup_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
)

// TestALimitedPageSaysThatItIsOpenAgainAndNotWhere is about the revision that follows a full page whose asset opened again.
func TestALimitedPageSaysThatItIsOpenAgainAndNotWhere(t *testing.T) {
	for lang, again := range map[string]string{"en": "Open again", "de": "Wieder offen", "fr": "nouveau", "es": "Abierto de nuevo"} {
		in := nextMotion(t, true)
		var events []disclosure.Event
		for i := range in.Timeline.Rows {
			events = append(events, in.Timeline.Rows[i].Event)
		}
		events = append(events, disclosure.Event{Kind: disclosure.KindReopened, At: day(2020, time.February, 20), Source: disclosure.SourceOwnProbe, Detail: disclosure.Detail{AssetID: "A1"}})
		in.Case.Publication, in.Case.Assets[0].Exposure = disclosure.PublicationFull, disclosure.ExposureReopened
		in.Timeline = timeline.Build(in.Case, numbered(events), civil.Date{Year: 2020, Month: time.February, Day: 21})
		in.Mode, in.Lang, in.Revision = disclosure.Limited, lang, 2
		for name, b := range render(t, newRenderer(t), in) {
			text := string(b)
			if strings.HasSuffix(name, ".html") && !strings.Contains(text, again) {
				t.Errorf("%s in %s does not say that it is open again", name, lang)
			}
			for _, locator := range []string{"example-bucket", "amazonaws", "hxxp"} {
				if strings.Contains(text, locator) {
					t.Errorf("%s in %s says where it is: %q", name, lang, locator)
				}
			}
		}
	}
}
