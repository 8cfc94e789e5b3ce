package e2e

import (
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/notify/email"
)

// threeAssets are of three kinds: one is a bucket, one a folder of a web site, and one can be asked by nobody.
func (s *scene) threeAssets() []disclosure.Asset {
	at := newSite(s.t, only("/export/", says(http.StatusOK, "text/html", anIndex)))
	return []disclosure.Asset{
		{Kind: "s3", Target: bucketURL}, {Kind: "http_listing", Target: at.URL + "/export/"}, {Kind: "product_flaw", Target: "Clinic Suite 4"},
	}
}

// withThree is a scene whose vendor is told of three assets of three kinds.
func withThree(t *testing.T, way string) *scene {
	t.Helper()
	s := newScene(t, way)
	c, err := s.app.Desk.NewCase(t.Context(), s.person(s.app, "Lena"), record.Record{
		Discovered: civil.OnDay(2020, 1, 24),
		Facts: disclosure.Facts{
			Title: "Open doors of NextMotion", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "GB"}},
			Assets: s.threeAssets(), Exposed: disclosure.Exposed{Records: 900, Data: []string{"invoices"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.drain()
	s.id = c.ID
	s.seenOpen(s.id)
	channel, address := disclosure.Email, vendorAddress
	if way == "issue" {
		channel, address = disclosure.Issue, smallRepo
	}
	d := s.approved(s.id, disclosure.FirstContact, s.contact(s.id, channel, address))
	if way == "Slack" {
		return s
	}
	if err := s.send(s.id, d); err != nil {
		t.Fatal(err)
	}
	return s
}

// namesAll is what somebody is told who reads a text that has to name three things.
func namesAll(text string, three ...string) string {
	var missing []string
	for _, name := range three {
		if !strings.Contains(text, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return "it does not name " + strings.Join(missing, ", ") + ":\n" + text
	}
	return "it names all three"
}

func unknownNames() []unknownRow {
	row := func(way, name, does string, read func(s *scene) string) unknownRow {
		return unknownRow{
			name: way + ": " + name, what: "unknown", way: way, does: does, sees: "all three, with what was seen of each", shows: "it names all three",
			build: func(t *testing.T) *scene { return withThree(t, way) },
			drive: read,
		}
	}
	return []unknownRow{
		row("mail", "a first contact about three assets", "A vendor is told of three assets of three kinds. Which of them matters most is not ours to know: the mail names all, and so does the page.", func(s *scene) string {
			letters := s.letters(vendorAddress)
			if len(letters) != 1 {
				s.t.Fatalf("the vendor has %d mails", len(letters))
			}
			m, err := email.Read(letters[0].Bytes)
			if err != nil {
				s.t.Fatal(err)
			}
			page, err := s.app.Desk.Prepare(s.t.Context(), s.id, disclosure.Limited, "en")
			if err != nil {
				s.t.Fatal(err)
			}
			if told := namesAll(strings.ReplaceAll(string(page.Files["index.md"]), "\\", ""), "(A1)", "(A2)", "(A3)"); told != "it names all three" {
				s.t.Error(told)
			}
			return namesAll(m.Text, "example-bucket[.]s3[.]"+bucketRegion, "/export/", "Clinic Suite 4")
		}),
		row("issue", "a first contact about three assets", "The same as an issue, which names all.", func(s *scene) string {
			i, ok := s.hub.look()
			if !ok {
				s.t.Fatal("there is no issue")
			}
			return namesAll(i.Body, "example-bucket[.]s3[.]"+bucketRegion, "/export/", "Clinic Suite 4")
		}),
		row("Slack", "a card about three assets", "The card of the case names all, by id and kind: where they are stays out of Slack.", func(s *scene) string {
			return namesAll(s.slack.card("Send D1").Blocks, "A1 s3", "A2 http_listing", "A3 product_flaw")
		}),
	}
}
