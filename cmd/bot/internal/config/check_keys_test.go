package config_test

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
)

// Public halves of keys that were made for this test.
const (
	adasKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP0sXNvwpGCkx0oYSOTKVzHyqkdkzW5iznY+7E5AThSH"
	bobsKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBl9oZkcqMDkBMo2IsE4+9CJYZ0mhUDtDGCwZhpcvNms"
)

func TestKeysOfPeople(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct{ ada, bob, want string }{
		"one each":                    {"[" + adasKey + " ada]", "[" + bobsKey + "]", ""},
		"none":                        {"[]", "[]", ""},
		"one key under two names":     {"[" + adasKey + "]", "[" + adasKey + " bob]", "line 8: people[1].ssh_keys[0]: this key is already that of ada"},
		"one key twice":               {"[" + adasKey + ", " + adasKey + "]", "[]", "line 5: people[0].ssh_keys[1]: this key is listed twice"},
		"what is no key":              {"[hello]", "[]", "line 5: people[0].ssh_keys[0]: this is not a public key of SSH"},
		"an option before the key":    {"['cert-authority " + adasKey + "']", "[]", "line 5: people[0].ssh_keys[0]: options before the key are not known here"},
		"an empty line":               {"['']", "[]", "line 5: people[0].ssh_keys[0]: a public key is missing here"},
		"a private key by a mistake":  {"['-----BEGIN OPENSSH PRIVATE KEY-----']", "[]", "line 5: people[0].ssh_keys[0]: this is a private key"},
		"the second of the keys only": {"[" + adasKey + "]", "[" + bobsKey + ", x]", "line 8: people[1].ssh_keys[1]: this is not a public key of SSH"},
	} {
		file := "team: {name: T}\npeople:\n  - name: ada\n    role: lead\n    ssh_keys: " + c.ada + "\n  - name: bob\n    role: lead\n    ssh_keys: " + c.bob + "\n"
		got, err := config.Parse([]byte(file), "", noEnv)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", rule, err)
		case c.want == "" && len(got.People[0].Keys()) != len(got.People[0].SSHKeys):
			t.Errorf("%s: %+v", rule, got.People[0].Keys())
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %s", rule, err, c.want)
		}
	}
}
