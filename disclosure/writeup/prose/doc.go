// Package prose is what people write for the page of a case: a text in one language with sections in Markdown, and fields. It
// renders a section to HTML and to Markdown that say the same words and do nothing.
//
// Inert means: paragraphs, lists, quotes, headings, emphasis, code and links to web and mail addresses. No HTML, no pictures,
// nothing that becomes a link by itself, and no braces that a generator of sites would take for its own. goldmark reads the
// Markdown; what is written from its tree goes through bluemonday once more.
//
// Placeholders are facts of the case: package cite knows their names, and the caller says how a fact is written. Which file the
// text came from is not known here.
package prose
