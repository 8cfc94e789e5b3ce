package e2e

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/cli"
	"daylight/disclosure"
)

const callConfig = `team: {name: Daylight test team, site: "https://daylight.example", policy: "https://daylight.example/policy", contact: team@daylight.example, signer: Rosa, timezone: UTC}
people:
  - {name: Rosa, role: researcher}
  - {name: Lena, role: lead, login: lena}
  - {name: Vic, role: viewer, login: vic}
probe: {allow_private: [127.0.0.0/8]}
web: {listen: "127.0.0.1:0"}
`

// unseenCase is a case that comes from elsewhere: nobody of ours has ever asked its asset.
const unseenCase = `case:
  title: An open list of invoices
  vendor: {name: Other, country: GB}
  assets: [{kind: http_listing, target: "https://files.other.example/export/"}]
  exposed: {records: 900, data: [invoices]}
events:
  - {kind: discovered, at: 2019-01-24}
  - {kind: contacted, at: 2019-01-27, party: vendor, channel: email}
  - {kind: fix_claimed, at: 2019-02-05, party: vendor}
`

const wordlessKind = `{"name": "solr", "over": "http", "path": "/solr/", "open": [{"status": [200], "body": "solr"}], "closed": [{"status": [401], "body": "auth"}]}`

// folder is where the database lies. The command line opens it too, as another process would.
func (s *scene) folder() string { return filepath.Dir(s.cfg.Database.Path) }

// calling is a scene for calls on the command line. Its time is the system's, because theirs is.
func calling(t *testing.T) *scene {
	t.Helper()
	s := newScene(t, "CLI")
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	s.file("config.yaml", callConfig)
	return s
}

// file writes a file into the folder of the scene and returns its name.
func (s *scene) file(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.folder(), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// call runs the command line as Lena and returns what it said and its exit code.
func (s *scene) call(ctx context.Context, dir string, args ...string) (said string, code int) {
	return s.callAs(ctx, "lena", dir, args...)
}

func (s *scene) callAs(ctx context.Context, login, dir string, args ...string) (said string, code int) {
	var out bytes.Buffer
	streams := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &out}
	code = cli.MainAs(ctx, login, append([]string{"--dir", dir}, args...), streams, func(string) string { return "" })
	return out.String(), code
}

// refused is what a call was told that has to end with a code.
func (s *scene) refused(want int, args ...string) string {
	s.t.Helper()
	return s.refusedTo("lena", want, args...)
}

// refusedTo is [scene.refused] for somebody else.
func (s *scene) refusedTo(login string, want int, args ...string) string {
	s.t.Helper()
	said, code := s.callAs(s.t.Context(), login, s.folder(), args...)
	if code != want {
		s.t.Errorf("exit code %d, want %d", code, want)
	}
	return said
}

func callRow(what, way, name, does, sees, shows string, drive func(s *scene) string) unknownRow {
	return unknownRow{name: way + ": " + name, what: what, way: way, does: does, sees: sees, shows: shows, build: calling, drive: drive}
}

