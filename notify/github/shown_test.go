package github

import (
	"testing"

	"daylight/disclosure/ledger"
)

func TestWhatWaitsIsShownAsItIs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*Item)
		want   Shown
	}{
		"a comment": {func(*Item) {}, Shown{Text: "We look into it.", Ref: repoName + "#1/comment/5", At: start, Login: "Vendor-Dev", Repo: repoName}},
		"a comment that somebody else edited names nobody to list": {func(i *Item) {
			i.Action, i.Actor = "edited", Account{ID: 3, Login: "admin"}
		}, Shown{Text: "We look into it.", Ref: repoName + "#1/comment/5", At: start, Repo: repoName}},
		"a closing": {closedBy(Account{ID: 5, Login: "x"}), Shown{Text: "The issue was closed by @x.", Ref: repoName + "#1", At: start, Login: "x", Repo: repoName}},
		"a repository": {func(i *Item) {
			i.Kind, i.Action, i.Comment, i.Issue = ItemRepository, "publicized", nil, 0
		}, Shown{Text: "The repository " + repoName + " was made public", Ref: repoName, At: start, Repo: repoName}},
	} {
		in, raw := heard(t, tc.change)
		if got, ok := Show(in, raw); !ok || got != tc.want {
			t.Errorf("%s: %+v, want %+v", name, got, tc.want)
		}
	}
	if _, ok := Show(ledger.Inbound{}, []byte("{")); ok {
		t.Error("what cannot be read was shown")
	}
}
