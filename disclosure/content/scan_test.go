package content_test

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/content"
)

func scan(about content.Subject, name, text string) []content.Finding {
	return content.Scan(map[string][]byte{name: []byte(text)}, about)
}

func TestAFindingSaysWhereItIsAndWhatLiftsItWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	about := subjects()["bucket"]
	for name, tt := range map[string]struct {
		text, excerpt string
		line          int
		rule          content.Rule
	}{
		"a target":                          {"One.\n\nIt lay in example-bucket-x7 for weeks.", "It lay in ▮▮▮ for weeks.", 3, content.RuleTarget},
		"in the second line of a paragraph": {"<p>It lay\nin <b>example</b>-bucket-x7 for weeks.</p>", "It lay in ▮▮▮ for weeks.", 2, content.RuleTarget},
		"over two lines":                    {"<p>One</p>\n<p>in example-\nbucket-x7</p>", "▮▮▮", 2, content.RuleTarget},
		"a mail address":                    {"Ask jane.doe@nextmotion.net now.", "Ask ▮▮▮ now.", 1, content.RuleMail},
		"with a number beside it":           {"Room 4711, jane.doe@nextmotion.net, at home", "Room ▮▮▮ ▮▮▮, at home", 1, content.RuleMail},
		"beside another one":                {"Ask jane.doe@nextmotion.net of example-bucket-x7", "Ask ▮▮▮ of ▮▮▮", 1, content.RuleMail},
		"an address":                        {"The host 8.8.4.4 answered", "The host ▮▮▮ answered", 1, content.RuleAddress},
		"a link":                            {"See https://example-bucket-x7.s3.eu-west-3.amazonaws.com/ then", "See ▮▮▮ then", 1, content.RuleLink},
		"a credential":                      {"DB_PASSWORD=hunter2!x", "▮▮▮", 1, content.RuleCredential},
	} {
		found := scan(about, "index.md", tt.text)
		i := slices.IndexFunc(found, func(f content.Finding) bool { return f.Rule == tt.rule })
		if i < 0 {
			t.Errorf("%s: %s is not found: %+v", name, tt.rule, found)
			continue
		}
		f := found[i]
		if f.Line != tt.line || f.Excerpt != tt.excerpt || f.Lifts == "" || f.File != "index.md" {
			t.Errorf("%s: line %d, excerpt %q, lifts %q", name, f.Line, f.Excerpt, f.Lifts)
		}
	}
}

func TestAnOverrideIsForOneThingInOneCase(t *testing.T) {
	t.Parallel()
	about := subjects()["bucket"]
	const text = "Ask jane.doe@nextmotion.net or john@nextmotion.net, it was example-bucket-x7"
	all := scan(about, "index.md", text)
	if len(all) != 3 || len(content.Open(all)) != 3 {
		t.Fatalf("%d findings: %+v", len(all), all)
	}
	for i := range all {
		about.Overridden = []string{all[i].Digest}
		// The same thing in another file, in another spelling, has the same digest.
		again := scan(about, "other.html", "<p>"+strings.NewReplacer("@", "&#64;", "e-b", "e&#45;b").Replace(text)+"</p>")
		open := content.Open(again)
		if len(again) != 3 || len(open) != 2 || slices.ContainsFunc(open, func(f content.Finding) bool { return f.Digest == all[i].Digest }) {
			t.Errorf("%s: %d found, %d open", all[i].What, len(again), len(open))
		}
		other := about
		other.Case = "DL-2020-0002"
		if got := len(content.Open(scan(other, "index.md", text))); got != 3 {
			t.Errorf("%s: in another case %d are open", all[i].What, got)
		}
	}
	for _, f := range all {
		if len(f.Digest) < 16 || strings.Contains(f.Digest, "jane") {
			t.Errorf("digest %q", f.Digest)
		}
	}
}

func TestAnOverrideOfASecretHoldsForNoOtherCapitals(t *testing.T) {
	t.Parallel()
	about := subjects()["bucket"]
	const text = "password: korrekt1Horse"
	all := scan(about, "index.md", text)
	if len(all) != 1 {
		t.Fatalf("%d findings: %+v", len(all), all)
	}
	about.Overridden = []string{all[0].Digest}
	if got := len(content.Open(scan(about, "index.md", text))); got != 0 {
		t.Errorf("what two people let pass: %d are open", got)
	}
	if got := len(content.Open(scan(about, "index.md", "password: Korrekt1horse"))); got != 1 {
		t.Errorf("another secret: %d are open", got)
	}
}

func TestAPasswordInATableOfAPageIsFound(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rows  string
		found int
	}{
		"the first row":        {"<tr><td>admin</td><td>korrekt22</td></tr>", 1},
		"a later row":          {"<tr><td>a</td><td>****</td></tr>\n<tr><td>b</td><td><code>korrekt22</code></td></tr>", 1},
		"each row":             {"<tr><td>a</td><td>korrekt21</td></tr>\n<tr><td>b</td><td>korrekt22</td></tr>", 2},
		"another column":       {"<tr><td>korrekt22</td><td>hashed</td></tr>", 0},
		"how it was protected": {"<tr><td>shop</td><td>sha256</td></tr>", 0},
	} {
		page := "<!doctype html><table>\n<thead><tr><th>User</th><th>Password</th></tr></thead>\n<tbody>" + tt.rows + "</tbody>\n</table><p>22 of them</p>"
		if all := scan(subjects()["bucket"], "index.html", page); len(all) != tt.found {
			t.Errorf("%s: %+v", name, all)
		}
	}
}

