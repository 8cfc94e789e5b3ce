package email

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

	"daylight/disclosure/ledger"
)

// DryRun writes mails to a folder instead of sending them: <n>-<Message-ID>.eml, with exactly the bytes that would go
// out. It is the sender until a mail server is configured.
type DryRun struct {
	dir string
	mu  sync.Mutex
}

// NewDryRun returns a sender that writes to dir and creates it when needed.
func NewDryRun(dir string) *DryRun { return &DryRun{dir: dir} }

// Send writes the mail once; a second call finds the first one's file. The receipt is the file's name in the folder.
func (d *DryRun) Send(ctx context.Context, out ledger.Outgoing, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	for _, phase := range []string{PhaseConnect, PhaseDataEnd} {
		if err := mark(ctx, phase); err != nil {
			return outcome(stepMark, "", err)
		}
	}
	name, err := d.write(out)
	if err != nil {
		return ledger.Delivery{Kind: ledger.Retry, After: setupWait, Reason: "the mail could not be written to the dry-run folder: " + cause(err)}
	}
	return ledger.Delivery{Kind: ledger.Sent, Receipt: name, DryRun: true}
}

// Find looks for the file. Unlike a mail server, a folder gives a certain answer, so a missing mail is written
// now.
func (d *DryRun) Find(ctx context.Context, out ledger.Outgoing) ledger.Delivery {
	return d.Send(ctx, out, func(context.Context, string) error { return nil })
}

// write stores the bytes under a temporary name and then links them to the final one: a link appears whole or not at
// all, and fails if another process was faster.
func (d *DryRun) write(out ledger.Outgoing) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return "", err
	}
	tail := "-" + fileName(out) + ".eml"
	for {
		have, err := d.names()
		if err != nil {
			return "", err
		}
		if i := slices.IndexFunc(have, func(n string) bool { return cutNumber(n) == tail }); i >= 0 {
			return have[i], nil
		}
		name := fmt.Sprintf("%04d%s", len(have)+1, tail)
		err = d.link(name, dated(out.Bytes, out.Begun))
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
}

func (d *DryRun) link(name string, data []byte) error {
	tmp, err := os.CreateTemp(d.dir, ".mail-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Link(tmp.Name(), filepath.Join(d.dir, name))
}

func (d *DryRun) names() ([]string, error) {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".eml") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// cutNumber returns a file's name from its first hyphen on.
func cutNumber(name string) string { return strings.TrimLeft(name, "0123456789") }

// fileName is the Message-ID, or the key where there is none, in characters that every file system takes.
func fileName(out ledger.Outgoing) string {
	id := out.ID
	if id == "" {
		id = out.Key
	}
	id = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '@', r == '+':
			return r
		}
		return '_'
	}, id)
	return id[:min(len(id), 180)]
}

// cause leaves the paths of this machine out of an error.
func cause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Op + ": " + p.Err.Error()
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Op + ": " + l.Err.Error()
	}
	return "input or output error"
}
