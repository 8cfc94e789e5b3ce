package gate_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

func TestANameIsReadAsItsReadersSeeIt(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
		{"a point in JSON", `patients\u002e2020`, true},
		{"an escape of 16 bits in JSON", `patients\uff0e2020`, true},
		{"half a pair in JSON", `\ud83d patients.2020`, true},
		{"an escape of an address", "patients%2e2020", true},
		{"the last escape of an address", "patients%2E2020%7e", true},
		{"an escape of Markdown", `patients\.2020`, true},
		{"an entity", "patients&period;2020", true},
		{"tags within", "pat<b>ients</b>.2020", true},
		{"tags between", "pat<p>ients</p>.2020", false},
		{"the first selector", "patients\ufe00.2020", true},
		{"the last selector", "patients\ufe0f.2020", true},
		{"a joiner", "patients\u034f.2020", true},
		{"an ideographic full stop", "patients\u30022020", true},
		{"half an ideographic full stop", "patients\uff612020", true},
		{"a one dot leader", "patients\u20242020", true},
		{"full width", "ｐａｔｉｅｎｔｓ．２０２０", true},
		{"another mark", "patients·2020", false},
	}, at("s3://patients.2020/"))
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
		{"the first hyphen", "patients\u20102020", true},
		{"the last dash", "patients\u20152020", true},
		{"a minus", "patients\u22122020", true},
		{"another sign", "patients\u20162020", false},
	}, at("s3://patients-2020/"))
}

func TestALimitedWriteupMayNotEvenDefang(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		target string
		text
	}{
		{"s3://files/", text{"the slashes in brackets", "s3[://]files", true}},
		{"s3://files/", text{"the colon in brackets", "s3[:]//files", true}},
		{"s3://files/", text{"half a bracket", "s3[://files", true}},
		{"https://nextmotion.net/backup", text{"one slash in brackets", "nextmotion.net[/]backup", true}},
		{"https://nextmotion.net/", text{"the scheme", "hxxps://nextmotion.net/", true}},
		{"http://localhost:9000/", text{"the port", "localhost[:]9000", true}},
		{"https://files.example.org/", text{"the dots in brackets", "files[.]example[.]org", true}},
		{"https://files.example.org/", text{"the dots in words", "files (dot) example {DOT} org", true}},
		{"https://files.example.org/", text{"half a bracket for the dots", "files[.example.]org", true}},
		{"https://files.example.org/", text{"another host", "files[.]example[.]com", false}},
	} {
		reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Limited, []text{tt.text}, at(tt.target))
	}
}
