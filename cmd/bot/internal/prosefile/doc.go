// Package prosefile reads the file in which somebody writes the text of a page: Markdown with a YAML front matter for the fields
// and a heading for each section. It names every mistake with its line and guesses nothing. Template is such a file with nothing
// in it yet, which explains itself.
package prosefile
