// Package figures measures the packages of a Go module: how big they are, how much they export and which of them
// import which. It reads source text only, so that a test can use it without building anything, and it needs nothing
// but the standard library.
//
// Test files and generated files are left out everywhere. Files for other systems and build tags count like all others.
package figures

// Package holds the figures of one package.
type Package struct {
	Dir  string `json:"dir"` // below the root of the module, with slashes; "." is the root
	Name string `json:"name"`

	Files    int `json:"files"`
	Code     int `json:"code"`     // lines that hold code: no blank lines, no lines with nothing but a comment
	Comments int `json:"comments"` // lines that hold a comment and no code

	Exported Names `json:"exported"`
	Biggest  File  `json:"biggest_file"`
	Longest  Func  `json:"longest_function"`

	Imports []string `json:"imports"` // the packages of the same module that it imports itself, as Dir, sorted
}

// Names counts exported names at the top level of a package.
type Names struct {
	Types  int `json:"types"`
	Funcs  int `json:"funcs"`
	Vars   int `json:"vars"`
	Consts int `json:"consts"` // without those of Enum

	// Enum counts the constants of enumerations: their type is a named type that the same package declares. Whoever
	// knows the type knows that they exist, so they make a package no harder to learn.
	Enum int `json:"enum"`
	// Methods counts exported methods of exported types. They belong to their type and stand apart too.
	Methods int `json:"methods"`
}

// Total is the number of names that somebody who uses the package has to choose from. Constants of enumerations and
// methods are not among them.
func (n Names) Total() int { return n.Types + n.Funcs + n.Vars + n.Consts }

// File is a file and its number of lines, all of them.
type File struct {
	Path  string `json:"path"` // below the root of the module, with slashes
	Lines int    `json:"lines"`
}

// Func is a function or method and its number of lines, from "func" to the closing brace.
type Func struct {
	Name  string `json:"name"` // a method has its type before it: Case.Open
	Path  string `json:"path"`
	Line  int    `json:"line"`
	Lines int    `json:"lines"`
}

// CommentsPerCode is the number of comment lines for each line of code.
func (p Package) CommentsPerCode() float64 {
	if p.Code == 0 {
		return 0
	}
	return float64(p.Comments) / float64(p.Code)
}

// Sum adds up the packages. Its Dir is empty, its biggest file and longest function are those of all of them.
func Sum(packages []Package) Package {
	var all Package
	for _, p := range packages {
		all.Files += p.Files
		all.Code += p.Code
		all.Comments += p.Comments
		all.Exported = all.Exported.plus(p.Exported)
		if p.Biggest.Lines > all.Biggest.Lines {
			all.Biggest = p.Biggest
		}
		all.Longest = longer(all.Longest, p.Longest)
	}
	return all
}

func (n Names) plus(m Names) Names {
	return Names{
		Types: n.Types + m.Types, Funcs: n.Funcs + m.Funcs, Vars: n.Vars + m.Vars, Consts: n.Consts + m.Consts,
		Enum: n.Enum + m.Enum, Methods: n.Methods + m.Methods,
	}
}
