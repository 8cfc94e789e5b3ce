package policyfile

import (
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/templates"
)

// MaxSize is the size of the largest policy file that [Parse] reads, in bytes.
const MaxSize = 256 << 10

// Parse reads a policy. Name is the name of the file, for the messages; known says which sets of holidays exist, and
// nil accepts every name. The error, if any, is a [MistakesError].
func Parse(data []byte, name string, known func(set string) bool) (clock.Policy, error) {
	m := &mistakes{lines: strictyaml.Lines{}}
	if len(data) > MaxSize {
		m.Add(0, "", "the file has %d bytes; at most %d are read", len(data), MaxSize)
		return clock.Policy{}, m.refusal(name)
	}
	root := readTree(data, m)
	if root == nil {
		return clock.Policy{}, m.refusal(name)
	}
	r := reader{m: m}
	p := r.policy(root)
	for _, f := range p.Check(known) {
		// What could not be read is not also missing.
		if !m.reported(f.Path) {
			m.Add(m.lines.Of(f.Path), f.Path, "%s", f.Reason)
		}
	}
	if err := m.refusal(name); err != nil {
		return clock.Policy{}, err
	}
	return p, nil
}

// Shipped returns the policies of the program by name. An error is a defect of the program.
func Shipped(known func(set string) bool) ([]clock.Policy, error) {
	var all []clock.Policy
	for _, name := range templates.PolicyNames() {
		p, err := Named(name, known)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// Named returns a shipped policy. An unknown name is refused, with the names that exist.
func Named(name string, known func(set string) bool) (clock.Policy, error) {
	data, ok := templates.Policy(name)
	if !ok {
		return clock.Policy{}, fault.Errorf(fault.NotFound, "there is no policy %.60q: choose one of %s, or give a file",
			name, strings.Join(templates.PolicyNames(), ", "))
	}
	p, err := Parse(data, name+".yaml", known)
	if err != nil {
		return clock.Policy{}, fmt.Errorf("the shipped policy is broken: %w", err)
	}
	return p, nil
}