func TestWhatASubjectTakesOfACase(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{
		ID: "DL-2020-0001", Assets: []disclosure.Asset{{ID: "A1", Target: "https://files.clinic.example/", Key: "a/b.dcm"}},
		DroppedAssets: []disclosure.Asset{{ID: "A2", Target: "redis://203.0.113.77:6379"}},
		Parties:       []disclosure.Party{{Role: disclosure.Vendor, Name: "Clinic", Domain: "WWW.nextmotion.net", Country: "fr"}, {Role: disclosure.Provider, Country: "FR"}},
		Contacts: []disclosure.Contact{
			{Address: "Jane@nextmotion.net", Quality: disclosure.QualityPublished}, {Address: "security@nextmotion.net", Quality: disclosure.QualityGuessed},
		},
	}
	about := content.About(c, disclosure.Limited, "us@team.example")
	if !about.Strict || len(about.Things) != 2 || !slices.Equal(about.Sites, []string{"nextmotion.net"}) || !slices.Equal(about.Countries, []string{"FR"}) {
		t.Errorf("%+v", about)
	}
	for text, found := range map[string]bool{
		"jane@nextmotion.net":     false, // the party publishes it
		"john@nextmotion.net":     true,
		"security@nextmotion.net": true, // the team guessed it
		"abuse@nextmotion.net":    false,
		"us@team.example":         false,
		"203.0.113.77":            true, // of an asset that was dropped
	} {
		if got := scan(about, "index.md", "Write to "+text); (len(got) > 0) != found {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

func TestWhatCannotBeReadWholeIsNotClean(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"too large":      strings.Repeat(strings.Repeat("nothing at all ", 100)+"\n", 6_000),
		"a tag too long": "<p " + strings.Repeat("x", 5<<20) + ">",
	} {
		found := scan(subjects()["bucket"], "index.html", text)
		if !slices.ContainsFunc(found, func(f content.Finding) bool { return strings.Contains(f.What, "could not be read") }) {
			t.Errorf("%s: %d findings", name, len(found))
		}
	}
}

// TestTheWorkGrowsWithTheSize scans what would take minutes if any step looked at everything again for each find.
func TestTheWorkGrowsWithTheSize(t *testing.T) {
	if testing.Short() {
		t.Skip("megabytes of the same reading, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	about := subjects()["bucket"]
	about.Things = append(about.Things, subjects()["ip"].Things...)
	for name, part := range map[string]string{
		"mail addresses": "jane@nextmotion.net ", "addresses": "8.8.4.4 ", "versions in a table": "| 1.2.3.4 ", "targets": "example-bucket-x7[.]s3 ", "targets without spaces": "example-bucket-x7[.]s3[.]",
		"links": "//example-bucket-x7.s3.eu-west-3.amazonaws.com/ ", "tags": "<b>x", "breaks": "a\n", "entities": "&amp;", "escapes": `\u0061`, "percent": "%25", "hyphens": "-_", "codes": "65 78 ",
		"base64": "ZXhhbXBsZS1idWNrZXQteDc", "colons": "::", "dots": "1.1.", "brackets": "[.", "pictures": "<svg><text>x", "dashes": "–x", "quotes": `"+"`, "letters of others": "еа",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			about := about
			for _, about.Strict = range []bool{false, true} {
				scan(about, "index.md", strings.Repeat(part, 200_000/len(part)))
			}
		})
	}
}

func FuzzScan(f *testing.F) {
	for _, text := range []string{"<p>x", "\xff\xfea\x00", "<svg><text>", "ZXhhbXBsZS1idWNrZXQteDc=", `\u{110000}`, "%u0041", "&#x110000;", "| a |\n|---|\n| 1.2.3.4 |", "<script>\\x", "a–b"} {
		f.Add("index.html", []byte(text), true)
	}
	f.Fuzz(func(t *testing.T, name string, text []byte, strict bool) {
		about := subjects()["bucket"]
		about.Strict = strict
		lines := strings.Count(string(text), "\n") + 1
		for _, one := range content.Scan(map[string][]byte{name: text}, about) {
			if one.Line < 0 || one.Line > lines || one.Lifts == "" || one.Digest == "" {
				t.Errorf("%+v", one)
			}
		}
	})
}

// A picture is packed: its bytes read like a short password now and then, and nobody wrote one.
func TestTheBytesOfAPictureAreNoWords(t *testing.T) {
	if testing.Short() {
		t.Skip("megabytes of the same reading, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		data := []byte("\x89PNG\r\n\x1a\n\x00\x00")
		for range 100_000 / 8 {
			data = binary.LittleEndian.AppendUint64(data, rng.Uint64())
		}
		if all := content.Scan(map[string][]byte{"card.png": data}, content.Subject{}); len(all) > 0 {
			t.Errorf("%+v", all)
		}
	}
}

func TestWhatIsWrittenIntoAPictureIsRead(t *testing.T) {
	t.Parallel()
	picture := "\x89PNG\r\n\x1a\n\x00\x00\x00\x1ctEXtComment\x00Password: correcthorse\x9c\x01\xff"
	if all := content.Scan(map[string][]byte{"card.png": []byte(picture)}, content.Subject{}); len(all) != 1 || all[0].Rule != content.RuleCredential {
		t.Errorf("%+v", all)
	}
}
