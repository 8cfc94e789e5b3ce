package gate_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

// fake joins two halves, so that no scanner takes this file for a leak.
func fake(a, b string) string { return a + b }

func scanned(t testing.TB, mode disclosure.Mode, name, content string, change ...func(*disclosure.Case)) []gate.Check {
	t.Helper()
	in := passing(t)
	in.Mode = mode
	in.Files = map[string][]byte{name: []byte(content)}
	for _, c := range change {
		c(in.Case)
	}
	return gate.Run(in)
}

func TestScannerFindsWhatMustNotBePublished(t *testing.T) {
	const (
		target, creds, mails  = "target_defanged", "no_credentials", "no_mail_addresses"
		links, ips            = "no_live_links", "no_ip_addresses"
		full, limited         = disclosure.Full, disclosure.Limited
		page, markdown, image = "index.html", "index.md", "timeline.svg"
	)
	tests := []struct {
		name, check, file string
		mode              disclosure.Mode
		text              string
		found             bool
	}{
		{"the live address", target, markdown, full, "see " + liveTarget, true},
		{"the bare host", target, markdown, full, "see example-bucket.s3.eu-west-3.amazonaws.com", true},
		{"in capitals", target, markdown, full, "EXAMPLE-BUCKET.S3.EU-WEST-3.AMAZONAWS.COM", true},
		{"the bare bucket", target, markdown, full, "the bucket example-bucket was open", true},
		{"the bucket as an s3 address", target, markdown, full, "aws s3 ls s3://example-bucket", true},
		{"at another endpoint", target, markdown, full, "https://s3.amazonaws.com/example-bucket/", true},
		{"the bucket in a longer name is another one", target, markdown, full, "my-example-bucket-2", false},
		{"defanged in a full writeup", target, markdown, full, "hxxps://example-bucket[.]s3[.]eu-west-3[.]amazonaws[.]com/", false},
		{"defanged once", target, markdown, full, "example-bucket[.]s3.eu-west-3.amazonaws.com", false},
		{"the bucket beside a defanged address", target, markdown, full, "example-bucket at s3[.]amazonaws[.]com", true},
		{"only the scheme is defanged", target, markdown, full, "hxxps://example-bucket.s3.eu-west-3.amazonaws.com", true},
		{"defanged in a limited writeup", target, markdown, limited, "hxxps://example-bucket[.]s3[.]eu-west-3[.]amazonaws[.]com/", true},
		{"defanged with words in a limited writeup", target, markdown, limited, "example-bucket (dot) s3 (dot) eu-west-3 (dot) amazonaws (dot) com", true},
		{"in an attribute", target, page, full, `<a href="https://example-bucket.s3.eu-west-3.amazonaws.com/x">here</a>`, true},
		{"in a comment", target, page, full, `<!-- example-bucket.s3.eu-west-3.amazonaws.com -->`, true},
		{"with entities", target, page, full, "example-bucket&#46;s3&period;eu-west-3&#x2e;amazonaws.com", true},
		{"with an address escape", target, page, full, `<a href="/go?to=https%3A%2F%2Fexample%2Dbucket.s3.eu-west-3.amazonaws.com">`, true},
		{"with tags within", target, page, full, "exam<b>ple</b>-buc<wbr>ket.s3<span class=x>.eu-west-3</span>.amazonaws.com", true},
		{"with soft hyphens", target, page, full, "example-&shy;bucket.s3.eu-west-3.\u200bamazonaws.com", true},
		{"with escapes of JSON", target, "data.json", full, `{"u":"https:\/\/example-bucket\u002es3.eu-west-3.amazonaws.com\/"}`, true},
		{"with escapes of Markdown", target, markdown, full, `example\-bucket\.s3\.eu\-west\-3\.amazonaws\.com`, true},
		{"in a text of the picture", target, image, full, "<text><tspan>example-bucket</tspan><tspan>.s3.eu-west-3.amazonaws.com</tspan></text>", true},
		{"in a page within an address", target, page, full, `<img src="data:image/svg+xml;base64,` +
			base64.StdEncoding.EncodeToString([]byte("<svg>\n<text>example-bucket.s3.eu-west-3.amazonaws.com</text></svg>")) + `">`, true},
		{"in the name of the file", target, "example-bucket.html", full, "nothing", true},
		{"another bucket of the provider", target, markdown, full, "docs.aws.amazon.com and other.s3.eu-west-3.amazonaws.com", false},

		{"an access key of AWS", creds, markdown, full, "key " + fake("AKIA", "IOSFODNN7EXAMPLE"), true},
		{"a secret key of AWS", creds, markdown, full, "aws_secret_access_key = " + fake("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"), true},
		{"a private key", creds, markdown, full, fake("-----BEGIN RSA ", "PRIVATE KEY-----"), true},
		{"a private key of OpenSSH", creds, page, full, "<pre>" + fake("-----BEGIN OPENSSH ", "PRIVATE KEY-----"), true},
		{"a public key is none", creds, markdown, full, "-----BEGIN PUBLIC KEY-----", false},
		{"an address with a password", creds, markdown, full, fake("https://admin:hunter2", "@files.example.com/"), true},
		{"a database with a password", creds, markdown, full, fake("postgres://app:s3cr3t", "@db.example.com:5432/x"), true},
		{"a database without one", creds, markdown, full, "postgres://db.example.com:5432/x", false},
		{"a Slack token", creds, markdown, full, fake("xoxb-", "123456789012-abcdefABCDEF"), true},
		{"a GitHub token", creds, markdown, full, fake("ghp_", "abcdefghijklmnopqrstuvwxyz0123456789"), true},
		{"a fine-grained GitHub token", creds, markdown, full, fake("github_pat_", "11ABCDEFG0abcdefghijkl"), true},
		{"a key in a query", creds, markdown, full, "?api_key=" + fake("Zk3f9QbT", "71mmPq20"), true},
		{"a key in JSON", creds, "a.json", full, `"apiKey": "` + fake("Zk3f9QbT", "71mmPq20") + `"`, true},
		{"a bearer token", creds, markdown, full, "Authorization: Bearer " + fake("Zk3f9QbT71mmPq20", "Zk3f9QbT71mmPq20"), true},
		{"a basic header", creds, markdown, full, "authorization: basic " + fake("YWRtaW46", "aHVudGVyMg=="), true},
		{"a signed token", creds, markdown, full, fake("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.abcdefghij"), true},
		{"a signed address", creds, markdown, full, "X-Amz-Signature=" + strings.Repeat("ab12", 16), true},
		{"a password of a configuration", creds, markdown, full, "DB_PASSWORD=" + fake("hunter2", "!x"), true},
		{"a password in capitals and small letters", creds, markdown, full, "password: " + fake("korrektHorse", "Batterie"), true},
		{"with tags within a secret", creds, page, full, fake("AKIA", "IOSF<b>ODNN7</b>EXAMPLE"), true},
		{"a sentence about passwords", creds, markdown, full, "No password: anyone could read it. The password was required.", false},
		{"a secret that was taken out", creds, markdown, full, "password=********, api_key=[REDACTED], token: <redacted>", false},
		{"a sentence about keys", creds, markdown, full, "Rotate every API key: each one was readable. The access token expired.", false},
		{"a digest is no secret", creds, markdown, full, "sha256: " + strings.Repeat("0a", 32), false},

		{"a mail address", mails, markdown, full, "Write to jane.doe@nextmotion.net.", true},
		{"a mail link", mails, page, full, `<a href="mailto:jane@nextmotion.net?subject=x">`, true},
		{"a mail address with entities", mails, page, full, "jane&commat;nextmotion&#46;net", true},
		{"a defanged mail address is still one", mails, markdown, full, "jane [at] nextmotion [dot] net", true},
		{"a picture for dense screens", mails, page, full, "logo@2x.png", false},
		{"a style rule", mails, page, full, "@media print { }", false},
		{"an address that nobody has", mails, markdown, full, "jane@example.org", false},
		{"a mailbox of a role", mails, markdown, full, "Write to security@nextmotion.net or dpo-fr@nextmotion.net.", false},
		{"a handle", mails, markdown, full, "ask @example on the network", false},

		{"a link to the asset", links, page, full, `<a href="https://example-bucket.s3.eu-west-3.amazonaws.com/a">`, true},
		{"a link without scheme", links, page, full, `<img src="//example-bucket.s3.eu-west-3.amazonaws.com/a.png">`, true},
		{"a link with a port", links, page, full, `http://example-bucket.s3.eu-west-3.amazonaws.com:8080/`, true},
		{"a link with a user before the host", links, page, full, `https://www.example.org@example-bucket.s3.eu-west-3.amazonaws.com/`, true},
		{"a link to the press", links, page, full, `<a href="https://www.example.org/news/2020/02/14">`, false},
		{"a link to an address", links, markdown, full, "http://8.8.8.8/files", true},
		{"a link to an address in one number", links, markdown, full, "http://134744072/", true},
		{"a link to an address in hexadecimal", links, markdown, full, "http://0x08080808/", true},
		{"a link to an IPv6 address", links, markdown, full, "https://[2606:4700::1111]/", true},
		{"a double slash in a path", links, markdown, full, "https://www.example.org//8", false},

		{"an IPv4 address", ips, markdown, full, "the host 8.8.4.4 answered", true},
		{"an IPv4 address at the end of a sentence", ips, markdown, full, "It was 8.8.4.4.", true},
		{"an IPv6 address", ips, markdown, full, "the host 2606:4700::1111 answered", true},
		{"a long IPv6 address", ips, markdown, full, "2606:4700:0:0:0:0:0:1111", true},
		{"a private address leads nobody anywhere", ips, markdown, full, "10.20.30.40", false},
		{"a version of four numbers", ips, markdown, full, "Fixed in version 1.7.8.10.", false},
		{"a version beside its label", ips, page, full, "<dt>Affected versions</dt><dd>1.7.8.10, 1.7.8.11</dd>", false},
		{"an address after a version", ips, markdown, full, "It runs version 1.7.8.10 at 8.8.4.4.", true},
		{"advice about loopback", ips, markdown, full, "Bind it to 127.0.0.1 or ::1, never to 0.0.0.0.", false},
		{"addresses for documentation", ips, markdown, full, "192.0.2.7 and 2001:db8::7", false},
		{"a version of five parts", ips, markdown, full, "version 1.2.3.4.5", false},
		{"a number out of range", ips, markdown, full, "build 10.0.19041.300", false},
		{"a time of day", ips, markdown, full, "07:33:05 and 08:12", false},
		{"a style", ips, page, full, "a::before { } .x::after { }", false},
		{"numbers of a drawing", ips, image, full, `<path d="M1.2.3.4L5.6.7.8"/>`, false},
		{"an address in a text of the drawing", ips, image, full, `<path d="M1 2"/><text>8.8.4.4</text>`, true},
		{"defanged in a full writeup", ips, markdown, full, "8[.]8[.]4[.]4", false},
		{"defanged in a limited writeup", ips, markdown, limited, "8[.]8[.]4[.]4", true},
	}
	for _, tt := range tests {
		t.Run(tt.check+"/"+tt.name, func(t *testing.T) {
			c := stateOf(t, scanned(t, tt.mode, tt.file, "first line\n\n"+tt.text+"\nlast line\n"), tt.check)
			if (c.State == gate.CheckFail) != tt.found {
				t.Fatalf("%s: %s (%s)", tt.check, c.State, c.Reason)
			}
			if tt.found && !strings.Contains(c.Reason, tt.file+" line 3: ") && !strings.Contains(c.Reason, "the name of") {
				t.Errorf("the reason %q has no place", c.Reason)
			}
		})
	}
}

