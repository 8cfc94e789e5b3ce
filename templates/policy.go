package templates

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed policy/*.yaml
var policies embed.FS

// DefaultPolicy is the policy of a team that has chosen none.
const DefaultPolicy = "exposed-data"

// PolicyNames returns the names of the policies that are shipped, in order. The file of each is Policy(name).
func PolicyNames() []string {
	entries, err := fs.ReadDir(policies, "policy")
	if err != nil {
		return nil // they are part of the program
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Policy returns the YAML text of a shipped policy. Package policyfile reads it.
func Policy(name string) ([]byte, bool) {
	if strings.ContainsAny(name, `/\`) {
		return nil, false
	}
	data, err := fs.ReadFile(policies, "policy/"+name+".yaml")
	return data, err == nil
}
