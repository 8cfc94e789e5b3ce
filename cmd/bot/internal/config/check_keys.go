package config

import (
	"fmt"

	"daylight/cmd/bot/internal/signature"
)

// checkKeys refuses keys that nobody can sign with, and one key of two people: it would make one of them the second person
// to the other.
func (c *Config) checkKeys(k *checker) {
	owner := map[string]int{}
	for i, p := range c.People {
		for j, line := range p.SSHKeys {
			path := fmt.Sprintf("people[%d].ssh_keys[%d]", i, j)
			key, err := signature.ParseKey(line)
			if err != nil {
				k.addf(path, "%s", err)
				continue
			}
			if other, ok := owner[key.Fingerprint]; ok {
				if other == i {
					k.addf(path, "this key is listed twice")
				} else {
					k.addf(path, "this key is already that of %s: a key belongs to one person", c.People[other].Name)
				}
				continue
			}
			owner[key.Fingerprint] = i
		}
	}
}

// Keys returns the keys of a person, in the order of the file. [Load] has refused those that cannot be read.
func (p *Person) Keys() []signature.Key {
	var out []signature.Key
	for _, line := range p.SSHKeys {
		if key, err := signature.ParseKey(line); err == nil {
			out = append(out, key)
		}
	}
	return out
}
