package e2e

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// elsewhere is another folder, with a configuration if there is to be one.
func (s *scene) elsewhere(name, config string) string {
	s.t.Helper()
	if config != "" {
		return filepath.Dir(s.file(name+"/config.yaml", config))
	}
	dir := filepath.Join(s.folder(), name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		s.t.Fatal(err)
	}
	return dir
}

// serves is what `bot serve` is told in a folder where it must not begin anything.
func (s *scene) serves(dir string) string {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), 3*time.Second)
	defer stop()
	said, code := s.call(ctx, dir, "serve")
	if _, err := os.Stat(filepath.Join(dir, "daylight.db")); code == 0 || !errors.Is(err, fs.ErrNotExist) {
		s.t.Errorf("exit code %d, a database was begun: %v", code, err)
	}
	return said
}

func unknownBeginnings() []unknownRow {
	return []unknownRow{
		callRow("restored", "CLI", "a database of 0 bytes", "The database is there and has 0 bytes. No new one is begun, so no id is given twice.", "what to do",
			"something emptied it. Restore a backup", func(s *scene) string {
				dir := s.elsewhere("emptied", callConfig)
				s.file("emptied/daylight.db", "")
				said, code := s.call(s.t.Context(), dir, "case", "list")
				if info, err := os.Stat(filepath.Join(dir, "daylight.db")); code == 0 || err != nil || info.Size() != 0 {
					s.t.Errorf("exit code %d, it was written to: %v", code, err)
				}
				return said
			}),
		callRow("restored", "CLI", "it is to serve without a database", "`bot serve` where there is a configuration and no database. It does not begin one, and ends.", "what to do",
			"and it is not there: run `bot init", func(s *scene) string { return s.serves(s.elsewhere("fresh", callConfig)) }),
		callRow("unknown", "CLI", "it is to serve without a configuration", "`bot serve` where there is no configuration. It does not run on defaults that nobody chose.", "what to do",
			"there is no configuration", func(s *scene) string { return s.serves(s.elsewhere("nothing", "")) }),
		callRow("changed meanwhile", "CLI", "many write notes at once", "People who named no version of a case write to it at the same moment. Each of them is decided anew on what is there; none is told of a version that they never saw, and no note is lost.",
			"every note in the timeline", "20 of 20 notes", notesAtOnce),
		{
			name: "restore: a backup that is restored", what: "restored", way: "restore", shows: "restored on",
			does:  "`bot db restore` puts back a backup from before a first contact left. A new epoch begins: nothing is sent, and the bot waits for `bot db resume`.",
			sees:  "why, in every call, on the board and in health; what the database before knew more, listed",
			build: restoredByCall, drive: func(s *scene) string { return s.waits() },
		},
		{
			name: "restore: somebody who may only look resumes", what: "stranger", way: "restore", shows: "requires the role lead",
			does: "An old copy waits for a person, and a viewer runs `bot db resume`. It waits on.",
			sees: "which rank it takes", build: rewoundForCalls,
			drive: func(s *scene) string { return s.refusedTo("vic", 3, "db", "resume", "--yes") },
		},
		{
			name: "restore: somebody sends while it waits", what: "restored", way: "restore", shows: "nothing leaves until a person says that work goes on",
			does: "An old copy waits for a person, and a lead sends a message by a call beside it. It is refused.",
			sees: "what has to be done first", build: approvedAndRewound,
			drive: func(s *scene) string { return s.refused(3, "draft", "send", string(s.id), "D1", "--yes") },
		},
	}
}

// notesAtOnce lets ten people write two notes each, with a call for each note.
func notesAtOnce(s *scene) string {
	var all sync.WaitGroup
	for who := range 10 {
		all.Go(func() {
			for n := range 2 {
				if said, code := s.call(s.t.Context(), s.folder(), "event", "add", string(s.id), "note", "--at", "2020-01-25", "--text", fmt.Sprintf("note %d of %d", n, who)); code != 0 {
					s.t.Error(said)
				}
			}
		})
	}
	all.Wait()
	events, err := s.app.Desk.Events(s.t.Context(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	kept := map[string]bool{}
	for i := range events {
		if strings.HasPrefix(events[i].Text, "note ") {
			kept[events[i].Text] = true
		}
	}
	return fmt.Sprintf("%d of 20 notes", len(kept))
}

// waits runs a bot that has to wait for a person, and returns why it does.
func (s *scene) waits() string {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), 700*time.Millisecond)
	defer stop()
	if err := s.app.Run(ctx); err != nil {
		s.t.Error(err)
	}
	w, err := s.app.Waiting(s.t.Context())
	if err != nil || w == nil {
		s.t.Errorf("it works: %v", err)
		return "it works"
	}
	return w.Entry.Text
}

// restoredByCall is a bot whose backup from before the first contact left was restored by the command for it.
func restoredByCall(t *testing.T) *scene {
	s := leftAfterBackup(t, true)
	s.file("config.yaml", callConfig)
	said, code := s.call(t.Context(), s.folder(), "db", "restore", s.backup(), "--yes")
	if code != 0 || !strings.Contains(said, "It knows more than the backup") {
		t.Fatal(code, said)
	}
	s.app = s.bot()
	return s
}

// rewoundForCalls is the bot of [rewound], with a configuration for calls beside it.
func rewoundForCalls(t *testing.T) *scene {
	s := rewound(t)
	s.file("config.yaml", callConfig)
	return s
}

// approvedAndRewound is a copy from before somebody said that the first contact shall leave.
func approvedAndRewound(t *testing.T) *scene {
	s := leftAfterBackup(t, false)
	s.putBack()
	s.file("config.yaml", callConfig)
	return s
}

// served is a scene whose database another process serves.
func served(t *testing.T) *scene {
	s := calling(t)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if said, code := s.call(ctx, s.folder(), "serve"); code != 0 {
			t.Errorf("the first process ends with %d: %s", code, said)
		}
	}()
	t.Cleanup(func() { stop(); <-done })
	eventually(t, "it is served", func() (bool, string) {
		jobs := s.work("CLI")
		return slices.ContainsFunc(jobs, func(job string) bool { return strings.HasPrefix(job, "tick/") }), strings.Join(jobs, "\n")
	})
	return s
}
