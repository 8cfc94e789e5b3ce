package github

import (
	"slices"
	"testing"
)

// What the app asks for is what is taken: nothing is asked for that nobody reads, and nothing is read that nobody would send.
func TestTheAppAsksForExactlyWhatIsTaken(t *testing.T) {
	t.Parallel()
	asked := Events(true)
	for _, h := range hooks() {
		if h.page == (h.read != nil) {
			t.Errorf("%s is read and a hint at once, or neither", h.event)
		}
		if slices.Contains(asked, h.event) == h.said {
			t.Errorf("%s: the app asks for it: %t", h.event, !h.said)
		}
		if isPullEvent(h.event) != h.page || slices.Contains(Events(false), h.event) != (!h.said && !h.page) {
			t.Errorf("%s: without a site it is asked for, or it is not known to be about a page", h.event)
		}
	}
	for _, event := range []string{"push", "star", "projects_v2_item", ""} {
		if _, ok, err := MapDelivery(event, []byte(`{"repository":{"full_name":"team/vendor"}}`)); ok || err != nil || slices.Contains(asked, event) {
			t.Errorf("%q: %t, %v", event, ok, err)
		}
	}
}
