package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"daylight/disclosure/fault"
)

func TestOnlyDrawingsStandInAPage(t *testing.T) {
	const head = `<svg xmlns="http://www.w3.org/2000/svg">`
	for rule, svg := range map[string]string{
		"nothing":                            "",
		"not XML":                            head + "<g></svg>",
		"a script":                           head + "<script>alert(1)</script></svg>",
		"a script of another space":          head + `<x:g xmlns:x="http://www.w3.org/1999/xhtml"/></svg>`,
		"foreign content":                    head + "<foreignObject/></svg>",
		"a picture from elsewhere":           head + `<image href="https://a.example/x.png"/></svg>`,
		"a link":                             head + `<a href="#x"/></svg>`,
		"an attribute that runs":             head + `<g onload="alert(1)"/></svg>`,
		"an attribute that runs, in capital": head + `<g ONLOAD="alert(1)"/></svg>`,
		"a style of an element":              head + `<g style="x"/></svg>`,
		"a use from elsewhere":               head + `<use href="//a.example/x#y"/></svg>`,
		"a use from elsewhere, old":          head + `<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="data:x"/></svg>`,
		"an animation":                       head + `<set attributeName="href" to="x"/></svg>`,
		"markup in a title":                  head + `<title><style>x</style></title></svg>`,
		"markup in a style":                  head + `<style><g/></style></svg>`,
		"two pictures":                       head + "</svg>" + head + "</svg>",
		"a picture in a picture":             head + head + "</svg></svg>",
		"no picture":                         `<g xmlns="http://www.w3.org/2000/svg"/>`,
		"a document type":                    `<!DOCTYPE svg [<!ENTITY a "b">]>` + head + "</svg>",
		"an odd attribute":                   head + `<g a.b="x"/></svg>`,
		"too deep":                           head + strings.Repeat("<g>", maxDepth) + strings.Repeat("</g>", maxDepth) + "</svg>",
		"too long":                           head + "<desc>" + strings.Repeat("x", maxPicture) + "</desc></svg>",
	} {
		if out, _, err := inlineSVG([]byte(svg)); fault.CodeOf(err) != fault.Internal || out != "" {
			t.Errorf("%s: %q, %v", rule, out, err)
		}
	}
}

func TestAPictureKeepsWhatItDraws(t *testing.T) {
	style := `.a{font-family:"X"} /* > & */`
	in := `<?xml version="1.0"?><!-- c --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>a &lt;b&gt; &amp; c</title>` +
		`<style>` + strings.NewReplacer("&", "&amp;", ">", "&gt;").Replace(style) + `</style><!-- <script> --><g><![CDATA[<script>]]></g><use href="#x"/></svg>` + "\n"
	out, styles, err := inlineSVG([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	want := `<svg viewBox="0 0 1 1"><title>a &lt;b&gt; &amp; c</title><style>.a{font-family:&#34;X&#34;} /* &gt; &amp; */</style>` +
		`<g>&lt;script&gt;</g><use href="#x"></use></svg>`
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	sum := sha256.Sum256([]byte(style))
	if len(styles) != 1 || styles[0] != "sha256-"+base64.StdEncoding.EncodeToString(sum[:]) {
		t.Errorf("hashes %v", styles)
	}
}

// FuzzInlineSVG says that whatever comes out has only what may stand in a page, and goes through once more unchanged.
func FuzzInlineSVG(f *testing.F) {
	f.Add([]byte(plainPicture))
	f.Add([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><title><![CDATA[><script>]]></title><!----><style>a&gt;b</style></svg>`))
	f.Fuzz(func(t *testing.T, svg []byte) {
		out, _, err := inlineSVG(svg)
		if err != nil {
			return
		}
		lower := bytes.ToLower([]byte(out))
		for _, bad := range []string{"<script", "<!", "<?", "<foreignobject", "<a ", "<image"} {
			if bytes.Contains(lower, []byte(bad)) {
				t.Fatalf("%q came through in %q", bad, out)
			}
		}
		again, _, err := inlineSVG([]byte(strings.Replace(string(out), "<svg", `<svg xmlns="`+svgSpace+`"`, 1)))
		if err != nil || again != out {
			t.Fatalf("once more gives %q, %v instead of %q", again, err, out)
		}
	})
}
