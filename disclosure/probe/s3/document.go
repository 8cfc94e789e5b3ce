package s3

import (
	"bytes"
	"cmp"
	"encoding/xml"

	"daylight/disclosure/pattern"
)

// Bounds of an error document.
const (
	maxDepth  = 4
	maxTokens = 200
	textBytes = 64 // of most texts
)

// document is what the verdict needs of an S3 answer. Each field has a fixed form; a text of any other form is dropped.
type document struct {
	root     string // name of the root element
	code     string // of an error
	region   string
	endpoint string
	complete bool // the root element was closed
}

var (
	elementName = pattern.New(`^[A-Za-z]{1,64}$`)
	errorCode   = pattern.New(`^[A-Za-z]{1,64}$`)
	hostAndPort = pattern.New(`^[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?$`)
)

// parse reads the beginning of a body. It stops at the first thing that is not XML, and keeps what it has found before.
func parse(body []byte) document {
	var d document
	// The decoder expands only the five predefined entities and loads nothing, so there is no XXE and no entity bomb.
	dec := xml.NewDecoder(bytes.NewReader(body))
	path, text := make([]string, 0, maxDepth), make([]byte, 0, textBytes)
	for range maxTokens {
		tok, err := dec.RawToken()
		if err != nil {
			return d
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if d.complete || len(path) == maxDepth {
				return d
			}
			if path = append(path, t.Name.Local); len(path) == 1 {
				d.root = only(elementName, t.Name.Local)
			}
			text = text[:0]
		case xml.CharData:
			if len(path) == 0 && len(bytes.Trim(t, " \t\r\n\ufeff")) > 0 {
				return d // text that merely contains XML
			}
			text = append(text, t...) // bounded, because the body is
		case xml.EndElement:
			if len(path) == 0 || path[len(path)-1] != t.Name.Local {
				return d
			}
			if len(path) == 2 && d.root == "Error" {
				d.set(path[1], bytes.TrimSpace(text))
			}
			path = path[:len(path)-1]
			d.complete = len(path) == 0
			text = text[:0]
		}
	}
	return d
}

// set keeps the first value of each element; later ones cannot replace it.
func (d *document) set(name string, value []byte) {
	switch name {
	case "Code":
		d.code = cmp.Or(d.code, only(errorCode, string(value)))
	case "Region":
		d.region = cmp.Or(d.region, only(regionName, string(value)))
	case "Endpoint":
		d.endpoint = cmp.Or(d.endpoint, only(hostAndPort, string(value)))
	}
}

// only returns value if it has the shape, else "".
func only(shape *pattern.Pattern, value string) string {
	if shape.MatchString(value) {
		return value
	}
	return ""
}
