// Package preview shows the files of a page to people before they go out: what changes against the edition that is out, and a frame
// around the page that says that it is a preview. The files themselves are never touched.
package preview

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"daylight/disclosure/gate"
)

// FileFrame is the page with the band. It lies beside the folders of the pages and is no part of any of them.
const FileFrame = "preview.html"

// FileText is the file of a page whose changes are shown line by line.
const FileText = "index.md"

// Change says what becomes of a file.
type Change struct {
	File string `json:"file"`
	Is   string `json:"is"` // added, changed, removed or same
}

// Changes compares the files that would go out with those that are out, by name. Whoever has none out adds all.
func Changes(out, next map[string][]byte) []Change {
	names := maps.Clone(next)
	if names == nil {
		names = map[string][]byte{}
	}
	maps.Copy(names, out)
	var all []Change
	for _, name := range slices.Sorted(maps.Keys(names)) {
		old, was := out[name]
		now, is := next[name]
		said := "changed"
		switch {
		case !was:
			said = "added"
		case !is:
			said = "removed"
		case bytes.Equal(old, now):
			said = "same"
		}
		all = append(all, Change{File: name, Is: said})
	}
	return all
}

// Diff is the unified difference of the text of the page; "" where nothing changed or no page is out.
func Diff(out, next map[string][]byte) string {
	if out == nil {
		return ""
	}
	return string(diff.Diff("published/"+FileText, out[FileText], "preview/"+FileText, next[FileText]))
}

// Page is one page of a preview, in its own folder.
type Page struct {
	Folder, Lang, Mode, Digest string
	Revision                   int
	Files                      []string
	Checks                     []gate.Check
	Diff                       string
	HTML                       bool // it has an index.html
}

// Frame is the page with the band: each page as it will go out, beside the answers of the gate.
func Frame(title string, pages []Page) ([]byte, error) {
	t, err := template.New(FileFrame).Parse(frame)
	if err != nil {
		return nil, fmt.Errorf("the frame of a preview: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, map[string]any{"Title": title, "Pages": pages}); err != nil {
		return nil, fmt.Errorf("the frame of a preview: %w", err)
	}
	return b.Bytes(), nil
}

// frame runs no script, and the pages in it run none either.
const frame = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; frame-src 'self' file:">
<title>PREVIEW: {{.Title}}</title>
<style>
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #111; background: #fff }
header { position: sticky; top: 0; padding: .5rem 1rem; background: #8a1c00; color: #fff }
header h1 { margin: 0; font-size: 1rem }
section { display: flex; flex-wrap: wrap; gap: 1rem; padding: 1rem }
iframe { flex: 2 1 24rem; min-height: 80vh; border: 1px solid #555; background: #fff }
.beside { flex: 1 1 18rem; overflow-wrap: anywhere }
pre { overflow-x: auto; white-space: pre-wrap }
</style>
</head>
<body>
<header><h1>PREVIEW, not published: {{.Title}}</h1></header>
<main>
{{- range .Pages}}
<section>
{{- if .HTML}}
<iframe sandbox src="{{.Folder}}/index.html" title="The {{.Mode}} page in {{.Lang}} as it will go out"></iframe>
{{- end}}
<div class="beside">
<h2>{{.Mode}}, {{.Lang}}, revision {{.Revision}}</h2>
<p>Digest <code>{{.Digest}}</code></p>
<h3>The gate</h3>
<ul>
{{- range .Checks}}
<li><strong>{{.State}}</strong> {{.Name}}: {{.Reason}}</li>
{{- end}}
</ul>
<h3>What becomes public</h3>
<ul>
{{- range .Files}}
<li>{{.}}</li>
{{- end}}
</ul>
{{- with .Diff}}
<h3>What changes</h3>
<pre>{{.}}</pre>
{{- end}}
</div>
</section>
{{- end}}
</main>
</body>
</html>
`
