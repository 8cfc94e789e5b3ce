package reading

import (
	"strconv"
	"strings"
)

// Limits of one file.
const (
	MaxBytes = 8 << 20 // of the file
	maxDepth = 3       // of what is packed in one another
	minRoom  = 4 << 20 // bytes of passages that even a small file may have
	roomEach = 24      // bytes of passages for each byte of the file
)

// File is one file as passages.
type File struct {
	Passages []Passage
	Text     bool   // it is a text; of anything else only the name and the bytes as they are can be read
	Cut      string // why something of it was not read; "" where everything was
}

// Read reads a file.
func Read(name string, data []byte) File {
	r := &reader{seen: map[string]bool{}}
	r.room = max(minRoom, roomEach*len(data))
	r.lineOf(name, 0, Name)
	if len(data) > MaxBytes {
		r.file.Cut = "it is larger than " + strconv.Itoa(MaxBytes>>20) + " MB"
		data = data[:MaxBytes]
	}
	text, ok := decoded(name, data)
	r.file.Text = ok
	if !ok {
		n := 0
		for l := range strings.SplitSeq(text, "\n") {
			n++
			r.add(Passage{Text: l, Kind: Opaque, lines: []mark{{0, n}}})
			for _, run := range runs(l) {
				r.add(Passage{Text: run, Kind: Embedded, lines: []mark{{0, n}}})
			}
		}
		return r.file
	}
	r.read(text, 1, 0)
	return r.file
}

// reader collects the passages of a file.
type reader struct {
	file File
	room int // bytes of passages that are left
	seen map[string]bool
}

// add keeps a passage, unless the same text stood in the same line before.
func (r *reader) add(p Passage) bool {
	if r.room -= len(p.Text); r.room < 0 {
		r.file.Cut = "it unpacks to more than can be read"
		return false
	}
	if strings.TrimSpace(p.Text) != "" {
		r.file.Passages = append(r.file.Passages, p)
	}
	return true
}

// read reads a text that begins in a line. What is packed in it keeps the line that it stands in.
func (r *reader) read(text string, first, depth int) {
	n := first
	run := packedRun{}
	for l := range strings.SplitSeq(text, "\n") {
		l = strings.TrimSuffix(l, "\r")
		r.lineOf(l, n, Raw)
		r.packed(l, n, depth)
		if whole, at := run.next(l, n); whole != "" {
			r.packed(whole, at, depth)
		}
		if depth == 0 {
			n++
		}
	}
	if whole, at := run.next("", n); whole != "" {
		r.packed(whole, at, depth)
	}
	shown, all := paragraphs(text)
	if !all {
		r.file.Cut = "it holds a tag or a text that is too long to be read"
	}
	for i := range shown {
		p := shown[i]
		if depth > 0 {
			p.lines = []mark{{0, first}}
		}
		if p.Kind == Shown && r.single(&p) {
			continue
		}
		r.add(p)
	}
}

// single reports whether a paragraph is a line that is known already. Markup and indents aside, most are.
func (r *reader) single(p *Passage) bool {
	return len(p.lines) == 1 && r.seen[strings.TrimSpace(p.Text)+"\x00"+strconv.Itoa(p.lines[0].line)]
}

// lineOf adds a line as it is written and as it reads.
func (r *reader) lineOf(l string, n int, kind Kind) {
	marks := []mark{{0, n}}
	r.seen[strings.TrimSpace(l)+"\x00"+strconv.Itoa(n)] = true
	if !r.add(Passage{Text: l, Kind: kind, lines: marks}) {
		return
	}
	for _, text := range plains(l) {
		if kind == Raw {
			kind = Plain
		}
		r.seen[strings.TrimSpace(text)+"\x00"+strconv.Itoa(n)] = true
		r.add(Passage{Text: text, Kind: kind, lines: marks})
	}
}

// packed reads what a line has packed.
func (r *reader) packed(l string, n, depth int) {
	if depth >= maxDepth || r.room < 0 {
		return
	}
	for _, text := range unpacked(l) {
		if r.room -= len(text); r.room < 0 {
			r.file.Cut = "it unpacks to more than can be read"
			return
		}
		r.read(text, n, depth+1)
	}
}

// packedRun joins lines that hold nothing but base64 or hexadecimal, as mails and keys are wrapped.
type packedRun struct {
	text     strings.Builder
	from, of int
}

// next takes a line, and returns the run that ended with the one before.
func (p *packedRun) next(l string, n int) (string, int) {
	l = strings.Trim(l, " \t\"'+,;\\")
	if len(l) >= shortest && allIn64(strings.TrimRight(l, "=")) {
		if p.of == 0 {
			p.from = n
		}
		p.of++
		p.text.WriteString(l)
		return "", 0
	}
	// The last line of a run may be short.
	short := p.of > 0 && l != "" && len(l) < shortest && allIn64(strings.TrimRight(l, "="))
	if short {
		p.text.WriteString(l)
		p.of++
	}
	whole, at, lines := p.text.String(), p.from, p.of
	*p = packedRun{}
	if lines < 2 {
		return "", 0
	}
	return whole, at
}

func allIn64(s string) bool {
	for i := range len(s) {
		if !in64(s[i]) {
			return false
		}
	}
	return true
}

// IsText reports whether a file is a text that can be read.
func IsText(name string, data []byte) bool {
	_, ok := decoded(name, data[:min(len(data), MaxBytes)])
	return ok
}
