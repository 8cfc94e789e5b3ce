// Package schemata writes mutants into the source of a package: small faults such as a swapped operator or a
// statement that is gone. All of them go into one text, each behind a switch, so that the package is compiled once and
// not once a mutant. A switch is a call of mutantOn with the number of the mutant; which number is on is read from the
// environment when the program starts, and without it the package does what it always did.
//
// Rewriting keeps every line where it is, so positions of the original hold in the mutated text.
package schemata

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Kind is a way to make a fault.
type Kind string

// The kinds of mutants.
const (
	Equality Kind = "equality" // == and != swapped
	Boundary Kind = "boundary" // < and <=, > and >= swapped
	Logic    Kind = "logic"    // && and || swapped
	Branch   Kind = "branch"   // the condition of an if turned round
	Drop     Kind = "drop"     // an assignment, a call or a ++ left out
	Number   Kind = "number"   // a small integer one more or less
	Answer   Kind = "answer"   // return true and return false swapped
)

// Mutant is one fault that can be switched on.
type Mutant struct {
	Number int // the value of Variable that switches it on; from 1
	Kind   Kind
	Dir    string // folder of the package, below the root of the module
	File   string // base name
	Line   int
	Column int    // in bytes, from 1
	Source string // the line, without the space around it
	Change string // what happens, such as "< becomes <="

	node     span // what it changes; two mutants of one node are never drawn together
	function span // lines of the function around it
	edits    []edit
}

type span struct{ start, end int }

// File is a source file as it was before.
type File struct {
	Name string // base name
	Text []byte
	AST  *ast.File
}

// Package is a package with the types of its expressions.
type Package struct {
	Dir     string // below the root of the module, with slashes
	Path    string // of imports
	Fset    *token.FileSet
	Files   []File
	Types   *types.Package
	Info    *types.Info
	Imports types.Importer // finds the packages that it imports
}