func unknownCalls() []unknownRow {
	return []unknownRow{
		callRow("unknown", "CLI", "a kind that nobody knows", "An asset has a kind that nobody knows. It is refused.", "the nearest kind", `the nearest is "redis"`,
			func(s *scene) string {
				return s.refused(2, "case", "new", "--title", "A store", "--vendor", "Other", "--asset", "reddis=db.example:6379")
			}),
		callRow("unknown", "import", "a kind that nobody knows", "A case file names a kind that nobody knows. Nothing of it is imported.", "the line and the nearest kind", `redis`,
			func(s *scene) string {
				return s.refused(2, "case", "import", s.file("case.yaml", strings.Replace(unseenCase, "kind: http_listing", "kind: reddis", 1)))
			}),
		callRow("unknown", "CLI", "several addresses in one", "A target was pasted with a second one. Daylight takes neither; brackets, quotes and commas around one are cut, and said in `read_as`.", "what to write instead", "several addresses",
			func(s *scene) string {
				return s.refused(2, "case", "new", "--title", "A list", "--vendor", "Other", "--asset", "http_listing=https://a.example/export/, https://b.example/")
			}),
		callRow("unknown", "CLI", "a definition without words", "A definition of a team has no words for its kind. The configuration is refused.", "the file, the definition and what is missing", "missing: words.en",
			func(s *scene) string {
				s.file("wordless/solr.json", wordlessKind)
				dir := filepath.Dir(s.file("wordless/config.yaml", strings.Replace(callConfig, "allow_private", "definitions: [solr.json], allow_private", 1)))
				said, code := s.call(s.t.Context(), dir, "config", "check")
				if code == 0 {
					s.t.Error("the configuration is taken")
				}
				return said
			}),
		callRow("restored", "CLI", "a database that is gone", "The database is missing. No new one is begun.", "what to do", "put the file back", func(s *scene) string {
			dir := filepath.Dir(s.file("gone/config.yaml", callConfig))
			s.copied(s.cfg.Database.Key, filepath.Join(dir, "daylight.key"))
			said, code := s.call(s.t.Context(), dir, "case", "list")
			if _, err := os.Stat(filepath.Join(dir, "daylight.db")); code == 0 || !errors.Is(err, fs.ErrNotExist) {
				s.t.Errorf("exit code %d, a database was begun: %v", code, err)
			}
			return said
		}),
		callRow("restored", "CLI", "the database of another instance", "The database belongs to another instance, as its key says. It is not opened.", "what does not fit, and what to do", "the key does not fit the database", func(s *scene) string {
			dir := filepath.Dir(s.file("other/config.yaml", callConfig))
			if said, code := s.call(s.t.Context(), dir, "init"); code != 0 {
				s.t.Fatal(said)
			}
			for _, of := range []string{"", ".mark"} {
				s.copied(s.cfg.Database.Key+of, filepath.Join(dir, "daylight.key"+of))
			}
			said, code := s.call(s.t.Context(), dir, "case", "list")
			if code == 0 {
				s.t.Error("it was opened")
			}
			return said
		}),
		{
			name: "CLI: a second process serves", what: "changed meanwhile", way: "CLI", shows: "is served already, by process",
			does: "A second process wants to serve the same database. It is refused.", sees: "who serves it", build: served,
			drive: func(s *scene) string {
				second, cancel := context.WithTimeout(s.t.Context(), 3*time.Second)
				defer cancel()
				said, _ := s.call(second, s.folder(), "serve")
				return said
			},
		},
		{
			name: "CLI: a draft that was changed", what: "changed meanwhile", way: "CLI", shows: "has changed",
			does:  "Somebody approves a text that was changed since they read it. The version that they named is refused.",
			sees:  "the conflict; who named no version is decided anew",
			build: changedDraft,
			drive: func(s *scene) string { return s.refused(1, "draft", "approve", string(s.id), "D1", "--revision", "1") },
		},
		{
			name: "CLI: a report of a closure that our own answer contradicts", what: "never seen", way: "CLI", shows: "closure_contradicted", recorded: true, asks: "/claim/",
			does:  "A report of a closure is older than an open answer of ours. It ends nothing, nothing is open \"again\", and the asset is asked once more.",
			sees:  "`closure_contradicted` in the timeline, and a remark of lint",
			build: calling,
			drive: func(s *scene) string {
				said, code := s.call(s.t.Context(), s.folder(), "event", "add", string(s.id), "closed", "--at", "2020-01-26", "--text", "the press says so", "--source", "press")
				if code != 0 {
					s.t.Fatal(said)
				}
				return s.newest()
			},
		},
		{
			name: "restore: an old copy that is put back", what: "restored", way: "restore", shows: "old copy",
			does:  "An older copy of the database is put back after a first contact left. Nothing is sent again, and the bot waits for `bot db resume`.",
			sees:  "why, in every call, on the board and in health; uncertain messages on the agenda",
			build: rewound,
			drive: func(s *scene) string { return s.waits() },
		},
	}
}

// changedDraft is a case with a draft that was changed once.
func changedDraft(t *testing.T) *scene {
	s := calling(t)
	contact := s.contact(s.id, disclosure.Email, vendorAddress)
	d, _, err := s.app.Desk.NewDraft(t.Context(), s.person(s.app, "Rosa"), s.id, disclosure.FirstContact, contact, "en")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.Desk.EditDraft(t.Context(), s.person(s.app, "Rosa"), s.id, d.ID, "", "Other words.\n"); err != nil {
		t.Fatal(err)
	}
	return s
}

// rewound is a bot on a copy of its database from before the first contact left, which its vendor has.
func rewound(t *testing.T) *scene {
	s := leftAfterBackup(t, true)
	s.putBack()
	return s
}

func (s *scene) backup() string { return filepath.Join(s.folder(), "old.db") }

// leftAfterBackup is a bot that was stopped after a first contact left. Its backup is from before: the message is queued in
// it, or only approved.
func leftAfterBackup(t *testing.T, queued bool) *scene {
	s := newScene(t, "restore")
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	d := s.approved(s.id, disclosure.FirstContact, s.contact(s.id, disclosure.Email, vendorAddress))
	queue := func() {
		if _, err := s.app.Desk.SendDraft(t.Context(), s.person(s.app, "Lena"), s.id, d.ID); err != nil {
			t.Fatal(err)
		}
	}
	if queued {
		queue()
	}
	if _, err := s.app.Backup(t.Context(), s.backup()); err != nil {
		t.Fatal(err)
	}
	if !queued {
		queue()
	}
	s.drain()
	if len(s.letters(vendorAddress)) != 1 {
		t.Fatal("the vendor has no mail")
	}
	if err := s.app.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

// putBack puts the backup in the place of the database by hand, and starts the bot on it.
func (s *scene) putBack() {
	s.t.Helper()
	for _, more := range []string{"-wal", "-shm"} {
		_ = os.Remove(s.cfg.Database.Path + more)
	}
	s.copied(s.backup(), s.cfg.Database.Path)
	s.app = s.bot()
}

func (s *scene) copied(from, to string) {
	s.t.Helper()
	in, err := os.Open(from)
	if err != nil {
		s.t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		s.t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		s.t.Fatal(err)
	}
}
