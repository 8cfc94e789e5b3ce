package config

import _ "embed"

//go:embed example.yaml
var example []byte

// Example returns the explained configuration that `bot init` writes. It is config.example.yaml of the repository;
// a test keeps the two equal.
func Example() []byte { return append([]byte(nil), example...) }
