package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

const (
	maxPicture = 4 << 20 // bytes
	maxDepth   = 32
	svgSpace   = "http://www.w3.org/2000/svg"
)

// inlineSVG checks a drawn picture and rewrites it as a part of a page. styles are the hashes of its style elements for
// the content policy; without them a browser ignores the styles.
//
// The picture comes from our own renderer, which escapes foreign text. This is a second line of defence: only elements
// that draw or describe pass, without script attributes and with links only into the picture itself. It is written
// again token by token, because HTML and XML parse comments and CDATA differently, and the browser must see exactly
// what was checked.
func inlineSVG(svg []byte) (picture template.HTML, styles []string, err error) {
	if len(svg) > maxPicture {
		return "", nil, fault.Errorf(fault.Internal, "the picture has %d bytes, more than a page holds", len(svg))
	}
	p := &copied{}
	p.out.Grow(len(svg))
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && p.ended:
			return template.HTML(p.out.String()), p.styles, nil //nolint:gosec // written anew, element by element
		case errors.Is(err, io.EOF):
			return "", nil, fault.Errorf(fault.Internal, "the picture is empty")
		case err != nil:
			return "", nil, fault.Errorf(fault.Internal, "the picture is not XML: %w", err)
		}
		if err := p.add(token); err != nil {
			return "", nil, err
		}
	}
}

// copied is a picture on its way into a page.
type copied struct {
	out    bytes.Buffer
	open   []string
	style  []byte
	styles []string
	ended  bool
}

func (p *copied) add(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.begin(t)
	case xml.EndElement:
		if t.Name.Local == "style" {
			sum := sha256.Sum256(p.style)
			p.styles = append(p.styles, "sha256-"+base64.StdEncoding.EncodeToString(sum[:]))
		}
		p.out.WriteString("</" + t.Name.Local + ">")
		p.open = p.open[:len(p.open)-1]
		p.ended = len(p.open) == 0
	case xml.CharData:
		if len(p.open) == 0 {
			return nil // white space around the picture
		}
		if p.open[len(p.open)-1] == "style" {
			p.style = append(p.style, t...)
		}
		template.HTMLEscape(&p.out, t)
	case xml.Directive:
		return fault.Errorf(fault.Internal, "the picture has a document type")
	}
	return nil // comments and instructions are left out
}

func (p *copied) begin(t xml.StartElement) error {
	drawn := []string{
		"svg", "g", "defs", "title", "desc", "style", "rect", "line", "path", "circle", "ellipse", "polyline", "polygon",
		"text", "tspan", "marker", "pattern", "symbol", "use", "clipPath", "linearGradient", "stop",
	}
	name := t.Name.Local
	inside := ""
	if len(p.open) > 0 {
		inside = p.open[len(p.open)-1]
	}
	switch {
	case p.ended || (inside == "") != (name == "svg"):
		return fault.Errorf(fault.Internal, "the picture is not one svg element")
	case len(p.open) >= maxDepth:
		return fault.Errorf(fault.Internal, "the picture is nested too deeply")
	case t.Name.Space != svgSpace || !slices.Contains(drawn, name):
		return fault.Errorf(fault.Internal, "the picture has an element that does not draw: %.40q", name)
	case inside == "title" || inside == "desc" || inside == "style":
		return fault.Errorf(fault.Internal, "the picture has an element where only text may stand")
	}
	p.open, p.style = append(p.open, name), nil
	p.out.WriteString("<" + name)
	for _, a := range t.Attr {
		attr := a.Name.Local
		switch {
		case a.Name.Space == "xmlns" || attr == "xmlns":
			continue // HTML knows the namespace
		case strings.HasPrefix(strings.ToLower(attr), "on"), attr == "style", strings.Trim(attr, attributeLetters) != "",
			attr == "href" && !strings.HasPrefix(a.Value, "#"):
			return fault.Errorf(fault.Internal, "the picture has an attribute that does not draw: %.40q", attr)
		}
		p.out.WriteString(" " + attr + `="`)
		template.HTMLEscape(&p.out, []byte(a.Value))
		p.out.WriteString(`"`)
	}
	p.out.WriteString(">")
	return nil
}

const attributeLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
