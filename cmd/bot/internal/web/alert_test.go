package web

import (
	"context"
	"strings"
	"testing"
)

func TestWhatAPersonHasToKnowStandsOnEveryPage(t *testing.T) {
	for _, path := range []string{"/", "/case/DL-2020-0001", "/case/DL-2099-0001"} {
		for alert, want := range map[string]bool{"it waits for a <person>": true, "": false} {
			w := get(t, newServer(t, Options{Desk: newDesk("2020-02-16"), Alert: func(context.Context) string { return alert }}), path)
			if got := strings.Contains(w.Body.String(), `<p class="alert" role="alert">it waits for a &lt;person&gt;</p>`); got != want {
				t.Errorf("%s with %q: shown %t", path, alert, got)
			}
		}
	}
}
