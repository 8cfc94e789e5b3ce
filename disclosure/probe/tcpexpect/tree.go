package tcpexpect

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// tree is the JSON document of an answer. It is read for judging only.
type tree struct {
	root any
	read bool // the body is one complete document
}

// readTree reads a body. Numbers stay as they are written.
func readTree(body []byte) tree {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var t tree
	if dec.Decode(&t.root) != nil {
		return tree{}
	}
	_, err := dec.Token()
	t.read = err == io.EOF
	return t
}

// at returns what stands at a place, written as a JSON Pointer (RFC 6901) without escapes, such as /errors/0/code: a string as it is,
// anything else as JSON, and "" where nothing stands. A last segment # gives the number of members or elements.
func (t tree) at(place string) string {
	at := t.root
	for segment := range strings.SplitSeq(strings.TrimPrefix(place, "/"), "/") {
		switch v := at.(type) {
		case map[string]any:
			if segment == "#" {
				return strconv.Itoa(len(v))
			}
			var there bool
			if at, there = v[segment]; !there {
				return ""
			}
		case []any:
			if segment == "#" {
				return strconv.Itoa(len(v))
			}
			n, err := strconv.ParseUint(segment, 10, 16)
			if err != nil || n >= uint64(len(v)) {
				return ""
			}
			at = v[n]
		default:
			return ""
		}
	}
	if s, ok := at.(string); ok {
		return s
	}
	text, err := json.Marshal(at)
	if err != nil {
		return ""
	}
	return string(text)
}
