package reading

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// textEndings are names of files that hold text, whatever their bytes look like.
var textEndings = []string{".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".svg", ".xml", ".json", ".csv", ".css", ".js", ".yaml", ".yml", ".atom", ".tex", ".adoc", ".rst", ".log"}

// decoded returns the text of a file, and whether it is one. UTF-8, UTF-16 with its mark or without and, by the name of the file, the
// character set of old Western texts are read.
func decoded(name string, data []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return wide(data[2:], binary.LittleEndian), true
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return wide(data[2:], binary.BigEndian), true
	}
	if order := wideOrder(data); order != nil {
		if s := wide(data, order); printable(s) {
			return s, true
		}
	}
	if utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
		return string(data), true
	}
	if hasEnding(name) {
		if s := western(data); utf8.Valid(data) || oddIn(s)*4 <= utf8.RuneCountInString(s) {
			return s, true
		}
	}
	return string(data), false
}

// western reads UTF-8 whose other bytes are of the old Western set.
func western(data []byte) string {
	var b strings.Builder
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(data[0])
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String()
}

func hasEnding(name string) bool {
	name = strings.ToLower(name)
	for _, e := range textEndings {
		if strings.HasSuffix(name, e) {
			return true
		}
	}
	return false
}

// wideOrder guesses the order of the bytes of UTF-16 without a mark: in Western text every second byte is nought.
func wideOrder(data []byte) binary.ByteOrder {
	const enough = 8
	n := min(len(data), 4096) &^ 1
	if n < enough || len(data)%2 != 0 {
		return nil
	}
	var nought [2]int
	for i, b := range data[:n] {
		if b == 0 {
			nought[i%2]++
		}
	}
	switch half := n / 2; {
	case nought[1]*10 > half*7 && nought[0]*10 < half:
		return binary.LittleEndian
	case nought[0]*10 > half*7 && nought[1]*10 < half:
		return binary.BigEndian
	}
	return nil
}

func wide(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// printable reports whether a text was meant to be read: next to no control characters, and none that stand for a mistake.
func printable(s string) bool {
	return s != "" && utf8.ValidString(s) && oddIn(s)*50 <= utf8.RuneCountInString(s)
}

// oddIn counts the characters that no text has.
func oddIn(s string) int {
	odd := 0
	for _, r := range s {
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			odd++
		}
	}
	return odd
}
