package db

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
)

// sample is a closed database with two cases, a message and texts.
func sample(t *testing.T, identity *age.X25519Identity) (string, disclosure.Blob) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.db")
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: identity})
	if err != nil {
		t.Fatal(err)
	}
	blob, err := disclosure.NewBlob([]byte("Dear vendor, a bucket of yours is open."), nil)
	if err != nil {
		t.Fatal(err)
	}
	message := disclosure.Message{Key: "DL-2020-0001/first_contact/C1/1", ID: "<a@b>", Raw: blob.Ref, State: disclosure.MessageApproved}
	commit := dbtest.Next(dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)), dbtest.Note("alpha"), dbtest.Note("beta"),
		disclosure.Event{
			Kind: disclosure.KindApproved, At: civil.OnDay(2020, 1, 27), Visibility: disclosure.InternalOnly,
			Detail: disclosure.Detail{Message: &message},
		})
	commit.Blobs = []disclosure.Blob{blob}
	if err := s.Commit(t.Context(), commit); err != nil {
		t.Fatal(err)
	}
	dbtest.Put(t, s, dbtest.ID(2), nil, dbtest.Recorded(dbtest.Facts(2)), dbtest.Note("gamma"))
	report, err := s.Verify(t.Context(), nil)
	if err != nil || !report.Clean() || report.Cases != 2 || report.Events != 6 || report.Blobs != 1 {
		t.Fatalf("before: %+v, %v", report, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path, blob
}

func TestVerifyFindsTampering(t *testing.T) {
	identity := testIdentity(t)
	path, _ := sample(t, identity)
	const noTriggers = `DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete; DROP TRIGGER events_in_order; DROP TRIGGER cases_keep`
	for _, v := range []struct {
		name, change, want string
		guarded            bool // the triggers have to go first, which is found, too
	}{
		{"a changed text", `UPDATE events SET body = replace(body, 'alpha', 'omega') WHERE seq = 2`, "event 2: its text or its hash was changed", true},
		{"a changed hash", `UPDATE events SET hash = zeroblob(32) WHERE case_id = 'DL-2020-0001' AND seq = 2`, "event 2: its text or its hash was changed", true},
		{"a changed link", `UPDATE events SET prev = zeroblob(32) WHERE case_id = 'DL-2020-0001' AND seq = 3`, "event 3: it is not linked", true},
		{"hashes of a wrong length", `UPDATE events SET prev = x'00' WHERE case_id = 'DL-2020-0001' AND seq = 3`, "event 3: its hashes have the wrong length", true},
		{"a changed kind", `UPDATE events SET kind = 'closed' WHERE case_id = 'DL-2020-0001' AND seq = 2`, "event 2: its columns", true},
		{"a changed time", `UPDATE events SET recorded_at = 0 WHERE case_id = 'DL-2020-0001' AND seq = 2`, "event 2: its columns", true},
		{"an unreadable event", `UPDATE events SET body = '{' WHERE case_id = 'DL-2020-0001' AND seq = 2`, "event 2: it could not be read", true},
		{"an event taken out", `DELETE FROM events WHERE case_id = 'DL-2020-0001' AND seq = 2`, "event 2 is missing", true},
		{"the first event taken out", `DELETE FROM events WHERE case_id = 'DL-2020-0001' AND seq = 1`, "event 1 is missing", true},
		{"the last event taken out", `DELETE FROM events WHERE case_id = 'DL-2020-0001' AND seq = 4`, "its last event is 3", true},
		{"all events taken out", `DELETE FROM events WHERE case_id = 'DL-2020-0001'`, "no event", true},
		{"a case taken out", `DELETE FROM cases WHERE id = 'DL-2020-0002'`, "no row of the case", true},
		{"an event of another case", `UPDATE events SET case_id = 'DL-2020-0002', seq = 3 WHERE case_id = 'DL-2020-0001' AND seq = 4`, "event 3: it is not linked", true},
		{"a trigger taken out", `DROP TRIGGER events_no_update`, "the trigger events_no_update is gone", false},
		{"a trigger made harmless", `DROP TRIGGER events_no_update; CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END`, "the trigger events_no_update is gone", false},
		{"a changed head", `UPDATE cases SET head = zeroblob(32) WHERE id = 'DL-2020-0001'`, "the head of its chain", false},
		{"a changed version", `UPDATE cases SET version = 3 WHERE id = 'DL-2020-0001'`, "version 3", false},
		{"a changed case", `UPDATE cases SET content = replace(content, 'Open bucket', 'Shut bucket') WHERE id = 'DL-2020-0001'`, "the stored case", false},
		{"an unreadable case", `UPDATE cases SET content = '[]' WHERE id = 'DL-2020-0001'`, "the stored case", false},
		{"a changed title", `UPDATE cases SET title = 'x' WHERE id = 'DL-2020-0001'`, "column Title", false},
		{"a changed deadline", `UPDATE cases SET next_due = 5 WHERE id = 'DL-2020-0001'`, "column NextDue", false},
		{"a hidden case", `UPDATE cases SET listed = 0 WHERE id = 'DL-2020-0001'`, "column Listed", false},
		{"a changed number", `UPDATE cases SET number = 9 WHERE id = 'DL-2020-0001'`, "the parts of the id", false},
		{"a message taken out", `DELETE FROM messages`, "the index of messages", false},
		{"a target of nobody", `INSERT INTO targets VALUES ('https://x/', 'DL-2020-0001')`, "the index of targets", false},
		{"a target of no case", `INSERT INTO targets VALUES ('https://x/', 'DL-2020-0099')`, "refers to nothing in cases", false},
		{"a changed full text", `UPDATE cases_fts SET notes = 'x' WHERE rowid = 1`, "the full text", false},
		{"a full text taken out", `DELETE FROM cases_fts WHERE rowid = 1`, "the full text", false},
		{"a full text of no case", `INSERT INTO cases_fts (rowid, title) VALUES (99, 'x')`, "entry 99 of the full text", false},
		{"a text taken out", `DELETE FROM blobs`, "missing and was not erased", false},
		{"a changed text of a mail", `UPDATE blobs SET body = zeroblob(300)`, "could not be decrypted", false},
		{"a changed salt", `UPDATE blobs SET salt = x'00'`, "is not what its name says", false},
	} {
		t.Run(v.name, func(t *testing.T) {
			file := copyOf(t, path)
			changes := strings.Split(v.change, "; CREATE")
			if len(changes) == 2 {
				changes[1] = "CREATE" + changes[1]
			}
			if v.guarded {
				changes = append(strings.Split(noTriggers, "; "), changes...)
			}
			alter(t, file, changes...)
			report, err := VerifyFile(t.Context(), file, identity, agenda.ListingOf)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(report.Problems, func(p Problem) bool { return strings.Contains(p.String(), v.want) }) {
				t.Errorf("problems %v, want %q", report.Problems, v.want)
			}
			if report.Err() == nil {
				t.Error("no error")
			}
		})
	}
}

func TestVerifyTellsProgress(t *testing.T) {
	s := openTest(t)
	fill(t, s, 1, 10, 3)
	var calls []int
	report, err := s.Verify(t.Context(), func(done, total int) { calls = append(calls, done*100+total) })
	if err != nil || !report.Clean() {
		t.Fatal(report, err)
	}
	if len(calls) != 10 || calls[0] != 110 || calls[9] != 1010 {
		t.Errorf("progress %v", calls)
	}
}

func TestDamagedPageIsFound(t *testing.T) {
	identity := testIdentity(t)
	path, _ := sample(t, identity)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := 0
	for page := 4096; page < len(b); page += 4096 {
		broken := slices.Clone(b)
		copy(broken[page:], bytes.Repeat([]byte{0xff}, 256))
		file := filepath.Join(t.TempDir(), "damaged.db")
		if err := os.WriteFile(file, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := VerifyFile(t.Context(), file, identity, agenda.ListingOf)
		if err != nil || !report.Clean() {
			damaged++
		}
	}
	if pages := len(b)/4096 - 1; damaged != pages {
		t.Errorf("%d of %d damaged pages were found", damaged, pages)
	}
}

func TestErasedTextLeavesTheChainAndTheDisk(t *testing.T) {
	identity := testIdentity(t)
	path, blob := sample(t, identity)
	s := openAt(t, path, identity)
	var sealedBody []byte
	if err := s.r.QueryRowContext(t.Context(), `SELECT body FROM blobs WHERE ref = $1`, string(blob.Ref)).Scan(&sealedBody); err != nil {
		t.Fatal(err)
	}
	if !onDisk(t, path, sealedBody[60:120]) {
		t.Fatal("the sealed text is not on disk: the test looks for the wrong thing")
	}
	if err := s.EraseBlob(t.Context(), blob.Ref); err != nil {
		t.Fatal(err)
	}
	if onDisk(t, path, sealedBody[60:120]) || onDisk(t, path, blob.Salt) {
		t.Error("the erased text is still on disk")
	}
	report, err := s.Verify(t.Context(), nil)
	if err != nil || !report.Clean() {
		t.Errorf("after erasing: %+v, %v", report, err)
	}
}

func TestTextsAreEncryptedOnDisk(t *testing.T) {
	s := openTest(t)
	const secret = "the bucket name is very-secret-bucket"
	blob, err := disclosure.NewBlob([]byte(secret), nil)
	if err != nil {
		t.Fatal(err)
	}
	in := ledger.Inbound{Channel: disclosure.Email, Key: "mail/1"}
	job := dbtest.InboundJob()
	if _, _, err := s.Receive(t.Context(), in, blob, job); err != nil {
		t.Fatal(err)
	}
	if onDisk(t, s.path, []byte("very-secret-bucket")) {
		t.Error("plain text is on disk")
	}
	if !onDisk(t, s.path, []byte("age-encryption.org/v1")) {
		t.Error("nothing encrypted is on disk: the test looks in the wrong place")
	}
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if onDisk(t, s.path, []byte("very-secret-bucket")) || onDisk(t, s.path, []byte(s.identity.String())) {
		t.Error("plain text or key is on disk")
	}
}

// onDisk looks for bytes in the file and in its log. Descriptors are opened and closed beside SQLite on purpose: its
// locks have to survive that.
func onDisk(t *testing.T, path string, what []byte) bool {
	t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		b, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(b, what) {
			return true
		}
	}
	return false
}