func TestHostsThatManyShareAreNoLocators(t *testing.T) {
	asset := func(kind, target, key string) func(*disclosure.Case) {
		return func(c *disclosure.Case) {
			c.Assets[0].Kind, c.Assets[0].Target, c.Assets[0].Key = kind, target, key
		}
	}
	tests := []struct {
		name   string
		change func(*disclosure.Case)
		text   string
		found  bool
	}{
		{"the endpoint of the provider", asset("s3", "https://s3.eu-west-3.amazonaws.com/patients-2020/", ""), "hosted at s3.eu-west-3.amazonaws.com", false},
		{"the endpoint with the bucket", asset("s3", "https://s3.eu-west-3.amazonaws.com/patients-2020/", ""), "s3.eu-west-3.amazonaws.com/patients-2020", true},
		{"the bucket of a path", asset("s3", "https://s3.eu-west-3.amazonaws.com/patients-2020/", ""), "bucket patients-2020", true},
		{"a bucket with an everyday name", asset("s3", "https://s3.eu-west-3.amazonaws.com/files/", ""), "the files were open", false},
		{"a bucket with an everyday name, as an address", asset("s3", "https://s3.eu-west-3.amazonaws.com/files/", ""), "s3://files", true},
		{"the vendor's own site", asset("http", "https://www.nextmotion.net/backup/", ""), "the vendor, nextmotion.net", false},
		{"the place on the vendor's own site", asset("http", "https://www.nextmotion.net/backup/", ""), "www.nextmotion.net/backup", true},
		{"a file at that place", asset("http", "https://www.nextmotion.net/backup", ""), "www.nextmotion.net/backup/db.sql", true},
		{"another place on the vendor's own site", asset("http", "https://www.nextmotion.net/backup/", ""), "https://www.nextmotion.net/news", false},
		{"a host of the vendor", asset("http", "https://files.nextmotion.net/", ""), "files.nextmotion.net", true},
		{"a host below it", asset("http", "https://files.nextmotion.net/", ""), "a.files.nextmotion.net", true},
		{"a longer name", asset("http", "https://files.nextmotion.net/", ""), "profiles.nextmotion.net", false},
		{"a server by its address", asset("redis", "redis://8.8.4.4:6379", ""), "8.8.4.4", true},
		{"a server without a scheme", asset("elasticsearch", "search.example.org:9200", ""), "search.example.org", true},
		{"the second server of a list", asset("mongodb", "mongodb://a.example.org:27017,b.example.org:27017/x", ""), "b.example.org", true},
		{"this machine in advice", asset("s3", "http://127.0.0.1:9000/demo-bucket/", ""), "Bind to 127.0.0.1.", false},
		{"this machine as the asset", asset("s3", "http://127.0.0.1:9000/demo-bucket/", ""), "127.0.0.1:9000", true},
		{"a known object", asset("s3", liveTarget, "scans/0001-face.jpg"), "such as scans/0001-face.jpg", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := stateOf(t, scanned(t, disclosure.Full, "index.md", tt.text, tt.change), "target_defanged")
			if (c.State == gate.CheckFail) != tt.found {
				t.Errorf("%s (%s)", c.State, c.Reason)
			}
		})
	}
}

