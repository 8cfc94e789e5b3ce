package email_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daylight/notify/email"
)

// largeMail yields a mail of a size in bytes: the answer of a person first, then an attachment in base64.
func largeMail(size int64) io.Reader {
	head := "From: Jane <jane@vendor.example>\r\nTo: team@example.org\r\nSubject: Re: Open bucket\r\nIn-Reply-To: <" + ourID + ">\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nI have closed the bucket, sorry for the delay.\r\n--b\r\n" +
		"Content-Type: application/zip\r\nContent-Disposition: attachment; filename=logs.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	const tail = "\r\n--b--\r\n"
	return io.MultiReader(strings.NewReader(head), io.LimitReader(&lines{}, size-int64(len(head)+len(tail))), strings.NewReader(tail))
}

// lines repeats a line of base64.
type lines struct{ at int }

func (l *lines) Read(p []byte) (int, error) {
	const line = "UEsDBBQAAAAIAAAAIQBhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODkrLysvKy8v\r\n"
	n := 0
	for n < len(p) {
		k := copy(p[n:], line[l.at:])
		l.at, n = (l.at+k)%len(line), n+k
	}
	return n, nil
}

// TestTheBeginningOfAMail has sizes around what is read of a mail whole, 25 MiB.
func TestTheBeginningOfAMail(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine has nothing for the race detector; the run without -short does it")
	}
	t.Parallel()
	const most = 25 << 20
	for size, whole := range map[int64]bool{2000: true, most: true, most + 1: false} {
		raw, got, err := email.Beginning(largeMail(size))
		if err != nil || got != size || (int64(len(raw)) == size) != whole {
			t.Errorf("%d bytes: %d of %d, %v", size, len(raw), got, err)
		}
		m, err := email.Read(raw)
		if err != nil || m.Class != email.Person || m.Words() != "I have closed the bucket, sorry for the delay." || !slices.Equal(m.Attachments, []string{"logs.zip"}) {
			t.Errorf("%d bytes: %s %q %q, %v", size, m.Class, m.Words(), m.Attachments, err)
		}
	}
	broken := errors.New("gone")
	if _, _, err := email.Beginning(io.MultiReader(largeMail(most+1), &failing{broken})); !errors.Is(err, broken) {
		t.Errorf("a mail that breaks off behind its beginning: %v", err)
	}
}

// TestWhatIsReadOfALargeMail has mails of 20 MB whose words, notice or second author come late.
// TestALargeMailOfAFile: its beginning is held, its size is that of all of it, and the mail behind it is whole.
func TestALargeMailOfAFile(t *testing.T) {
	t.Parallel()
	const size = 26 << 20
	in := io.MultiReader(strings.NewReader("From a b\n"), largeMail(size), strings.NewReader("\n\nFrom c d\nSubject: y\n\nz\n"))
	var got []string
	for one, err := range email.Mails(in) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, fmt.Sprint(one.Size)); len(one.Bytes) > 256<<10 || cap(one.Bytes) > 1<<20 {
			t.Errorf("%d bytes are held, with room for %d", len(one.Bytes), cap(one.Bytes))
		}
	}
	if want := []string{fmt.Sprint(size + 2), "14"}; !slices.Equal(got, want) {
		t.Errorf("sizes %q, want %q", got, want)
	}
}

