package target

import (
	"strings"
	"unicode/utf8"
)

// unicodeHost returns a host name as people write it, for one that has labels in Punycode (RFC 3492, "xn--"). A host
// without any, or with one that cannot be read, comes back as it is. It serves to find a name in a text and nothing
// else: it checks none of the rules for domain names.
func unicodeHost(host string) string {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		code, ok := strings.CutPrefix(label, "xn--")
		if !ok {
			continue
		}
		if text, ok := punycode(code); ok {
			labels[i] = text
		}
	}
	return strings.Join(labels, ".")
}

// punycode decodes a label without its prefix: RFC 3492 section 6.2, with the parameters of section 5.
func punycode(code string) (string, bool) {
	const (
		base, tMin, tMax, skew, damp = 36, 1, 26, 38, 700
		firstRune, firstBias         = 0x80, 72

		longest = 63 - len("xn--") // of a label: RFC 1035 section 2.3.4
		most    = 1 << 24          // more than any character needs; a digit of this weight still fits 32 bits
	)
	if code == "" || len(code) > longest {
		return "", false
	}
	var out []rune
	if cut := strings.LastIndexByte(code, '-'); cut > 0 {
		out, code = []rune(code[:cut]), code[cut+1:]
	}
	n, at, bias := firstRune, 0, firstBias
	for first := true; code != ""; first = false {
		before, weight := at, 1
		for k := base; ; k += base {
			if code == "" {
				return "", false
			}
			digit := strings.IndexByte("abcdefghijklmnopqrstuvwxyz0123456789", code[0])
			code = code[1:]
			if digit < 0 || weight > most {
				return "", false
			}
			at += digit * weight
			threshold := min(max(k-bias, tMin), tMax)
			if digit < threshold {
				break
			}
			weight *= base - threshold
		}
		delta, size := at-before, len(out)+1
		if delta /= 2; first {
			delta = (at - before) / damp
		}
		delta += delta / size
		k := 0
		for ; delta > (base-tMin)*tMax/2; k += base {
			delta /= base - tMin
		}
		bias = k + (base-tMin+1)*delta/(delta+skew)
		if n += at / size; n > utf8.MaxRune {
			return "", false
		}
		at %= size
		out = append(out[:at], append([]rune{rune(n)}, out[at:]...)...) //nolint:gosec // n only grows, and MaxRune fits.
		at++
	}
	return string(out), true
}