func TestFindingsNeverRepeatTheSecret(t *testing.T) {
	secrets := []string{
		fake("AKIA", "IOSFODNN7EXAMPLE"), fake("ghp_", "abcdefghijklmnopqrstuvwxyz0123456789"), "jane.doe@nextmotion.net", "8.8.4.4",
		fake("hunter2", "hunter2"), "example-bucket",
	}
	text := strings.Join(secrets[:4], "\n") + "\npassword=" + secrets[4] + "\n" + liveTarget
	for _, c := range scanned(t, disclosure.Full, "index.md", text) {
		for _, s := range secrets {
			if strings.Contains(c.Reason, s) {
				t.Errorf("%s repeats what it found: %s", c.Name, c.Reason)
			}
		}
	}
}

func TestManyFindingsAreCounted(t *testing.T) {
	var b strings.Builder
	for i := range 12 {
		fmt.Fprintf(&b, "user%d@nextmotion.net\n", i)
	}
	c := stateOf(t, scanned(t, disclosure.Full, "index.md", b.String()), "no_mail_addresses")
	if !strings.HasSuffix(c.Reason, "; and 7 more") || strings.Count(c.Reason, "line") != 5 {
		t.Errorf("reason %q", c.Reason)
	}
}

func TestNothingRenderedIsNothingRead(t *testing.T) {
	in := passing(t)
	in.Files = nil
	checks := gate.Run(in)
	for _, name := range []string{"target_defanged", "no_credentials", "no_mail_addresses", "no_live_links", "no_ip_addresses"} {
		if c := stateOf(t, checks, name); c.State != gate.CheckFail {
			t.Errorf("%s is %s", name, c.State)
		}
	}
}

