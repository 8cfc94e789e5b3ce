package answers_test

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/answers"
	"daylight/disclosure"
	"daylight/disclosure/observed"
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
		{disclosure.Asset{Kind: "ldap", Target: "ldap://dir.example:389/dc=example,dc=org"}, "ldap://dir.example:389/ou=people,dc=example,dc=org"},
		{disclosure.Asset{Kind: "ldap", Target: "ldap://dir.example:389/o=Example,c=DE"}, "ou=people,o=Example"},
		{disclosure.Asset{Kind: "ldap", Target: "ldap://dir.example:389/ou=people,dc=example,dc=org"}, ""},
		{disclosure.Asset{Kind: "redis", Target: "redis://db.example:6379"}, ""},
	} {
		if got := answers.Unseen(&tt.asset); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s says %q, want %q", tt.asset.Kind, tt.asset.Target, got, tt.want)
		}
	}
}

func TestARefusedDefaultSaysWhatMayBeOpenAllTheSame(t *testing.T) {
	strong := observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAuthRequired}
	weak := func(r observed.Reason) observed.FacetResult {
		return observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: r}
	}
	server := disclosure.Asset{Kind: "postgres", Target: "postgres://db.example:5432"}
	base := disclosure.Asset{Kind: "ldap", Target: "ldap://dir.example:389/dc=example,dc=org"}
	for _, tt := range []struct {
		rule  string
		asset disclosure.Asset
		r     observed.FacetResult
		want  string
	}{
		{"a password for the default database", server, strong, "postgres://user@host/database"},
		{"no line for our address", server, weak(observed.ReasonDeniedForUs), "postgres://user@host/database"},
		{"the database is named", disclosure.Asset{Kind: "postgres", Target: "postgres://db.example:5432/shop"}, strong, ""},
		{"the server is open", server, observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}, ""},
		{"nobody is there", server, weak(observed.ReasonConnRefused), ""},
		{"a hidden base", base, weak(observed.ReasonGoneAmbiguous), "ou=people"},
		{"the answer tells nothing", base, observed.FacetResult{Reason: observed.ReasonTimeoutRead}, ""},
		{"a kind without parts", disclosure.Asset{Kind: "mqtt", Target: "mqtt://broker.example:1883"}, strong, ""},
	} {
		if got := answers.Refused(&tt.asset, tt.r); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.rule, got, tt.want)
		}
	}
}
