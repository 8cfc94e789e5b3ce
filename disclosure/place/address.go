package place

import (
	"net/netip"
	"strconv"
	"strings"

	"daylight/disclosure/pattern"
)

// Literal is an IP address that stands in a text, by its first byte and the one behind its last, or a version of four numbers.
type Literal struct {
	Start, End int
	Addr       netip.Addr
	Version    bool // the text says so: see [IsVersion]
	placed     bool // a word for a place stands before it
}

var ipv6Form = pattern.New(`(?i)[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*`)

// Literals returns the IP addresses that stand in a text as words of their own, and which of them are versions.
func Literals(text string) []Literal {
	var out []Literal
	for at := strings.IndexByte(text, '.'); at >= 0; {
		start, end := quad(text, at)
		if end > at {
			if a, err := netip.ParseAddr(text[start:end]); err == nil && bounded(text, start, end) {
				out = append(out, Literal{start, end, a, IsVersion(text, start, end), saidToBeThere(text, start)})
			}
		}
		from := max(end, at+1)
		next := strings.IndexByte(text[from:], '.')
		if next < 0 {
			break
		}
		at = from + next
	}
	siblings(out)
	if strings.Count(text, ":") < 2 {
		return out
	}
	for _, at := range ipv6Form.FindAllStringIndex(text, -1) {
		word := strings.TrimRight(text[at[0]:at[1]], ".:")
		if strings.HasSuffix(text[at[0]:at[1]], "::") {
			word += "::"
		}
		end := at[0] + len(word)
		if len(word) < 6 || !bounded(text, at[0], end) {
			continue // "a::b" is code, and "::before" a style
		}
		if a, err := netip.ParseAddr(word); err == nil {
			out = append(out, Literal{Start: at[0], End: end, Addr: a})
		}
	}
	return out
}

// quad returns the four numbers that begin before a dot: at is that of the first one. The end is 0 where there are none.
func quad(s string, at int) (start, end int) {
	start = at
	for start > 0 && digit(s[start-1]) {
		start--
	}
	i := start
	for part := range 4 {
		from := i
		for i < len(s) && digit(s[i]) {
			i++
		}
		if n := i - from; n == 0 || n > 3 {
			return start, 0
		}
		if part == 3 {
			return start, i
		}
		if i == len(s) || s[i] != '.' {
			return start, 0
		}
		i++
	}
	return start, 0
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

func wordy(b byte) bool {
	return digit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_'
}

// bounded reports whether s[from:to] is not a part of a longer word, number or name.
func bounded(s string, from, to int) bool {
	if from > 0 && (wordy(s[from-1]) || s[from-1] == '.' && from > 1 && wordy(s[from-2])) {
		return false
	}
	if to < len(s) && (wordy(s[to]) || s[to] == '.' && to+1 < len(s) && wordy(s[to+1])) {
		return false
	}
	return true
}

// nobodys are networks that lead to no machine that others can reach: documentation (RFC 5737, RFC 3849, RFC 9637), the space that
// providers share (RFC 6598), benchmarks (RFC 2544).
var nobodys = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("198.18.0.0/15"),
}

// OfSomebody reports whether an address can lead others to a machine. Private (RFC 1918, RFC 4193), link-local, loopback and
// documentation addresses are nobody's.
func OfSomebody(a netip.Addr) bool {
	a = a.Unmap()
	if a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() || a.IsPrivate() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range nobodys {
		if p.Contains(a) {
			return false
		}
	}
	// 0.0.0.0/8 and netmasks are no hosts: RFC 1122 section 3.2.1.3.
	return !a.Is4() || a.As4()[0] != 0 && a.As4()[0] != 255
}

// Numeric reads a host as browsers and C libraries do: one to four numbers, each decimal, octal or hexadecimal, the last of which
// fills what is left ("127.1", "0x7f000001", "2130706433"). A literal of IPv6 is read too.
func Numeric(host string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(host); err == nil {
		return a, true
	}
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var whole uint64
	for i, p := range parts {
		n, err := number(p)
		room := uint64(1) << 8
		if i == len(parts)-1 {
			room = 1 << (8 * (5 - len(parts)))
		}
		if err != nil || n >= room {
			return netip.Addr{}, false
		}
		if i == len(parts)-1 {
			whole = whole<<(8*(5-len(parts))) | n
			break
		}
		whole = whole<<8 | n
	}
	return netip.AddrFrom4([4]byte{byte(whole >> 24), byte(whole >> 16), byte(whole >> 8), byte(whole)}), true
}

func number(s string) (uint64, error) {
	switch {
	case len(s) > 2 && (s[:2] == "0x" || s[:2] == "0X"):
		return strconv.ParseUint(s[2:], 16, 32)
	case len(s) > 1 && s[0] == '0':
		return strconv.ParseUint(s, 8, 32)
	}
	return strconv.ParseUint(s, 10, 32)
}