func TestAPictureIsScannedForWhatCannotBeChance(t *testing.T) {
	noise := append([]byte("\x89PNG\r\n\x1a\n\x00 a@b.co 8.8.4.4 "), bytes.Repeat([]byte{0xff, 0x00, '@'}, 100)...)
	in := passing(t)
	in.Files = map[string][]byte{"card.png": noise}
	for _, c := range gate.Run(in) {
		if c.State == gate.CheckFail {
			t.Errorf("%s failed: %s", c.Name, c.Reason)
		}
	}
	in.Files["card.png"] = append(noise, []byte("tEXt example-bucket.s3.eu-west-3.amazonaws.com")...)
	if c := stateOf(t, gate.Run(in), "target_defanged"); c.State != gate.CheckFail {
		t.Errorf("a target in the metadata of a picture: %s", c.Reason)
	}
}

func FuzzScanner(f *testing.F) {
	f.Add("index.html", "<p>text</p>", "", "")
	f.Add("index.md", "&#46;%2e\\u002e\\.", "<b>", "</b>")
	f.Add("a.svg", "data:image/svg+xml;base64,PHN2Zz4=", "[.]", "::")
	f.Add("", "\xff\xfe\x00", "\n", "\r")
	secret := fake("AKIA", "IOSFODNN7EXAMPLE")
	f.Fuzz(func(t *testing.T, name, content, before, after string) {
		in := passing(t)
		in.Files = map[string][]byte{name: []byte(content)}
		for _, mode := range []disclosure.Mode{disclosure.Full, disclosure.Limited} {
			in.Mode = mode
			gate.Run(in)
		}
		// Whatever stands around it: on a line of its own it is found, and not repeated.
		in.Files = map[string][]byte{"x": []byte(before + "\n" + secret + "\n" + after)}
		c := stateOf(t, gate.Run(in), "no_credentials")
		if c.State != gate.CheckFail || strings.Contains(c.Reason, secret) && !strings.Contains(before+after, secret) {
			t.Errorf("%s: %s", c.State, c.Reason)
		}
	})
}

func BenchmarkGate(b *testing.B) {
	in := passing(b)
	page := strings.Repeat(`<p class="x">On <time datetime="2020-02-05">5 February 2020</time> the vendor, <a href="https://nextmotion.net/news">`+
		"NextMotion</a>, closed the bucket hxxps://example-bucket[.]s3[.]amazonaws[.]com/ &amp; told nobody.</p>\n", 400)
	in.Files = map[string][]byte{"index.html": []byte(page), "index.md": []byte(page[:len(page)/4])}
	b.SetBytes(int64(len(page) + len(page)/4))
	b.ReportAllocs()
	for b.Loop() {
		gate.Run(in)
	}
}
