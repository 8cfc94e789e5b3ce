package email

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/jhillyerd/enmime/v2"

	"daylight/disclosure/fault"
	"daylight/notify"
)

// Attachment is a part of a mail beside its text. Its bytes are foreign: nothing here opens them.
type Attachment struct {
	Name string // safe as the name of a file, and different from those of the others
	Type string // as claimed
	Data []byte
}

// Attachments returns what a mail holds beside its text. It fails with code Invalid where the mail cannot be taken apart.
func Attachments(raw []byte) (out []Attachment, err error) {
	defer func() {
		if recover() != nil {
			out, err = nil, fault.Errorf(fault.Invalid, "reading the mail caused a panic")
		}
	}()
	if len(raw) > maxMail {
		return nil, fault.Errorf(fault.Invalid, "the mail has %d bytes: at most %d are read", len(raw), maxMail)
	}
	if err := shape(raw); err != nil {
		return nil, fault.Errorf(fault.Invalid, "%w", err)
	}
	root, err := enmime.NewParser(enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true), enmime.MaxStoredPartErrors(20)).ReadParts(bytes.NewReader(raw))
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the structure of the mail is broken: %w", errors.New(notify.Cap(notify.Line(err.Error()), 100)))
	}
	used := map[string]bool{}
	attached(root, func(p *enmime.Part) {
		a := Attachment{Name: safeName(p.FileName, partType(p), len(out)+1), Type: notify.Cap(notify.Line(partType(p)), 80), Data: p.Content}
		ext := filepath.Ext(a.Name)
		for n, stem := 2, strings.TrimSuffix(a.Name, ext); used[strings.ToLower(a.Name)]; n++ {
			a.Name = stem + "-" + strconv.Itoa(n) + ext
		}
		used[strings.ToLower(a.Name)] = true
		out = append(out, a)
	})
	return out, nil
}

// attached calls do for each part that is no text of the mail. The tree is bounded by [shape].
func attached(p *enmime.Part, do func(*enmime.Part)) {
	for ; p != nil; p = p.NextSibling {
		kind := partType(p)
		switch {
		case strings.HasPrefix(kind, "multipart/"):
		case p.FileName == "" && (kind == "" || kind == "text/plain" || kind == "text/html") && !strings.EqualFold(p.Disposition, "attachment"):
		default:
			do(p)
		}
		attached(p.FirstChild, do)
	}
}

// maxFileName is the length of a name, in bytes.
const maxFileName = 100

// safeName makes a name that is safe in a folder of any system: no path, no control or bidi character, no leading dot, no name of a
// device.
func safeName(claimed, kind string, number int) string {
	claimed = claimed[strings.LastIndexAny(claimed, `/\`)+1:]
	var b strings.Builder
	for _, r := range notify.Line(claimed) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune("._-+() ", r):
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	name := strings.Trim(b.String(), ". ")
	ext := filepath.Ext(name)
	if len(ext) > 12 {
		ext = ""
	}
	if stem := strings.TrimSuffix(name, ext); len(name) > maxFileName {
		name = strings.ToValidUTF8(stem[:maxFileName-len(ext)], "") + ext
	}
	switch stem, _, _ := strings.Cut(strings.ToLower(name), "."); stem {
	case "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3":
		name = "_" + name
	case "":
		if ext == "" {
			ext = extension(kind)
		}
		name = fmt.Sprintf("part-%d%s", number, ext)
	}
	return name
}

// extension is the usual ending for a type, ".bin" where none is known.
func extension(kind string) string {
	switch kind {
	case "message/rfc822", "message/global":
		return ".eml"
	case "application/pdf":
		return ".pdf"
	}
	return ".bin"
}
