package gate_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

func TestAValueIsToldFromTheNextWordOfASentence(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoCredentials, "index.md", disclosure.Full, []text{
		{"five characters with a digit", "password: " + fake("ab", "c1d"), true},
		{"six characters with a digit", "password: " + fake("abc", "1de"), true},
		{"four characters with a digit, and a full stop", "password: " + fake("ab", "1d."), false},
		{"a mark that no word has", "password: " + fake("abc", "$de"), true},
		{"a capital within", "password: " + fake("abc", "Def"), true},
		{"small letters within capitals", "password: " + fake("ABC", "dEF"), true},
		{"a word", "password: required", false},
		{"a word in capitals", "PASSWORD: REQUIRED", false},
		{"a word with a capital", "Password: Required", false},
		{"a word at the end of a sentence", "password: required!", false},
		{"nothing but dots", "password: .....", false},
		{"one letter and dots", "password: a....", false},
		{"a word that stands for it", "client_secret: <hidden>", false},
		{"a key of words", "api_key = requiredeverywhere", false},
		{"a key with a digit", "api_key = " + fake("required", "everywhere1"), true},
		{"a token is one without a digit too", "Authorization: Bearer " + fake("abcdefghijkl", "mnopqrstuvwx"), true},
	})
}

func TestASecretThatWasTakenOutIsNone(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoCredentials, "index.md", disclosure.Full, []text{
		{"stars", "https://admin:*****@files.example.com/", false},
		{"a word for it", "https://admin:REDACTED@files.example.com/", false},
		{"a word for it in brackets", "https://admin:[removed]@files.example.com/", false},
		{"letters for it", "https://admin:xxxxx@files.example.com/", false},
		{"a secret that contains such a word", "https://admin:" + fake("hidden", "fox@files.example.com/"), true},
	})
}

func TestAnEscapeMayBeAPartOfASecret(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoCredentials, "index.md", disclosure.Full, []text{
		{"as written", "DB_PASSWORD=" + fake("x1%22", "y2%22z3"), true},
		{"a line break as a number", "aws&#10;secret_key=" + fake("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"), true},
		{"a mark of full width", "password: " + fake("abc", "！de"), true},
		{"the last mark of full width", "api_key=" + fake("abcdef1", "～abcdef2"), true},
		{"as read", "DB&#95;PASSWORD&#61;" + fake("x1y2", "z3"), true},
	})
}

func embed(media, text string) string {
	return `<img src="data:` + media + `;base64,` + base64.StdEncoding.EncodeToString([]byte(text)) + `">`
}

func TestATextWithinAnAddressIsRead(t *testing.T) {
	t.Parallel()
	const mail, address = "jane@nextmotion.net", "<svg>\n<text>jane@nextmotion.net</text>\n</svg>"
	inURL := strings.ReplaceAll(base64.RawURLEncoding.EncodeToString([]byte("??>>~~ "+mail)), "=", "")
	if !strings.ContainsAny(inURL, "-_") {
		t.Fatalf("%s would be the same in either alphabet", inURL)
	}
	reads(t, gate.CheckNoMailAddresses, "index.html", disclosure.Full, []text{
		{"a picture", embed("image/svg+xml", address), true},
		{"a picture with a parameter", embed("image/svg+xml;charset=utf-8", address), true},
		{"a text", embed("text/plain", mail), true},
		{"with one sign of padding", embed("text/plain", mail+"\n"), true},
		{"with two signs of padding", embed("text/plain", mail+"\n\n"), true},
		{"without padding", `"data:text/plain;base64,` + base64.RawStdEncoding.EncodeToString([]byte(mail)) + `"`, true},
		{"in the alphabet of addresses", `"data:text/plain;base64,` + inURL + `"`, true},
		{"cut off", `"data:text/plain;base64,` + base64.RawStdEncoding.EncodeToString([]byte(mail + " xx"))[:25] + `"`, true},
		{"in an older character set", embed("text/plain;charset=iso-8859-1", "M\xfcnchen "+mail), true},
		{"the second of two", embed("text/plain", "nothing") + embed("text/plain", mail), true},
		{"harmless", embed("text/plain", "nothing"), false},
		{"a photograph", embed("image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+mail), false},
		{"a text that calls itself a photograph", embed("image/png", mail), true},
	})
}
