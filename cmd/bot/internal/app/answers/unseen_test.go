package answers_test

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/answers"
	"daylight/disclosure"
)

func TestWhatNoAnswerTellsIsSaidWhenItIsRecorded(t *testing.T) {
	for _, tt := range []struct {
		asset disclosure.Asset
		want  string // "" for nothing
	}{
		{disclosure.Asset{Kind: "mysql", Target: "mysql://db.example:3306"}, "mysql_login=mysql://db.example:3306"},
		{disclosure.Asset{Kind: "mysql_login", Target: "mysql://db.example:3306"}, ""},
		{disclosure.Asset{Kind: "postgres", Target: "postgres://db.example:5432"}, "postgres://user@host/database"},
		{disclosure.Asset{Kind: "postgres", Target: "postgres://db.example:5432/"}, "postgres://user@host/database"},
		{disclosure.Asset{Kind: "postgres", Target: "postgres://db.example:5432/shop"}, ""},
		{disclosure.Asset{Kind: "postgres", Target: "postgres://db.example:5432", Key: "app"}, ""},
		{disclosure.Asset{Kind: "mqtt", Target: "mqtt://broker.example:1883"}, "no topic"},
		{disclosure.Asset{Kind: "redis", Target: "redis://db.example:6379"}, ""},
	} {
		if got := answers.Unseen(&tt.asset); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s says %q, want %q", tt.asset.Kind, tt.asset.Target, got, tt.want)
		}
	}
}
