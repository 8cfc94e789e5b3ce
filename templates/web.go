package templates

import (
	"embed"
	"io/fs"
)

//go:embed web
var webFiles embed.FS

// Web returns the files that the board is made of: web/*.html.tmpl for html/template and web/style.css. They are in
// English, the language of the team's tools; only what leaves the house is translated.
func Web() fs.FS { return webFiles }
