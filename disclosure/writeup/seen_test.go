package writeup_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/templates"
)

func TestAWriteupNamesAllAssets(t *testing.T) {
	r := newRenderer(t)
	nouns := map[string][3]string{
		"en": {"S3 bucket", "Redis server", "open server room"}, "de": {"S3-Bucket", "Redis-Server", "open server room"},
		"fr": {"bucket S3", "serveur Redis", "open server room"}, "es": {"bucket de S3", "servidor Redis", "open server room"},
	}
	for _, lang := range templates.PageLanguages() {
		in := nextMotion(t, true)
		in.Lang, in.Mode = lang, disclosure.Limited
		in.Case.Assets = append(in.Case.Assets,
			disclosure.Asset{ID: "A2", Kind: "redis", Target: "redis://db.example:6379", Streak: disclosure.Streak{LastOpen: time.Date(2020, 1, 28, 10, 0, 0, 0, time.UTC)}},
			disclosure.Asset{ID: "A3", Kind: "other", Noun: "open server room", Target: "Main Street 1", Closure: disclosure.Closure{At: civil.OnDay(2020, 2, 2), Source: disclosure.SourcePress}})
		files, err := r.Render(in)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for name, data := range files {
			if strings.HasSuffix(name, ".md") {
				text += string(data)
			}
		}
		for i, noun := range nouns[lang] {
			if want := strings.ToLower(noun + fmt.Sprintf(" (A%d)", i+1)); !strings.Contains(strings.ToLower(strings.ReplaceAll(text, "\\", "")), want) {
				t.Errorf("%q is missing in %s:\n%s", want, lang, text)
			}
		}
		if strings.Contains(text, "db.example") || strings.Contains(text, "Main Street") {
			t.Errorf("a target stands in a limited writeup in %s", lang)
		}
	}
}
