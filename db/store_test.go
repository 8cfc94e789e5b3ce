package db

import (
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"daylight/db/dbtest"
	"daylight/disclosure/agenda"
)

func TestStore(t *testing.T) {
	dbtest.Run(t, func(t *testing.T) dbtest.Store { return openTest(t) })
}

func TestStoreOfAnOlderVersion(t *testing.T) {
	dbtest.RunOlder(t, &agingStore{path: filepath.Join(t.TempDir(), "x.db"), identity: testIdentity(t)})
}

// agingStore is a store that is closed and opened again.
type agingStore struct {
	path     string
	identity *age.X25519Identity
	open     *Store
}

func (a *agingStore) Open(t *testing.T) dbtest.Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: a.path, Identity: a.identity, Clock: func() time.Time { return day0 }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if a.open == s {
			a.close(t)
		}
	})
	a.open = s
	return s
}

func (a *agingStore) Age(t *testing.T) {
	t.Helper()
	a.close(t)
	alter(t, a.path, append([]string{`DELETE FROM messages`}, spoiled...)...)
}

func (a *agingStore) close(t *testing.T) {
	t.Helper()
	if err := a.open.Close(); err != nil {
		t.Error(err)
	}
	a.open = nil
}
