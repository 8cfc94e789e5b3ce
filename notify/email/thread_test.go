package email_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/notify/email"
)

// TestOurMailTakesUpTheirThread has their mails with the newest first. What a mail server wrote is no mail of theirs.
func TestOurMailTakesUpTheirThread(t *testing.T) {
	t.Parallel()
	mail := func(id, subject string) []byte {
		return []byte("From: Desk <help@vendor.example>\r\nMessage-ID: <" + id + ">\r\nSubject: " + subject + "\r\n\r\nIt is in work, and we will write.\r\n")
	}
	for rule, c := range map[string]struct {
		mails [][]byte
		want  email.Thread
	}{
		"nothing came":                          {nil, email.Thread{}},
		"the newest of two":                     {[][]byte{mail("2@v.example", "Re: x"), mail("1@v.example", "Re: x")}, email.Thread{MessageID: "2@v.example"}},
		"a number of an older mail":             {[][]byte{mail("2@v.example", "Re: x"), mail("1@v.example", "[Ticket#482913] x")}, email.Thread{MessageID: "2@v.example", Ticket: "[Ticket#482913]"}},
		"a number in words":                     {[][]byte{mail("1@v.example", "Case 482913: x")}, email.Thread{MessageID: "1@v.example", Ticket: "#482913"}},
		"an id that could not stand in a field": {[][]byte{mail("a b@v.example", "Re: x")}, email.Thread{}},
		"a bounce":                              {[][]byte{[]byte("From: MAILER-DAEMON@v.example\r\nMessage-ID: <3@v.example>\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n550 5.1.1 user unknown\r\n")}, email.Thread{}},
	} {
		var got email.Thread
		for _, raw := range c.mails {
			got.Add(raw)
		}
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", rule, got, c.want)
		}
	}
	_, _, raw, err := testComposer(t).Compose(email.ComposeInput{
		Case: "DL-2020-0001", Contact: disclosure.Contact{ID: "C1", Address: "help@vendor.example"}, Subject: "Your bucket is still open", Body: "It is open.",
		Thread: []string{"ours@example.org", "2@v.example"}, Ticket: "[Ticket#482913]",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Subject: Your bucket is still open [Ticket#482913] [DL-2020-0001]", "In-Reply-To: <2@v.example>", "References: <ours@example.org> <2@v.example>"} {
		if !strings.Contains(strings.ReplaceAll(string(raw), "\r\n ", " "), want) {
			t.Errorf("%q is missing in:\n%s", want, raw)
		}
	}
}

func TestWhomNobodyShouldWriteTo(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"security@example.org": true, "noreply@example.org": false, "no-reply@example.org": false, "vendor-noreply@example.org": false, "donotreply@example.org": false,
		"nicht-antworten@example.org": false, "nora@example.org": true, "grüße@example.org": false, "x@[127.0.0.1]": false, strings.Repeat("a", 65) + "@example.org": false, "x": false,
	} {
		if err := email.Contactable(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestAttachmentsHaveSafeNames(t *testing.T) {
	t.Parallel()
	part := func(name string) string {
		return "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n\r\npdf\r\n"
	}
	names := []string{"../../etc/passwd", `C:\\boot.ini`, ".bashrc", "a.pdf", "A.pdf", "nul.txt", "x\u202efdp.exe", strings.Repeat("n", 300) + ".pdf", ""}
	raw := "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n"
	for _, n := range names {
		raw += part(n)
	}
	all, err := email.Attachments([]byte(raw + "--b--\r\n"))
	if err != nil || len(all) != len(names) {
		t.Fatalf("%d attachments: %v", len(all), err)
	}
	seen := map[string]bool{}
	for _, a := range all {
		low := strings.ToLower(a.Name)
		if a.Name == "" || seen[low] || strings.ContainsAny(a.Name, "/\\:\u202e") || strings.HasPrefix(a.Name, ".") || len(a.Name) > 104 || low == "nul.txt" || string(a.Data) != "pdf" {
			t.Errorf("%q, %q", a.Name, a.Data)
		}
		seen[low] = true
	}
}

func TestMailsOfAFile(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"": nil, "Subject: x\n\nFrom here\n": {"Subject: x\n\nFrom here\n"},
		"From a b\nSubject: x\n\n>From here\nFrom there\n\nFrom c d\nSubject: y\n\nz\n": {"Subject: x\n\nFrom here\nFrom there\n\n", "Subject: y\n\nz\n"},
	} {
		var got []string
		for raw, err := range email.Mails(strings.NewReader(in)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(raw.Bytes))
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzAttachmentsAndMails(f *testing.F) {
	f.Add([]byte("From a\nFrom: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf; name=\"../x\"\n\nx\n--b--\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for one := range email.Mails(strings.NewReader(string(raw))) {
			email.ReceivedAt(one.Bytes)
			all, _ := email.Attachments(one.Bytes) // an error is a mail that is shown raw
			for _, a := range all {
				if a.Name == "" || strings.ContainsAny(a.Name, "/\\\x00") || a.Name[0] == '.' {
					t.Fatalf("%q", a.Name)
				}
			}
		}
	})
}
