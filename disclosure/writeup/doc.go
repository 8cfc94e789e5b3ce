// Package writeup turns a case into what the public reads: a Markdown file, a self-contained HTML page and pictures
// of the timeline, in three languages and three forms (full, limited, stub).
//
// It is pure. The same input gives the same bytes: it reads no clock, no environment and no map in random order, and
// takes nothing from a case that changes without the story changing (counts of probes, approvals, versions). So an
// approval can be bound to the [Digest] of the files.
//
// Texts and page templates are not in this package. [New] reads them from a file system that the caller passes:
//
//	words/LANG.json         words for kinds of assets, data and countries
//	writeup/LANG.json       names of months, and every label and sentence by key
//	writeup/page.html.tmpl  the page, for html/template
//	writeup/page.md.tmpl    the Markdown file, for text/template
//	writeup/page.css        the style of the page
//
// Everything that a person outside of the program wrote is data: it is escaped for each format, its links are
// defanged and its mail addresses removed. What may be published at all is decided elsewhere, by the gate, which
// reads the rendered files.
package writeup
