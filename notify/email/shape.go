package email

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure/pattern"
)

// outline follows the boundaries of a mail line by line.
type outline struct {
	open  []string // declared and not yet closed, the outermost first
	parts int
}

// line reports whether a line is one of the open boundaries.
func (o *outline) line(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("--")) {
		if b := declared(line); b != "" {
			o.open = append(o.open, b)
		}
		return false
	}
	if len(line) > maxDeclared {
		return false
	}
	mark := string(bytes.TrimRight(line[2:], " \t"))
	for i, b := range slices.Backward(o.open) {
		if mark != b && mark != b+"--" {
			continue
		}
		if o.open = o.open[:i+1]; mark != b {
			o.open = o.open[:i]
		}
		o.parts++
		return true
	}
	return false
}

// shape counts parts and depth before the mail is parsed, so that a hostile mail cannot exhaust the MIME library. The
// depth is the number of boundaries that are declared and not yet closed.
func shape(raw []byte) error {
	var o outline
	for rest := raw; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		o.line(line)
		if len(o.open) > maxDepth {
			return fmt.Errorf("the mail is nested deeper than %d levels", maxDepth)
		}
		if o.parts > maxParts {
			return fmt.Errorf("the mail has more than %d parts", maxParts)
		}
	}
	return nil
}

// What the MIME library gets of a large mail, in bytes. It decodes and copies each part several times, and nothing but text and
// reports is looked at.
const (
	largeMail  = 4 << 20      // smaller mails stay as they are, and text beyond it is cut
	headLimit  = oversizeKeep // of a header
	textLimit  = 3 * maxText  // of a text or a report: quoted-printable may need three bytes for one
	otherLimit = 4 << 10      // of a part that is never opened, and of each part once there is enough text
)

// abridge cuts what nobody reads out of a large mail: the rest of its attachments, endless headers, and text beyond what is
// looked at. Every part stays, with its header.
func abridge(raw []byte) []byte {
	if len(raw) <= largeMail {
		return raw
	}
	out := make([]byte, 0, largeMail)
	var o outline
	head, other, left := true, false, headLimit
	for rest := raw; len(rest) > 0; {
		line, after := cutLine(rest)
		whole := rest[:len(rest)-len(after)]
		rest = after
		switch {
		case o.line(line):
			head, other, left = true, false, headLimit
			out = append(out, whole...)
			continue
		case head && len(line) == 0:
			head, left = false, textLimit
			if other || len(out) > largeMail-textLimit {
				left = otherLimit
			}
			out = append(out, whole...)
			continue
		case head && otherType.Match(line[:min(len(line), 100)]):
			other = true
		}
		n := min(len(whole), max(left, 0))
		if head && n < len(whole) {
			n = 0 // half a field says something else
		}
		out, left = append(out, whole[:n]...), left-len(whole)
		if n > 0 && n < len(whole) {
			out = append(out, "\r\n"...) // a boundary begins a line
		}
	}
	return out
}

// otherType matches the type of a part that is never opened.
var otherType = pattern.New(`(?i)^content-type\s*:\s*(?:application|image|audio|video|font|model)/`)

// maxDeclared bounds a line that declares a boundary, and so a boundary, in bytes.
const maxDeclared = 2000

var boundaryName = pattern.New(`(?i)boundary\s*=`)

// declared returns the boundary that a header line declares.
func declared(line []byte) string {
	if len(line) > maxDeclared || len(line) == 0 {
		return ""
	}
	folded := line[0] == ' ' || line[0] == '\t'
	field := len(line) > 12 && bytes.EqualFold(line[:12], []byte("content-type"))
	if !folded && !field {
		return ""
	}
	at := boundaryName.FindIndex(line)
	if at == nil {
		return ""
	}
	v := strings.TrimSpace(string(line[at[1]:]))
	if q, ok := strings.CutPrefix(v, `"`); ok {
		v, _, _ = strings.Cut(q, `"`)
		return v
	}
	v, _, _ = strings.Cut(v, ";")
	return strings.TrimSpace(v)
}
