package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/person"
)

// signers is a folder with a team whose people sign with OpenSSH, and a case that alice recorded.
type signers struct {
	t   *testing.T
	dir string
	id  string
}

func newSigners(t *testing.T, names ...string) *signers {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("OpenSSH is not installed: ssh-keygen is missing")
	}
	s := &signers{t: t, dir: t.TempDir()}
	file := "team: {name: T}\npeople:\n  - {name: alice, role: lead, login: alice}\n"
	for _, name := range names {
		s.keygen("-q", "-N", "", "-C", name+"@example.org", "-t", "ed25519", "-f", s.path(name))
		file += "  - {name: " + name + ", role: lead, ssh_keys: ['" + strings.TrimSpace(s.read(name+".pub")) + "']}\n"
	}
	s.write(config.FileName, file)
	cfg, err := config.Load(s.path(config.FileName), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), cfg, app.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	alice := disclosure.Actor{Name: "alice", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "alice", Proof: person.ByLogin}}
	c, err := a.Desk.NewCase(t.Context(), alice, record.Record{Facts: disclosure.Facts{
		Title: "Open S3 bucket", Assets: []disclosure.Asset{{Kind: "s3", Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	s.id = string(c.ID)
	return s
}

func (s *signers) path(name string) string { return filepath.Join(s.dir, name) }

func (s *signers) read(name string) string {
	s.t.Helper()
	b, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

func (s *signers) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *signers) keygen(args ...string) {
	s.t.Helper()
	if out, err := exec.CommandContext(s.t.Context(), "ssh-keygen", args...).CombinedOutput(); err != nil {
		s.t.Fatalf("ssh-keygen %v: %v\n%s", args, err, out)
	}
}

// bot runs a call and wants its exit code.
func (s *signers) bot(want int, args ...string) (out, errs string) {
	s.t.Helper()
	var o, e bytes.Buffer
	code := Main(s.t.Context(), append([]string{"--dir", s.dir}, args...), Streams{In: strings.NewReader(""), Out: &o, Err: &e}, func(string) string { return "" })
	if code != want {
		s.t.Errorf("bot %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), code, want, o.String(), e.String())
	}
	return o.String(), e.String()
}

// approve is `bot publish approve` for a stub.
func (s *signers) approve(want int, args ...string) (out, errs string) {
	s.t.Helper()
	return s.bot(want, append([]string{"publish", "approve", s.id, "--mode", "stub"}, args...)...)
}

// preview gives the files of the stub to people who sign elsewhere.
func (s *signers) preview(names ...string) {
	s.t.Helper()
	for _, name := range names {
		var o, e bytes.Buffer
		args := []string{"--dir", s.dir, "publish", "preview", s.id, "--mode", "stub", "--out", s.path("look"), "--for", name}
		if code := MainAs(s.t.Context(), "alice", args, Streams{In: strings.NewReader(""), Out: &o, Err: &e}, func(string) string { return "" }); code != session.ExitOK {
			s.t.Errorf("a preview for %s: exit code %d\n%s", name, code, e.String())
		}
	}
}

func TestAPersonSignsWithOpenSSHHereOrElsewhere(t *testing.T) {
	t.Parallel()
	s := newSigners(t, "bob", "carol", "dave")
	if _, errs := s.approve(session.ExitRefused, "--sign", "--ssh-key", s.path("bob")); !strings.Contains(errs, "bob has not seen these files") || !strings.Contains(errs, "add --for bob") {
		t.Errorf("%s", errs)
	}
	s.preview("bob", "carol", "dave")
	if out, _ := s.approve(session.ExitOK, "--sign", "--ssh-key", s.path("bob")); !strings.Contains(out, "approved by bob, signed with bob's key: the stub writeup") {
		t.Errorf("%s", out)
	}

	text, how := s.approve(session.ExitOK, "--statement", "--signer", "carol")
	if !strings.HasPrefix(text, "daylight approval 1\ninstance: ") || !strings.Contains(text, "\napproved by: carol\n") || !strings.Contains(how, "ssh-keygen -Y sign -n daylight-approval -f KEY.pub approval.txt") {
		t.Errorf("%s%s", text, how)
	}
	s.write("approval.txt", text)
	s.keygen("-q", "-Y", "sign", "-n", "daylight-approval", "-f", s.path("carol"), s.path("approval.txt"))
	s.approve(session.ExitRefused, "--signature", s.path("approval.txt.sig"), "--lang", "fr") // another decision
	s.approve(session.ExitOK, "--signature", s.path("approval.txt.sig"))

	s.write("other.txt", strings.Replace(text, "carol", "dave", 1))
	s.write("other.txt.sig", s.read("approval.txt.sig"))
	s.approve(session.ExitRefused, "--signature", s.path("other.txt.sig"))

	// dave is the third: somebody has to accept him first.
	if _, errs := s.approve(session.ExitRefused, "--sign", "--ssh-key", s.path("dave")); !strings.Contains(errs, "bob or carol can accept it: they run `bot people accept dave --sign`") {
		t.Errorf("%s", errs)
	}
	if out, _ := s.bot(session.ExitOK, "people", "list"); !strings.Contains(out, "no: waits until somebody accepts it") {
		t.Errorf("%s", out)
	}
	s.bot(session.ExitRefused, "people", "accept", "dave", "--sign", "--ssh-key", s.path("dave"))
	if out, _ := s.bot(session.ExitOK, "people", "accept", "dave", "--sign", "--ssh-key", s.path("bob")); !strings.Contains(out, "of dave is accepted by bob") {
		t.Errorf("%s", out)
	}
	s.approve(session.ExitOK, "--sign", "--ssh-key", s.path("dave"))
	out, _ := s.bot(session.ExitOK, "people", "list", "--json")
	var all []struct{ Name, Standing string }
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 4 || all[3].Name != "dave" || all[3].Standing != "accepted" {
		t.Errorf("%s %v", out, err)
	}
	s.bot(session.ExitOK, "db", "verify")
}

func TestASignatureThatIsIncompleteSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := newSigners(t, "bob")
	s.keygen("-q", "-N", "", "-t", "ed25519", "-f", s.path("stranger"))
	s.write("empty", "")
	s.preview("bob")
	text, _ := s.approve(session.ExitOK, "--statement", "--signer", "bob")
	s.write("approval.txt", text)
	s.keygen("-q", "-Y", "sign", "-n", "daylight-approval", "-f", s.path("bob"), s.path("approval.txt"))
	s.write("alone", s.read("approval.txt.sig"))
	for _, c := range []struct {
		rule string
		args []string
		code int
		says string
	}{
		{"a key of nobody", []string{"--sign", "--ssh-key", s.path("stranger")}, session.ExitRefused, "belongs to nobody: add its line to ssh_keys"},
		{"a person of no configuration", []string{"--statement", "--signer", "mallory"}, session.ExitUsage, `the configuration names no "mallory"`},
		{"a person without a key", []string{"--statement", "--signer", "alice"}, session.ExitUsage, "has no ssh_keys of alice"},
		{"a key and no wish", []string{"--ssh-key", s.path("bob")}, session.ExitUsage, "belong to --sign or --statement"},
		{"a file that is no signature", []string{"--signature", s.path("empty")}, session.ExitUsage, "there is no SSH signature in this"},
		{"a signature without its text", []string{"--signature", s.path("alone")}, session.ExitUsage, "the text that was signed is missing"},
		{"an agent that has no such key", []string{"--sign", "--signer", "bob"}, session.ExitFailed, "Add the key to your agent"},
	} {
		if _, errs := s.approve(c.code, c.args...); !strings.Contains(errs, c.says) {
			t.Errorf("%s: %s", c.rule, errs)
		}
	}
	s.write("both", text+s.read("approval.txt.sig"))
	s.approve(session.ExitOK, "--signature", s.path("both"))
}
