// Package pattern holds regular expressions that are compiled when they are first used. The bot has hundreds of them, most calls
// of the command line use a few, and compiling all of them took half of the time of a start.
//
// A pattern that cannot be compiled panics at its first use. A test at the root of the project compiles each one that stands in the
// code, so that none waits for its first user to fail.
package pattern

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression. Its methods are those of [regexp.Regexp], and safe for several goroutines.
type Pattern struct {
	get func() *regexp.Regexp
}

// New returns the pattern of a text in the syntax of [regexp/syntax]. The text is a constant of the program: what comes from
// elsewhere goes to [regexp.Compile], which answers with an error.
func New(text string) *Pattern {
	return &Pattern{get: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
}

// Match is that of [regexp.Regexp].
func (p *Pattern) Match(b []byte) bool { return p.get().Match(b) }

// MatchString is that of [regexp.Regexp].
func (p *Pattern) MatchString(s string) bool { return p.get().MatchString(s) }

// FindString is that of [regexp.Regexp].
func (p *Pattern) FindString(s string) string { return p.get().FindString(s) }

// FindStringIndex is that of [regexp.Regexp].
func (p *Pattern) FindStringIndex(s string) []int { return p.get().FindStringIndex(s) }

// FindStringSubmatch is that of [regexp.Regexp].
func (p *Pattern) FindStringSubmatch(s string) []string { return p.get().FindStringSubmatch(s) }

// FindStringSubmatchIndex is that of [regexp.Regexp].
func (p *Pattern) FindStringSubmatchIndex(s string) []int { return p.get().FindStringSubmatchIndex(s) }

// FindSubmatch is that of [regexp.Regexp].
func (p *Pattern) FindSubmatch(b []byte) [][]byte { return p.get().FindSubmatch(b) }

// FindAllString is that of [regexp.Regexp].
func (p *Pattern) FindAllString(s string, n int) []string { return p.get().FindAllString(s, n) }

// FindAllStringIndex is that of [regexp.Regexp].
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.get().FindAllStringIndex(s, n)
}

// FindAllStringSubmatch is that of [regexp.Regexp].
func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return p.get().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is that of [regexp.Regexp].
func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return p.get().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString is that of [regexp.Regexp].
func (p *Pattern) ReplaceAllString(src, repl string) string {
	return p.get().ReplaceAllString(src, repl)
}

// ReplaceAllLiteralString is that of [regexp.Regexp].
func (p *Pattern) ReplaceAllLiteralString(src, repl string) string {
	return p.get().ReplaceAllLiteralString(src, repl)
}

// ReplaceAllStringFunc is that of [regexp.Regexp].
func (p *Pattern) ReplaceAllStringFunc(src string, repl func(string) string) string {
	return p.get().ReplaceAllStringFunc(src, repl)
}

// Split is that of [regexp.Regexp].
func (p *Pattern) Split(s string, n int) []string { return p.get().Split(s, n) }

// SubexpIndex is that of [regexp.Regexp].
func (p *Pattern) SubexpIndex(name string) int { return p.get().SubexpIndex(name) }

// SubexpNames is that of [regexp.Regexp].
func (p *Pattern) SubexpNames() []string { return p.get().SubexpNames() }

// FindIndex is that of [regexp.Regexp].
func (p *Pattern) FindIndex(b []byte) []int { return p.get().FindIndex(b) }

// FindAllSubmatch is that of [regexp.Regexp].
func (p *Pattern) FindAllSubmatch(b []byte, n int) [][][]byte { return p.get().FindAllSubmatch(b, n) }

// ReplaceAll is that of [regexp.Regexp].
func (p *Pattern) ReplaceAll(src, repl []byte) []byte { return p.get().ReplaceAll(src, repl) }
