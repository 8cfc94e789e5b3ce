package reading

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// shortest is the length of a packed text from which it is unpacked: below, words unpack to anything.
const shortest = 12

// unpacked returns the texts that a line holds in base64, in hexadecimal or as a list of character codes.
func unpacked(line string) []string {
	var out []string
	for i := 0; i < len(line); {
		if !in64(line[i]) {
			i++
			continue
		}
		from := i
		for i < len(line) && in64(line[i]) {
			i++
		}
		if i-from >= shortest {
			out = append(out, unpack(line[from:i])...)
		}
	}
	return append(out, codes(line)...)
}

func in64(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '-' || b == '_'
}

// unpack reads one word without spaces.
func unpack(word string) []string {
	var out []string
	if text, ok := fromHex(word); ok {
		out = append(out, text)
	}
	if text, ok := from64(word); ok {
		return append(out, text)
	}
	if strings.ContainsAny(word, "/-_+") { // a path or an address around it
		for _, part := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune("/-_+", r) }) {
			if len(part) < shortest || len(part) == len(word) {
				continue
			}
			if text, ok := from64(part); ok {
				out = append(out, text)
			}
			if text, ok := fromHex(part); ok {
				out = append(out, text)
			}
		}
	}
	return out
}

var urlAlphabet = strings.NewReplacer("-", "+", "_", "/")

// from64 reads base64 in either alphabet. What is cut off is read as far as it goes.
func from64(word string) (string, bool) {
	word = urlAlphabet.Replace(word)
	b, err := base64.RawStdEncoding.DecodeString(word[:len(word)&^3])
	if err != nil {
		return "", false
	}
	if rest := word[len(word)&^3:]; len(rest) > 1 {
		if tail, err := base64.RawStdEncoding.DecodeString(rest); err == nil {
			b = append(b, tail...)
		}
	}
	return meant(b)
}

func fromHex(word string) (string, bool) {
	word = strings.TrimPrefix(strings.TrimPrefix(word, "0x"), "x")
	b, err := hex.DecodeString(word[:len(word)&^1])
	if err != nil {
		return "", false
	}
	return meant(b)
}

// meant tells a text from bytes that are none.
func meant(b []byte) (string, bool) {
	if order := wideOrder(b); order != nil {
		s := wide(b, order)
		return s, printable(s)
	}
	if order := wideOrder(append(b, 0)); len(b)%2 == 1 && order == binary.LittleEndian {
		s := wide(append(b, 0), order)
		return s, printable(s)
	}
	if s := string(b); printable(s) {
		return s, true
	}
	// Text in an older character set: next to all bytes are ASCII.
	odd := 0
	for i, c := range b {
		if c >= 0x80 {
			b[i] = '?'
			odd++
		} else if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return "", false
		}
	}
	return string(b), odd*10 <= len(b) && len(b) > 0
}
