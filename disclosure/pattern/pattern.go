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

// Regexp returns the compiled expression.
func (p *Pattern) Regexp() *regexp.Regexp { return p.get() }

func (p *Pattern) Match(b []byte) bool                    { return p.get().Match(b) }
func (p *Pattern) MatchString(s string) bool              { return p.get().MatchString(s) }
func (p *Pattern) FindString(s string) string             { return p.get().FindString(s) }
func (p *Pattern) FindStringIndex(s string) []int         { return p.get().FindStringIndex(s) }
func (p *Pattern) FindStringSubmatch(s string) []string   { return p.get().FindStringSubmatch(s) }
func (p *Pattern) FindStringSubmatchIndex(s string) []int { return p.get().FindStringSubmatchIndex(s) }
func (p *Pattern) FindSubmatch(b []byte) [][]byte         { return p.get().FindSubmatch(b) }
func (p *Pattern) FindAllString(s string, n int) []string { return p.get().FindAllString(s, n) }
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.get().FindAllStringIndex(s, n)
}

func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return p.get().FindAllStringSubmatch(s, n)
}

func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return p.get().FindAllStringSubmatchIndex(s, n)
}

func (p *Pattern) ReplaceAllString(src, repl string) string {
	return p.get().ReplaceAllString(src, repl)
}

func (p *Pattern) ReplaceAllLiteralString(src, repl string) string {
	return p.get().ReplaceAllLiteralString(src, repl)
}

func (p *Pattern) ReplaceAllStringFunc(src string, repl func(string) string) string {
	return p.get().ReplaceAllStringFunc(src, repl)
}
func (p *Pattern) Split(s string, n int) []string { return p.get().Split(s, n) }
func (p *Pattern) SubexpIndex(name string) int    { return p.get().SubexpIndex(name) }
func (p *Pattern) SubexpNames() []string          { return p.get().SubexpNames() }
func (p *Pattern) FindIndex(b []byte) []int       { return p.get().FindIndex(b) }
func (p *Pattern) FindAllSubmatch(b []byte, n int) [][][]byte { return p.get().FindAllSubmatch(b, n) }

func (p *Pattern) ReplaceAll(src, repl []byte) []byte { return p.get().ReplaceAll(src, repl) }
