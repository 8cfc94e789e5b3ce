package db

import (
	"bytes"
	"crypto/ed25519"
	"path/filepath"
	"testing"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/fault"
)

func TestOneCaseIsVerifiedAlone(t *testing.T) {
	s := openTest(t)
	for n := 1; n <= 3; n++ {
		dbtest.Put(t, s, dbtest.ID(n), nil, dbtest.Recorded(dbtest.Facts(n)), dbtest.Note("x"))
	}
	for n := 1; n <= 3; n++ {
		r, err := s.VerifyCase(t.Context(), dbtest.ID(n))
		if err != nil || !r.Clean() || r.Cases != 1 || r.Events != 2 {
			t.Errorf("case %d: %+v, %v", n, r, err)
		}
	}
	for _, id := range []disclosure.CaseID{"DL-2020-0004", "DL-2019-0001", "x"} {
		if _, err := s.VerifyCase(t.Context(), id); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, err := s.w.ExecContext(t.Context(), `UPDATE cases SET title = 'y' WHERE id = 'DL-2020-0002'`); err != nil {
		t.Fatal(err)
	}
	for n, clean := range map[int]bool{1: true, 2: false, 3: true} {
		if r, err := s.VerifyCase(t.Context(), dbtest.ID(n)); err != nil || r.Clean() != clean {
			t.Errorf("case %d: %+v, %v", n, r, err)
		}
	}
}

func TestLinksAreTheChain(t *testing.T) {
	s := openTest(t)
	dbtest.Put(t, s, dbtest.ID(1), nil, dbtest.Recorded(dbtest.Facts(1)), dbtest.Note("x"), dbtest.Note("y"))
	links, err := s.Links(t.Context(), dbtest.ID(1))
	if err != nil || len(links) != 3 {
		t.Fatalf("%v, %v", links, err)
	}
	events, err := s.Events(t.Context(), dbtest.ID(1))
	if err != nil {
		t.Fatal(err)
	}
	head := disclosure.ChainStart(dbtest.ID(1))
	for i := range events {
		b, err := events[i].Encode()
		if err != nil {
			t.Fatal(err)
		}
		if head = disclosure.ChainHash(head, b); links[i].Seq != i+1 || links[i].Hash != head {
			t.Errorf("link %d is %+v", i+1, links[i])
		}
	}
	if _, err := s.Links(t.Context(), dbtest.ID(2)); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}

func TestAKeySignsTheSameForOnePurposeOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key.txt")
	var keys [2]*Key
	for i := range keys {
		var err error
		if keys[i], err = LoadOrCreateKey(path); err != nil {
			t.Fatal(err)
		}
	}
	a, b, c := keys[0].Signer("proofs"), keys[1].Signer("proofs"), keys[0].Signer("else")
	if !a.Equal(b) || a.Equal(c) || bytes.Equal(a.Seed(), keys[0].Derive("proofs")) {
		t.Error("the purposes are mixed up")
	}
	if public, _ := a.Public().(ed25519.PublicKey); !ed25519.Verify(public, []byte("x"), ed25519.Sign(b, []byte("x"))) {
		t.Error("it does not verify")
	}
}
