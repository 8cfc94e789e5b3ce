//go:build integration

package writeup_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/prose"
	"daylight/templates"
)

// trap is prose and a title that want to be more than text to a browser, to Hugo and to Jekyll.
const trap = "Text {% include secret.html %} and \\{{ site.time }} and \\{{< figure src=\"x\" >}} and \\{{% ref \"x\" %}} <script>alert(1)</script>\n\n---\ntitle: Taken\n---\n\n" +
	"{% raw %}\n\n{: .class onclick=\"alert(1)\"}\n\n<!--more-->\n\n[click](javascript:alert(1)) ![x](https://evil.example/x.png)\n\n```\n{{ .Site.Title }} {% endraw %}\n```"

// looks are the ways in which a page can look, by name.
func looks(t *testing.T) map[string]writeup.Input {
	withdrawn := func(mode disclosure.Mode) writeup.Input {
		in := revised(t, mode, "en")
		in.Case = in.Case.Clone()
		in.Case.Publication = disclosure.PublicationWithdrawn
		in.Editions[1].Withdrawn = true
		row := in.Timeline.Rows[0]
		row.Kind, row.Seq, row.Text, row.When = disclosure.KindWithdrawn, 90, "It was another company's server.", day(2020, time.March, 3)
		in.Timeline.Rows = append(slices.Clone(in.Timeline.Rows), row)
		return in
	}
	plain := func(mode disclosure.Mode) writeup.Input {
		in := nextMotion(t, true)
		in.Mode = mode
		return in
	}
	several := plain(disclosure.Full)
	several.Case = several.Case.Clone()
	several.Case.Assets = append(several.Case.Assets,
		disclosure.Asset{ID: "A2", Kind: "redis", Target: "redis://db.example:6379", Streak: disclosure.Streak{LastOpen: time.Date(2020, 1, 28, 10, 0, 0, 0, time.UTC)}},
		disclosure.Asset{ID: "A3", Kind: "other", Noun: "open server room", Target: "Main Street 1", Closure: disclosure.Closure{At: civil.OnDay(2020, 2, 2), Source: disclosure.SourcePress}})
	solo := plain(disclosure.Full)
	solo.Solo = true
	hostile := withProse(inject(plain(disclosure.Full), " {{ .Site }} {% include x %} {{< x >}} \"quoted\": 'x' # no comment"), map[prose.Section]string{
		prose.Summary: trap, prose.Impact: trap, prose.Links: "[A](https://press.example/a)",
	})
	hostile.Prose.Fields = map[prose.Field][]string{prose.Title: {"---\ntitle: x\n--- {{ 7 }} {% raw %} \"a\": 'b' # c"}}
	wide := plain(disclosure.Full) // words that no line breaks for
	wide.Case = wide.Case.Clone()
	wide.Case.Title = "Donaudampfschifffahrtsgesellschaftskapitänskajütenverwaltung"
	wide.Case.Parties[0].Name = "Rechtsschutzversicherungsgesellschaftenvermittlungsportal"
	empty := writeup.Input{
		Case: &disclosure.Case{ID: "DL-2020-0009", Title: "Nothing yet"}, Mode: disclosure.Limited, Lang: "en",
		Timeline: timeline.Build(&disclosure.Case{ID: "DL-2020-0009"}, nil, civil.Date{Year: 2020, Month: time.March, Day: 1}),
	}
	nosite := plain(disclosure.Limited) // of a team that names no site
	nosite.Case, nosite.Team = nosite.Case.Clone(), writeup.Team{}
	nosite.Case.ID = "DL-2020-0010"
	out := map[string]writeup.Input{
		"full": plain(disclosure.Full), "limited": plain(disclosure.Limited), "stub": plain(disclosure.Stub), "press": nextMotion(t, false), "open": openCase(t),
		"unseen": unendedCase(t, civil.Date{Year: 2020, Month: time.February, Day: 1}), "episodes": solarMan(t), "several": several, "solo": solo,
		"corrected": revised(t, disclosure.Full, "en"), "corrected-limited": revised(t, disclosure.Limited, "en"), "corrected-stub": revised(t, disclosure.Stub, "en"),
		"withdrawn": withdrawn(disclosure.Full), "withdrawn-stub": withdrawn(disclosure.Stub), "prose": german(t), "hostile": hostile, "long": long(t), "wide": wide, "empty": empty, "nosite": nosite,
	}
	return out
}

// TestWritePagesForPeers writes each look in each language into the folder $PAGES_DIR, for the programs of others that scripts/peers-pages.sh starts.
func TestWritePagesForPeers(t *testing.T) {
	dir := os.Getenv("PAGES_DIR")
	if dir == "" {
		t.Skip("PAGES_DIR is not set; scripts/peers-pages.sh run")
	}
	r := newRenderer(t)
	for name, in := range looks(t) {
		for _, lang := range templates.PageLanguages() {
			in.Lang = lang
			if in.PublishedOn.IsZero() { // what is out was published on a day
				in.PublishedOn = civil.Date{Year: 2022, Month: time.August, Day: 1}
			}
			in.Facts = cite.Of(in.Timeline, in.PublishedOn)
			folder := filepath.Join(dir, name+"."+lang)
			if err := os.MkdirAll(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			for file, content := range render(t, r, in) {
				if strings.HasSuffix(file, ".json") {
					continue
				}
				if err := os.WriteFile(filepath.Join(folder, file), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
