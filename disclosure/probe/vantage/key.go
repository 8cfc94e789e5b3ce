package vantage

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

const (
	publicPrefix  = "ed25519:"
	privatePrefix = "ed25519-seed:"
	maxKeyFile    = 4 << 10
)

// Key is the private key of an agent. It prints as its public half, whatever the verb.
type Key struct{ private ed25519.PrivateKey }

// NewKey makes a key from random bytes.
func NewKey(random io.Reader) (*Key, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fault.Errorf(fault.Internal, "a key could not be made: %w", err)
	}
	return &Key{ed25519.NewKeyFromSeed(seed)}, nil
}

// Public returns the public half in the form that the configuration takes.
func (k *Key) Public() string { return publicPrefix + base64.StdEncoding.EncodeToString(k.public()) }

// ID returns the id of the public half.
func (k *Key) ID() string { return keyID(k.public()) }

// String is the public half.
func (k *Key) String() string { return k.Public() }

// GoString is the public half, for %#v.
func (k *Key) GoString() string { return "vantage.Key(" + k.Public() + ")" }

// Format keeps every verb from printing the private half.
func (k *Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.Public()) }

func (k *Key) public() ed25519.PublicKey {
	public, ok := k.private.Public().(ed25519.PublicKey)
	if !ok {
		panic("vantage: an Ed25519 key has an Ed25519 public half")
	}
	return public
}

// sign signs b for one purpose.
func (k *Key) sign(purpose string, b []byte) signed {
	return signed{Statement: b, Key: k.ID(), Signature: ed25519.Sign(k.private, append([]byte(purpose), b...))}
}

// seal derives the key for the seals of answers. Each agent has its own, so its seals can be compared with each other only.
func (k *Key) seal() ([]byte, error) {
	return hkdf.Key(sha256.New, k.private.Seed(), []byte("daylight vantage"), "probe answers", sha256.Size)
}

// keyID is a short digest of a public key, for records. It names a key; it does not prove anything.
func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// ParsePublicKey reads what [Key.Public] writes.
func ParsePublicKey(s string) (ed25519.PublicKey, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), publicPrefix)
	b, err := base64.StdEncoding.DecodeString(rest)
	if !ok || err != nil || len(b) != ed25519.PublicKeySize {
		return nil, fault.Errorf(fault.Invalid,
			"this is not the public key of an agent, which begins with %s and has 32 bytes in base64", publicPrefix).With(hint.ToSeeAgentKey())
	}
	return b, nil
}

// LoadOrCreateKey reads the key from a file. If there is no such file it creates key and file, and made is true.
func LoadOrCreateKey(path string, random io.Reader) (k *Key, made bool, err error) {
	k, err = loadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, false, err
	}
	if k, err = NewKey(random); err != nil {
		return nil, false, err
	}
	if err := writeKey(path, k); err != nil {
		if errors.Is(err, fs.ErrExist) { // another process created it meanwhile
			k, err = loadKey(path)
			return k, false, err
		}
		return nil, false, fault.Errorf(fault.Invalid, "the key file could not be written: %w", err)
	}
	return k, true, nil
}

// writeKey writes the file completely or not at all, and never overwrites one.
func writeKey(path string, k *Key) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".agent-key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // the link made below stays
	_, err = fmt.Fprintf(f, "# Private key of a Daylight probe agent. Public key: %s\n%s%s\n",
		k.Public(), privatePrefix, base64.StdEncoding.EncodeToString(k.private.Seed()))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// loadKey reads the key. It refuses a file that others can read, as ssh does.
func loadKey(path string) (*Key, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the key file could not be opened: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the key file could not be opened: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fault.Errorf(fault.Invalid, "others can read the key file %s (mode %04o): run chmod 600 on it", path, mode)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the key file could not be read: %w", err)
	}
	for line := range strings.Lines(string(b)) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), privatePrefix)
		if !ok {
			continue
		}
		if seed, err := base64.StdEncoding.DecodeString(rest); err == nil && len(seed) == ed25519.SeedSize {
			return &Key{ed25519.NewKeyFromSeed(seed)}, nil
		}
	}
	return nil, fault.Errorf(fault.Invalid, "%s holds no key of a probe agent: put the right file back", path)
}
