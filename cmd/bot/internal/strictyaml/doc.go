// Package strictyaml is what the strict readers of YAML have in common: it opens the one document of a file, gathers
// everything that is wrong with it, and says where that stands.
//
// Not here: which fields a file may have, and how a kind of file speaks of itself. Nor what may be repeated of a value:
// package config repeats none, since it may be a secret.
package strictyaml
