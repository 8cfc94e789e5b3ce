package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

const evil = `<!doctype html><title>x</title><script>alert(1)</script><img src="https://tracker.example/a.gif">`

// previewing is a server whose previews have hostile files, and counts what was looked at.
func previewing(t *testing.T, d *fakeDesk) (*Server, *[]string) {
	t.Helper()
	var looked []string
	return newServer(t, Options{Desk: d, Languages: []string{"en", "de"}, Look: func(_ context.Context, id disclosure.CaseID, mode disclosure.Mode, lang string) (Preview, error) {
		looked = append(looked, string(mode)+" "+lang)
		if d.gateErr != nil {
			return Preview{}, d.gateErr
		}
		return Preview{
			Case: d.cases[id], Mode: mode, Lang: lang, Digest: strings.Repeat("d", 64), Revision: 2, Checks: d.checks[disclosure.Full],
			Files: map[string][]byte{"index.html": []byte(evil), "index.md": []byte("# <b>"), "timeline.svg": []byte(plainPicture)},
			Said:  []string{"because: <i>the provider</i>"}, Diff: "+<script>",
		}, nil
	}}), &looked
}

func TestAPreviewStandsInAFrameThatRunsAndLoadsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk("2020-03-01")
	id := d.add("DL-2020-0001", nextMotion()).ID
	s, looked := previewing(t, d)
	page := get(t, s, "/case/"+string(id)+"/preview?mode=limited&lang=de")
	body := page.Body.String()
	for _, want := range []string{
		"PREVIEW, not published", "records nothing", `<iframe sandbox src="/case/DL-2020-0001/preview/limited/de/index.html"`, "revision 2", strings.Repeat("d", 64),
		"Nobody but the author approved it", "timeline.svg", "because: &lt;i&gt;", "&#43;&lt;script&gt;", `href="/case/DL-2020-0001/preview?mode=stub&amp;lang=en"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if policy := page.Header().Get("Content-Security-Policy"); page.Code != http.StatusOK || !strings.Contains(policy, "frame-src 'self'") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(body, "<script") {
		t.Errorf("%d %s", page.Code, policy)
	}
	file := get(t, s, "/case/"+string(id)+"/preview/limited/de/index.html")
	policy := file.Header().Get("Content-Security-Policy")
	if file.Body.String() != evil || !strings.HasPrefix(policy, "sandbox;") || strings.Contains(policy, "allow-") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "img-src data:") || file.Header().Get("X-Frame-Options") != "SAMEORIGIN" {
		t.Errorf("%s %s", policy, file.Body)
	}
	if kind := get(t, s, "/case/"+string(id)+"/preview/limited/de/index.md").Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		t.Errorf("shown as %s", kind)
	}
	if len(*looked) != 3 || (*looked)[0] != "limited de" {
		t.Errorf("looked at %v", *looked)
	}
	if got := ask(t, s, http.MethodPost, "localhost", "/case/"+string(id)+"/preview"); got.Code != http.StatusMethodNotAllowed {
		t.Errorf("something can be done there: %d", got.Code)
	}
}

func TestThereIsNoPreviewOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	d := newDesk("2020-03-01")
	d.add("DL-2020-0001", nextMotion())
	s, looked := previewing(t, d)
	for _, path := range []string{
		"/case/DL-2020-0002/preview", "/case/DL-2020-0001/preview?mode=half", "/case/DL-2020-0001/preview?lang=xx", "/case/DL-2020-0001/preview/full/xx/index.html",
		"/case/DL-2020-0001/preview/full/en/..%2Fsecret", "/case/DL-2020-0002/preview/full/en/index.html", "/publish?after=..",
	} {
		if got := get(t, s, path).Code; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
	if len(*looked) != 1 { // only the file that the page does not have
		t.Errorf("looked at %v", *looked)
	}
	without := newServer(t, Options{Desk: d})
	for _, path := range []string{"/case/DL-2020-0001/preview", "/publish"} {
		if got := get(t, without, path); got.Code != http.StatusNotFound || strings.Contains(get(t, without, "/").Body.String(), "/publish") {
			t.Errorf("%s without previews: %d", path, got.Code)
		}
	}
}

func TestThePublishersListSaysWhoIsAskedAndWhatTheGateSays(t *testing.T) {
	t.Parallel()
	d := newDesk("2020-03-01")
	asked := d.add("DL-2020-0001", nextMotion())
	asked.Proposals = []disclosure.Proposal{{What: disclosure.ProposesPublication, Clause: "limited de", Name: "d", By: "alice"}}
	d.add("DL-2020-0002", brief(2, "Still under way", civil.When{})).Publication = ""
	rehearsed := d.add("DL-2020-0003", nextMotion())
	rehearsed.Title, rehearsed.Rehearsal = "A rehearsal", true
	withdrawn := d.add("DL-2020-0004", brief(4, "Taken back", civil.When{}))
	withdrawn.Publication = disclosure.PublicationWithdrawn
	s, _ := previewing(t, d)
	body := get(t, s, "/publish").Body.String()
	for _, want := range []string{"A second person is asked for the limited page in de", "mode=limited&amp;lang=de", "Taken back", "mode=stub&amp;lang=en", "Nobody but the author approved it", "decides nothing"} {
		if !strings.Contains(body, want) {
			t.Errorf("the list does not say %q: %s", want, body)
		}
	}
	if strings.Contains(body, "A rehearsal") || strings.Contains(body, "Still under way") {
		t.Error("it lists what nobody can publish")
	}
	d.gateErr = fault.Errorf(fault.Internal, "broken")
	if body := get(t, s, "/publish").Body.String(); !strings.Contains(body, "could not be checked, so nothing is published") {
		t.Error("a gate that cannot be asked is passed over")
	}
}
