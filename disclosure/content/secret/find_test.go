package secret_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"daylight/disclosure/content/secret"
)

// fake puts a value together, so that nobody takes this file for one that holds it.
func fake(parts ...string) string { return strings.Join(parts, "") }

func TestWhatIsACredential(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		found      bool
	}{
		{"an access key of AWS", "key " + fake("AKIA", "IOSFODNN7EXAMPLE"), true},
		{"a secret key of AWS", "aws_secret_access_key = " + fake("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"), true},
		{"a private key", fake("-----BEGIN RSA ", "PRIVATE KEY-----"), true},
		{"a public key is none", "-----BEGIN PUBLIC KEY-----", false},
		{"an address with a password", fake("https://admin:hunter2", "@files.example.com/"), true},
		{"a database without one", "postgres://db.example.com:5432/x", false},
		{"a key in a query", "?api_key=" + fake("Zk3f9QbT", "71mmPq20"), true},
		{"a key in JSON", `"apiKey": "` + fake("Zk3f9QbT", "71mmPq20") + `"`, true},
		{"a basic header", "authorization: basic " + fake("YWRtaW46", "aHVudGVyMg=="), true},
		{"a signed address", "X-Amz-Signature=" + strings.Repeat("ab12", 16), true},
		{"a password of a configuration", "DB_PASSWORD=" + fake("hunter2", "!x"), true},
		{"a password in capitals and small letters", "password: " + fake("korrektHorse", "Batterie"), true},
		{"a sentence about passwords", "No password: anyone could read it. The password was required.", false},
		{"a secret that was taken out", "password=********, api_key=[REDACTED], token: <redacted>", false},
		{"a sentence about keys", "Rotate every API key: each one was readable. The access token expired.", false},
		{"a digest is no secret", "sha256: " + strings.Repeat("0a", 32), false},

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

		{"stars", "https://admin:*****@files.example.com/", false},
		{"a word for it", "https://admin:REDACTED@files.example.com/", false},
		{"a word for it in brackets", "https://admin:[removed]@files.example.com/", false},
		{"letters for it", "https://admin:xxxxx@files.example.com/", false},
		{"a secret that contains such a word", "https://admin:" + fake("hidden", "fox@files.example.com/"), true},
		{"an escape as a part of it", "DB_PASSWORD=" + fake("x1%22", "y2%22z3"), true},
		{"a mark of full width", "password: " + fake("abc", "！de"), false},
		{"a token in a sentence", "xoxb" + fake("-123456789012-", "abcdefABCDEF") + " was in it", true},

		{"digits in a sentence", "Anyone got in with the password 12345678.", true},
		{"digits, and what they were", "the password 87654321 was enough", true},
		{"digits in German", "mit dem Passwort 123456 kam jeder hinein", true},
		{"digits that count", "We tried no password 10000 times.", false},
		{"a year", "the password 2019 policy", false},
		{"how many passwords", "It held passwords 12000 in number.", false},
		{"a block of YAML", "password: |\n  " + fake("hunter", "22"), true},
		{"a folded block of YAML", "password: >-\n  " + fake("hunter", "22"), true},
		{"a column of a table", "| user | password |\n| --- | --- |\n| admin | " + fake("hunter", "22") + " |", true},
		{"a later row of a table", "| user | password | role |\n|---|:---:|---|\n| a | **** | x |\n| b | " + fake("hunter", "22") + " | y |", true},
		{"a column of another name", "| password | file |\n| --- | --- |\n| hashed | dump22.sql |", false},
		{"a column that says how they were kept", "| system | password |\n| --- | --- |\n| shop | sha256 |\n| mail | plaintext |", false},
		{"a column of numbers of passwords", "| year | passwords |\n| --- | --- |\n| one | 120001 |", false},

		{"a run beside a word", "the secret was copied as " + fake("q7Rw2Xp9Lk4Vt8", "Zb6Nm3Jd"), true},
		{"the same run beside none", "the file was stored as " + fake("q7Rw2Xp9Lk4Vt8", "Zb6Nm3Jd"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if hits := secret.Find(tt.text); (len(hits) > 0) != tt.found {
				t.Errorf("%q: %v", tt.text, hits)
			}
		})
	}
}

func TestAFindCoversTheSecretAndNothingElse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"DB_PASSWORD=" + fake("correct", "horse") + " in it":  fake("correct", "horse"),
		"Password is \"" + fake("Winter", "2020!") + "\".":    fake("Winter", "2020!"),
		"mot de passe : « " + fake("azerty", "1234") + " »":   fake("azerty", "1234"),
		"<password>" + fake("tulip", "field") + "</password>": fake("tulip", "field"),
	} {
		hits := secret.Find(text)
		if len(hits) != 1 || text[hits[0].Start:hits[0].End] != want || hits[0].What == "" || hits[0].Lifts == "" {
			t.Errorf("%q: %+v", text, hits)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("password: «")
	f.Add("the password is ")
	f.Add("key=\xff\xfe\"")
	f.Add("İPassword=İ\u212a1")
	f.Add(strings.Repeat("password is ", 50))
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, h := range secret.Find(text) {
			if h.Start < last || h.End <= h.Start || h.End > len(text) || h.What == "" {
				t.Fatalf("%+v in %q", h, text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[h.Start:h.End]) {
				t.Fatalf("%+v cuts a character of %q", h, text)
			}
			last = h.End
		}
		line := "\nDB_PASSWORD=" + fake("correct", "horse") + "\n"
		if len(secret.Find(text+"\n"+line)) == 0 {
			t.Fatalf("not found behind %q", text)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	_, apart := corpus(b, "../testdata/prose.txt")
	prose := strings.Join(apart, "\n")
	for name, text := range map[string]string{
		"prose":  strings.Repeat(prose+"\n", 100_000/len(prose)+1)[:100_000],
		"words":  strings.Repeat("password is the key to ", 100_000/23+1)[:100_000],
		"colons": strings.Repeat("a://b:c@", 100_000/8),
		"dashes": strings.Repeat("--pass-", 100_000/7),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				secret.Find(text)
			}
		})
	}
}
