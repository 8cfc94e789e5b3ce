package schemata

// Variable is the environment variable with the number of the mutant that is on.
const Variable = "MUTANT"

// SwitchFile is the base name of the file that has to stand beside mutated ones.
const SwitchFile = "zz_mutants.go"

// operators is what mutated source calls. It imports nothing, so that it can be type-checked by itself.
const operators = `
func mutantOn(n int) bool { return n == mutantActive }

type mutantOrdered interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64 | ~string
}

func mutantLess[T mutantOrdered](n int, a, b T) bool {
	if mutantOn(n) {
		return a <= b
	}
	return a < b
}

func mutantLessEqual[T mutantOrdered](n int, a, b T) bool {
	if mutantOn(n) {
		return a < b
	}
	return a <= b
}

func mutantMore[T mutantOrdered](n int, a, b T) bool {
	if mutantOn(n) {
		return a >= b
	}
	return a > b
}

func mutantMoreEqual[T mutantOrdered](n int, a, b T) bool {
	if mutantOn(n) {
		return a > b
	}
	return a >= b
}

func mutantNumber[T any](n int, is, other T) T {
	if mutantOn(n) {
		return other
	}
	return is
}
`

// Switch returns the source of SwitchFile for a package of that name.
func Switch(name string) []byte {
	return []byte("package " + name + `

import (
	"os"
	"strconv"
)

var mutantActive = func() int {
	n, _ := strconv.Atoi(os.Getenv("` + Variable + `"))
	return n
}()
` + operators)
}

// switchToCheck declares the same names as Switch for the type checker, without an import.
func switchToCheck(name string) string {
	return "package " + name + "\n\nvar mutantActive int\n" + operators
}
