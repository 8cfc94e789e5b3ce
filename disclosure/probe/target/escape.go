package target

import "strings"

const upperHex = "0123456789ABCDEF"

// normaliseEscapes returns s with each byte either plain, where keep allows it, or escaped in upper case. Unreserved
// characters are never escaped, so that all spellings end up the same (RFC 3986, section 6.2.2).
func normaliseEscapes(s string, keep func(byte) bool) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] != '%' && keep(s[i])
	}
	if plain {
		return s // the usual case
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			if v := unhex(s[i+1])<<4 | unhex(s[i+2]); isUnreserved(v) {
				b.WriteByte(v)
			} else {
				escapeByte(&b, v)
			}
			i += 2
			continue
		}
		if keep(c) {
			b.WriteByte(c)
		} else {
			escapeByte(&b, c)
		}
	}
	return b.String()
}

func escapeByte(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	default:
		return c - 'A' + 10
	}
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// isPathByte and isQueryByte report the characters that RFC 3986, sections 3.3 and 3.4, allows unescaped.
func isPathByte(c byte) bool { return isUnreserved(c) || strings.IndexByte("!$&'()*+,;=:@/", c) >= 0 }

func isQueryByte(c byte) bool { return isPathByte(c) || c == '?' }

// EscapePath escapes a plain path, such as an object key, for the wire. It escapes more than the grammar demands:
// some object stores read a plain "+" as a space.
func EscapePath(plain string) string {
	var b strings.Builder
	for i := range len(plain) {
		if c := plain[i]; isUnreserved(c) || c == '/' {
			b.WriteByte(c)
		} else {
			escapeByte(&b, c)
		}
	}
	return b.String()
}

// removeDotSegments resolves "." and ".." in an absolute path (RFC 3986, section 5.2.4). Empty segments stay: an
// object key may hold them.
func removeDotSegments(path string) string {
	if !strings.HasPrefix(path, ".") && !strings.Contains(path, "/.") {
		return path // the usual case
	}
	var out []string
	parts := strings.Split(path, "/")
	for i, p := range parts {
		last := i == len(parts)-1
		switch p {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			if len(out) > 1 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, p)
		}
	}
	return strings.Join(out, "/")
}
