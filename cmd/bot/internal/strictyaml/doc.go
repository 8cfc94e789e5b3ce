// Package strictyaml is what the strict readers of YAML have in common: it opens the one document of a file, gathers
// everything that is wrong with it, and says where that stands.
//
// Not here: which fields a file may have, and the words for a kind of file in messages. Nor whether a message
// may quote a value: package config quotes none, since it may be a secret.
package strictyaml
