package db

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"filippo.io/age"

	"daylight/disclosure/fault"
)

// keyFileLimit bounds what is read from a key file, in bytes.
const keyFileLimit = 16 << 10

// Key is the instance's secret: it seals blobs, and other keys are derived from it. Printing it shows its public
// half only.
type Key struct {
	identity *age.X25519Identity
	path     string // of its file
}

// LoadOrCreateKey reads the key from an age identity file, or makes the file, mode 0600, when there is none. A file
// that others can read is refused.
func LoadOrCreateKey(path string) (*Key, error) {
	k, err := loadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "a key could not be made: %w", err)
	}
	if err := writeKey(path, identity); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fault.Errorf(fault.Invalid, "the key file could not be written: %w", err)
	}
	// What counts is what stands in the file: another process may have been faster.
	return loadKey(path)
}

// LoadKey reads the key from an age identity file. A file that is missing, or that others can read, is refused.
func LoadKey(path string) (*Key, error) { return loadKey(path) }

// Identity returns the age identity that seals and opens blobs.
func (k *Key) Identity() *age.X25519Identity { return k.identity }

// Derive returns 32 bytes for one purpose, always the same for the same key (HKDF-SHA256, RFC 5869). They tell
// nothing about the key nor about those of another purpose.
func (k *Key) Derive(purpose string) []byte {
	out, err := hkdf.Key(sha256.New, []byte(k.identity.String()), []byte("daylight"), purpose, sha256.Size)
	if err != nil {
		panic("db: HKDF of 32 bytes: " + err.Error()) // cannot happen: only absurd lengths fail
	}
	return out
}

// String shows the public half.
func (k *Key) String() string { return k.identity.Recipient().String() }

// GoString shows the public half, for %#v.
func (k *Key) GoString() string { return "db.Key(" + k.String() + ")" }

// LogValue shows the public half.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

func loadKey(path string) (*Key, error) {
	f, err := os.Open(path) //nolint:gosec // G304: the operator's own path
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the key file could not be opened: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the key file could not be opened: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fault.Errorf(fault.Invalid,
			"others can read the key file %s (mode %04o): run chmod 600 on it", path, mode)
	}
	text, err := io.ReadAll(io.LimitReader(f, keyFileLimit+1))
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the key file could not be read: %w", err)
	}
	broken := fault.Errorf(fault.Invalid,
		"%s is not a key file: it holds exactly one line AGE-SECRET-KEY-1… beside comments; put the right file back", path)
	if len(text) > keyFileLimit {
		return nil, broken
	}
	// The parser's error is dropped: it may quote the line.
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil || len(ids) != 1 {
		return nil, broken
	}
	identity, ok := ids[0].(*age.X25519Identity)
	if !ok {
		return nil, broken
	}
	return &Key{identity: identity, path: path}, nil
}

// writeKey makes the file whole or not at all, and never replaces one: the name appears once the content is on disk.
func writeKey(path string, identity *age.X25519Identity) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil { //nolint:gosec // G703: the operator's own path
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }() //nolint:gosec // G703: a name made here
	_, err = io.WriteString(f, "# This is the key of the database. Keep a copy apart from its backups:\n"+
		"# without it the stored mails and drafts cannot be read.\n"+
		"# public key: "+identity.Recipient().String()+"\n"+identity.String()+"\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // G304: the folder of an operator's own path
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