func TestWhatIsReadOfALargeMail(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine has nothing for the race detector; the run without -short does it")
	}
	t.Parallel()
	const from = "From: Jane <jane@vendor.example>\r\nTo: team@example.org\r\nSubject: Re: Open bucket\r\nMIME-Version: 1.0\r\n"
	const words = "I have closed the bucket, sorry for the delay."
	mixed := from + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	zip := "--b\r\nContent-Type: application/zip; name=a.zip\r\n\r\n" + strings.Repeat("UEsDBBQAAAAIAAAAIQBh\r\n", 20_000_000/22) + "\r\n"
	text := "--b\r\nContent-Type: text/plain; charset=%s\r\n\r\n%s\r\n--b--\r\n"
	umlauts := strings.Repeat("größer ", 100)
	for rule, c := range map[string]struct {
		raw   string
		holds func(m email.Mail) bool
	}{
		"words behind an attachment": {mixed + zip + fmt.Sprintf(text, "utf-8", words), func(m email.Mail) bool {
			return m.Class == email.Person && m.Words() == words && slices.Equal(m.Attachments, []string{"a.zip"})
		}},
		"words and then text without end": {from + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + words + "\r\n" + strings.Repeat(umlauts+"\r\n", 20_000), func(m email.Mail) bool {
			return strings.HasPrefix(m.Text, words) && strings.Contains(m.Text, umlauts) && !strings.Contains(m.Text, "Ã") && len(m.Text) <= 1<<20
		}},
		"a text that is one line": {mixed + fmt.Sprintf(text, "utf-8", words+strings.Repeat(" x", 10_000_000)), func(m email.Mail) bool {
			return strings.HasPrefix(m.Text, words+" x")
		}},
		"a second author behind a header without end": {from + strings.Repeat("X-A: "+strings.Repeat("a", 900)+"\r\n", 22_000) + "From: x@attacker.example\r\n\r\n" + words + "\r\n", func(m email.Mail) bool {
			return m.Froms == 2 && m.From == "jane@vendor.example" && m.Words() == words
		}},
		"a notice behind an attachment": {strings.Replace(mixed, "Jane <jane@vendor.example>", "MAILER-DAEMON@mx.vendor.example", 1) + zip +
			"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.vendor.example\r\n\r\nFinal-Recipient: rfc822; security@vendor.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n", func(m email.Mail) bool {
			return m.Class == email.Bounced && m.Bounce.Status == "5.1.1" && m.Bounce.Address() == "security@vendor.example"
		}},
	} {
		m, err := email.Read([]byte(c.raw))
		if err != nil || !c.holds(m) {
			t.Errorf("%s: %s, %d authors, %q, %q, %.200q, %+v, %v", rule, m.Class, m.Froms, m.Attachments, m.Defects, m.Text, m.Bounce, err)
		}
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// largeEnv makes the test's program a child that reads a mail of so many bytes and prints how much memory it needed.
const largeEnv = "DAYLIGHT_MAIL_LARGE"

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func largeChild(text string) {
	n := number(strings.TrimPrefix(text, "mbox"))
	in := largeMail(n)
	if n < 0 { // parts of text, as many as there may be
		in = io.MultiReader(strings.NewReader("From: a@vendor.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"),
			strings.NewReader(strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\n"+strings.Repeat("some words\r\n", 4500), 450)))
	}
	var err error
	if size, file := strings.CutPrefix(text, "mbox"); file { // as a file of mails, of which this is the second
		in = io.MultiReader(strings.NewReader("From a b\nSubject: x\n\nshort\n\nFrom c d\n"), largeMail(number(size)))
		for one, broken := range email.Mails(in) {
			if err = broken; err == nil {
				_, err = email.Read(one.Bytes)
			}
		}
	} else {
		var raw []byte
		if raw, _, err = email.Beginning(in); err == nil {
			_, err = email.Read(raw)
		}
	}
	if err != nil {
		panic(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	for line := range bytes.Lines(status) {
		if kb, ok := bytes.CutPrefix(line, []byte("VmHWM:")); ok {
			if _, err := os.Stdout.Write(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(kb), []byte("kB")))); err != nil {
				panic(err)
			}
		}
	}
}

// maxMemory bounds what reading the largest mails may need, in MB.
const maxMemory = 200

// BenchmarkReadLarge reads mails in a process each and reports the most memory that it had (VmHWM): the largest that is read whole,
// that size in 450 texts, and one of 60 MB, alone and in a file of mails.
func BenchmarkReadLarge(b *testing.B) {
	for name, size := range map[string]string{"25MiB": strconv.Itoa(25 << 20), "24MBOfTexts": "-1", "60MB": "60000000", "60MBInAFileOfMails": "mbox60000000"} {
		b.Run(name, func(b *testing.B) {
			most := 0.0
			for b.Loop() {
				child := exec.CommandContext(b.Context(), os.Args[0])
				child.Env = append(os.Environ(), largeEnv+"="+size)
				out, err := child.Output()
				if err != nil {
					b.Fatal(err)
				}
				kb, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
				if err != nil {
					b.Fatalf("%q", out)
				}
				most = max(most, kb/1000)
			}
			if b.ReportMetric(most, "MB"); most > maxMemory {
				b.Errorf("%.0f MB of memory, at most %d", most, maxMemory)
			}
		})
	}
}

// BenchmarkRead10k reads 10,000 mails, the samples again and again, as `bot mail classify` reads each.
func BenchmarkRead10k(b *testing.B) {
	const mails = 10_000
	var all [][]byte
	for _, raw := range samples(b) {
		all = append(all, raw)
	}
	b.ReportAllocs()
	for b.Loop() {
		for i := range mails {
			if m, err := email.Read(all[i%len(all)]); err != nil || m.Class == "" {
				b.Fatal(m.Class, err)
			}
		}
	}
	b.ReportMetric(float64(mails*b.N)/b.Elapsed().Seconds(), "mails/s")
}
