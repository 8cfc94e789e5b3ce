package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// The files that tell what belongs to an edition.
const (
	FileManifest = "manifest.json"
	FileSums     = "SHA256SUMS" // as `sha256sum -c` reads it; it names every file but itself
)

// Manifest says which files an edition has and where the record of its case stood when it went out.
type Manifest struct {
	Case     disclosure.CaseID `json:"case"`
	Lang     string            `json:"lang"`
	Mode     disclosure.Mode   `json:"mode"`
	Revision int               `json:"revision"`
	On       string            `json:"on"`     // the day on which it went out, in the team's zone
	Digest   string            `json:"digest"` // of the files without that day: what was approved
	Chain    string            `json:"chain"`  // hash of the newest event before it, SHA-256 in hex; `bot publish verify` looks it up
	Files    map[string]Sum    `json:"files"`  // by name
}

// Sum is the hash and the size of a file.
type Sum struct {
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// Seal adds manifest and list of hashes to the files of a page. chain is the hash of the newest event before it went out.
func (p *Page) Seal(id disclosure.CaseID, lang string, chain [32]byte) error {
	m := Manifest{
		Case: id, Lang: lang, Mode: p.Edition.Mode, Revision: p.Edition.Number, On: p.Edition.On.String(), Digest: p.Digest,
		Chain: hex.EncodeToString(chain[:]), Files: map[string]Sum{},
	}
	for name, content := range p.Files {
		m.Files[name] = sumOf(content)
	}
	raw, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return fault.Errorf(fault.Internal, "the manifest could not be written: %w", err)
	}
	p.Files[FileManifest] = append(raw, '\n')
	var sums bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		fmt.Fprintf(&sums, "%s  %s\n", sumOf(p.Files[name]).SHA256, name)
	}
	p.Files[FileSums] = sums.Bytes()
	return nil
}

func sumOf(content []byte) Sum {
	h := sha256.Sum256(content)
	return Sum{SHA256: hex.EncodeToString(h[:]), Bytes: len(content)}
}

// maxFile bounds what is read of a folder, in bytes.
const maxFile = 16 << 20

// Check reads a folder and compares it with its manifest. problems say what does not fit. The error is one of a folder that holds no
// page.
func Check(dir string) (m Manifest, problems []string, err error) {
	raw, err := read(dir, FileManifest)
	if err != nil {
		return m, nil, fault.Errorf(fault.Invalid, "%s holds no page: its %s cannot be read", dir, FileManifest)
	}
	if err := json.Unmarshal(raw, &m); err != nil || m.Case == "" || len(m.Files) == 0 {
		return m, nil, fault.Errorf(fault.Invalid, "the %s in %s is none of Daylight's", FileManifest, dir)
	}
	page := Page{Files: map[string][]byte{}}
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		content, err := read(dir, name)
		switch {
		case err != nil:
			problems = append(problems, name+" is missing or cannot be read")
			continue
		case sumOf(content) != m.Files[name]:
			problems = append(problems, name+" is not the file that the manifest names")
		}
		page.Files[name] = content
	}
	if len(problems) > 0 {
		return m, problems, nil
	}
	day, err := civil.ParseDate(m.On)
	if err != nil {
		return m, []string{"the manifest names no day"}, nil //nolint:nilerr // it is a problem of the folder
	}
	var chain [32]byte
	if n, err := hex.Decode(chain[:], []byte(clipped(m.Chain))); err != nil || n != len(chain) {
		return m, []string{"the manifest names no event"}, nil //nolint:nilerr // as above
	}
	page.Digest, page.Edition.Mode, page.Edition.Number, page.Edition.On = m.Digest, m.Mode, m.Revision, day
	if err := page.Seal(m.Case, m.Lang, chain); err != nil {
		return m, nil, err
	}
	for _, name := range []string{FileManifest, FileSums} {
		if content, err := read(dir, name); err != nil || !bytes.Equal(content, page.Files[name]) {
			problems = append(problems, name+" is not as Daylight wrote it")
		}
	}
	return m, problems, nil
}

// clipped keeps a hash that is too long from writing beyond its place.
func clipped(s string) string {
	if len(s) > 64 {
		return ""
	}
	return s
}

// read reads a file of a folder, and nothing outside of it.
func read(dir, name string) ([]byte, error) {
	if !filepath.IsLocal(name) || filepath.Base(name) != name {
		return nil, fault.Errorf(fault.Invalid, "%q is no name of a file of a page", name)
	}
	f, err := os.Open(filepath.Join(dir, name)) //nolint:gosec // the caller names the folder
	if err != nil {
		return nil, fmt.Errorf("a file of the page: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("a file of the page: %w", err)
	}
	return content, nil
}

// Stale returns the files of the edition in a folder that the new one does not have any more. A folder with the page of another
// case, or in another language, is refused: an address keeps its page. A folder without a manifest has nothing of ours.
func Stale(dir string, id disclosure.CaseID, lang string, files map[string][]byte) ([]string, error) {
	raw, err := read(dir, FileManifest)
	if err != nil {
		return nil, nil //nolint:nilerr // nothing of ours lies there
	}
	var m Manifest
	if err := json.Unmarshal(raw, &m); err != nil || m.Case == "" {
		return nil, fault.Errorf(fault.Invalid, "the %s in %s is none of Daylight's: choose another folder", FileManifest, dir)
	}
	if m.Case != id || m.Lang != lang {
		return nil, fault.Errorf(fault.Invalid, "%s holds the page of %s in %s: an address keeps its page, so choose another folder", dir, m.Case, m.Lang)
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		if _, stays := files[name]; !stays && filepath.IsLocal(name) && filepath.Base(name) == name {
			out = append(out, filepath.Join(dir, name))
		}
	}
	return out, nil
}
