package preview_test

import (
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/desk/preview"
	"daylight/disclosure/gate"
)

type files = map[string][]byte

func TestAChangeIsNamedForEachFile(t *testing.T) {
	t.Parallel()
	out := files{"a": []byte("1"), "b": []byte("1"), "c": []byte("1")}
	next := files{"b": []byte("2"), "c": []byte("1"), "d": []byte("1")}
	want := []preview.Change{{File: "a", Is: "removed"}, {File: "b", Is: "changed"}, {File: "c", Is: "same"}, {File: "d", Is: "added"}}
	if got := preview.Changes(out, next); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := preview.Changes(nil, files{"a": nil}); len(got) != 1 || got[0].Is != "added" {
		t.Errorf("without an edition that is out: %v", got)
	}
}

func TestTheDifferenceIsThatOfTheText(t *testing.T) {
	t.Parallel()
	out, next := files{"index.md": []byte("a\nb\n")}, files{"index.md": []byte("a\nc\n")}
	if d := preview.Diff(out, next); !strings.Contains(d, "\n-b\n+c\n") {
		t.Errorf("%s", d)
	}
	if preview.Diff(out, out) != "" || preview.Diff(nil, next) != "" {
		t.Error("nothing changed, and something is shown")
	}
}

func TestTheFrameShowsTheBandAndWhatTheGateSaysAsText(t *testing.T) {
	t.Parallel()
	raw, err := preview.Frame("<script>x</script>", []preview.Page{{
		Folder: "en", Lang: "en", Mode: "full", Digest: "abc", HTML: true, Files: []string{"index.html"}, Diff: "-<b>\n",
		Checks: []gate.Check{{Name: "closure", State: gate.CheckFail, Reason: "<img onerror=x>"}},
	}, {Folder: "de", Lang: "de", Mode: "stub"}})
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for _, want := range []string{"PREVIEW, not published", `<iframe sandbox src="en/index.html"`, "&lt;img onerror=x&gt;", "-&lt;b&gt;", "abc"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, "de/index.html") {
		t.Errorf("%s", page)
	}
}
