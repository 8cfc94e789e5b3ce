package db

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"daylight/disclosure/fault"
)

// markLimit bounds what is read from a mark, in bytes.
const markLimit = 256 << 10

// mark says how far the database of an instance had come. It lies beside the key and not in the database, so that an
// old copy of the file which somebody puts back is recognised.
type mark struct {
	Instance  string    `json:"instance"`
	Epoch     int       `json:"epoch"`
	Sequence  int64     `json:"sequence"` // of the changes
	At        time.Time `json:"at"`
	Signature []byte    `json:"signature"`
	// People is who is accepted. An old copy of the database may not know who was retired since, nor that first use is over.
	People *peopleMark `json:"people,omitempty"`
}

// signed is what the signature covers.
func (m mark) signed() []byte {
	out := fmt.Appendf(nil, "daylight mark\n%s\n%d\n%d\n%s\n", m.Instance, m.Epoch, m.Sequence, m.At.UTC().Format(time.RFC3339Nano))
	if m.People == nil { // as marks were written before people were accepted
		return out
	}
	people, err := json.Marshal(m.People)
	if err != nil {
		panic("db: a list of people: " + err.Error()) // cannot happen
	}
	return append(append(out, people...), '\n')
}

// newer reports whether m is from a later time in the life of the instance than the other one.
func (m mark) newer(than mark) bool {
	return m.Epoch > than.Epoch || m.Epoch == than.Epoch && m.Sequence > than.Sequence
}

// outside keeps the mark of an instance beside its key.
type outside struct {
	key *Key
}

func (o outside) path() string { return o.key.path + ".mark" }

// read returns the mark, and false where there is none. One that this key has not signed is refused: what it says of
// the database cannot be believed, and neither can a database that lies beside it.
func (o outside) read() (mark, bool, error) {
	var m mark
	f, err := os.Open(o.path())
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err != nil {
		return m, false, fault.Errorf(fault.Invalid, "what is known about the database beside its key cannot be read: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, markLimit))
	if err != nil {
		return m, false, o.broken()
	}
	if json.Unmarshal(text, &m) != nil || !ed25519.Verify(o.signer().Public().(ed25519.PublicKey), m.signed(), m.Signature) { //nolint:forcetypeassert // it is of that type
		return m, false, o.broken()
	}
	return m, true, nil
}

func (o outside) broken() error {
	return fault.Errorf(fault.Invalid, "%s was not written with the key beside it: put the file back that belongs to the key, "+
		"or move it away, and Daylight asks a person before it works on", o.path())
}

func (o outside) signer() ed25519.PrivateKey { return o.key.Signer("mark of the database") }

// put writes a mark unless a newer one is there. When it returns, the mark is on disk.
func (o outside) put(m mark) (err error) {
	const doing = "how far the database has come could not be written beside its key: %w"
	lock := flock.New(o.key.path, flock.SetFlag(os.O_RDONLY))
	if err := lock.Lock(); err != nil {
		return fault.Errorf(fault.Unavailable, doing, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	have, ok, err := o.read()
	if err != nil {
		return err
	}
	if ok && have.Instance == m.Instance {
		// Another process may have come further, or know more of the people.
		further, knows := m.newer(have), m.People.newer(have.People)
		if !further && !knows {
			return nil
		}
		if !further {
			m.Epoch, m.Sequence, m.At = have.Epoch, have.Sequence, have.At
		}
		if !knows {
			m.People = have.People
		}
	}
	m.Signature = ed25519.Sign(o.signer(), m.signed())
	text, err := json.Marshal(m)
	if err != nil {
		return fault.Errorf(fault.Internal, doing, err)
	}
	if err := replaceFile(o.path(), append(text, '\n')); err != nil {
		return fault.Errorf(fault.Unavailable, doing, err)
	}
	return nil
}

// replaceFile gives a file new content, whole or not at all.
func replaceFile(path string, content []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".mark-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(f.Name()))
	}
	return syncDir(dir)
}
