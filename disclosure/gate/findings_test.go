package gate_test

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

// text is a line of a writeup and whether a check has to stop it.
type text struct {
	rule, says string
	found      bool
}

// reads asks one check about each text, as the only line of a file.
func reads(t *testing.T, check, file string, mode disclosure.Mode, texts []text, change ...func(*disclosure.Case)) {
	t.Helper()
	for _, tt := range texts {
		c := stateOf(t, scanned(t, mode, file, tt.says, change...), check)
		if (c.State == gate.CheckFail) != tt.found {
			t.Errorf("%s: %q: %s (%s)", tt.rule, tt.says, c.State, c.Reason)
		}
	}
}

func TestAFindingNamesItsPlaceAndShowsLittleOfIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ check, file, says, want string }{
		{gate.CheckTargetDefanged, "index.md", "\nsee example-bucket.s3.eu-west-3.amazonaws.com", "index.md line 2: host of asset A1; index.md line 2: bucket of asset A1"},
		{gate.CheckNoLiveLinks, "index.md", "http://8.8.4.4/", "index.md line 1: link to an IP address"},
		{gate.CheckNoMailAddresses, "index.md", "jane.doe@nextmotion.net", `index.md line 1: mail address "jane…" (23 characters)`},
		{gate.CheckNoMailAddresses, "index.md", "ann@example.io", `index.md line 1: mail address "ann…" (14 characters)`},
		{gate.CheckNoIPAddresses, "index.md", "8.8.4.4", `index.md line 1: IP address "8…" (7 characters)`},
		{gate.CheckNoCredentials, "index.md", fake("password: k", "1!äöüß"), `index.md line 1: password "k…" (7 characters)`},
		{gate.CheckNoCredentials, "index.md", fake("password: ä", "1!äöüßx"), `index.md line 1: password "ä1…" (8 characters)`},
	} {
		if c := stateOf(t, scanned(t, disclosure.Full, tt.file, tt.says), tt.check); c.Reason != tt.want {
			t.Errorf("%q: %q, want %q", tt.says, c.Reason, tt.want)
		}
	}
}

func TestALongNameOfAFileIsCutInAReason(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]string{60: "", 61: "", 62: "…"} {
		name := strings.Repeat("a", length-len(" 8.8.4.4")) + " 8.8.4.4"
		c := stateOf(t, scanned(t, disclosure.Full, name, "nothing"), gate.CheckNoIPAddresses)
		shown := "the name of " + name[:min(length, 61)] + want + ": IP address"
		if !strings.HasPrefix(c.Reason, shown) {
			t.Errorf("%d characters: %q, want %q", length, c.Reason, shown)
		}
	}
}

func TestAFindingIsToldOnceALine(t *testing.T) {
	t.Parallel()
	// The same address as written, as shown and in a picture within the page.
	c := stateOf(t, scanned(t, disclosure.Full, "index.html", `<b>jane&#64;nextmotion.net</b> jane@nextmotion.net`), gate.CheckNoMailAddresses)
	if strings.Count(c.Reason, "line 1") != 1 {
		t.Errorf("%q", c.Reason)
	}
}

func TestFiveFindingsAreListedAndMoreAreCounted(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{5: `line 5: mail address "user…" (21 characters)`, 6: "; and 1 more", 7: "; and 2 more"} {
		var lines []string
		for i := range n {
			lines = append(lines, fmt.Sprintf("user%02d@nextmotion.net", i))
		}
		c := stateOf(t, scanned(t, disclosure.Full, "index.md", strings.Join(lines, "\n")), gate.CheckNoMailAddresses)
		if !strings.HasSuffix(c.Reason, want) || strings.Count(c.Reason, "line") != 5 {
			t.Errorf("%d: %q, want … %q", n, c.Reason, want)
		}
	}
}

func TestAPassedCheckSaysHowManyFilesItRead(t *testing.T) {
	t.Parallel()
	in := passing(t)
	for n, want := range []string{1: "1 file", 2: "2 files", 3: "3 files"} {
		if n == 0 {
			continue
		}
		in.Files = map[string][]byte{}
		for i := range n {
			in.Files[fmt.Sprintf("%d.md", i)] = []byte("nothing")
		}
		if c := stateOf(t, gate.Run(in), gate.CheckNoCredentials); c.Reason != "no credential found in "+want {
			t.Errorf("%q, want … %q", c.Reason, want)
		}
	}
}

func TestBytesThatAreNoTextAreNoMailAddressByChance(t *testing.T) {
	t.Parallel()
	for rule, tt := range map[string]struct {
		content string
		found   bool
	}{
		"a text":                          {"a@b.co 8.8.4.4 http://8.8.4.4", true},
		"bytes outside UTF-8":             {"\xff a@b.co 8.8.4.4 http://8.8.4.4", false},
		"a zero byte":                     {"\x00 a@b.co 8.8.4.4 http://8.8.4.4", false},
		"a text that goes on in a letter": {"ÿ a@b.co 8.8.4.4 http://8.8.4.4", true},
	} {
		checks := scanned(t, disclosure.Full, "card", tt.content)
		for _, name := range []string{gate.CheckNoMailAddresses, gate.CheckNoIPAddresses, gate.CheckNoLiveLinks} {
			if c := stateOf(t, checks, name); (c.State == gate.CheckFail) != tt.found {
				t.Errorf("%s: %s is %s (%s)", rule, name, c.State, c.Reason)
			}
		}
	}
}
