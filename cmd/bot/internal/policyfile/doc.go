// Package policyfile reads disclosure policies from YAML, and knows the ones that are shipped. Reading is strict: a field
// that does not exist, a number where a name belongs, a clause that refers to one that is not there are all reported,
// each with its line, its path and what to write instead, and all of them at once.
//
// Not here: what a policy means. Package disclosure checks and evaluates it.
package policyfile
