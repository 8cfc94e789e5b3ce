package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"daylight/scripts/mutants/schemata"
)

// outcome is a mutant and what became of it.
type outcome struct {
	schemata.Mutant
	fate
}

// report is the result for people: a table of the packages, then each mutant that nobody noticed.
func report(outcomes []outcome, untested []string, all bool) string {
	var b strings.Builder
	if all {
		for _, o := range outcomes {
			fmt.Fprintf(&b, "%4d %s: %s\n", o.Number, describe(o.Mutant), end(o.fate))
		}
		b.WriteString("\n")
	}
	w := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "package\tmutants\tkilled\tby timeout\talive")
	var dirs []string
	rows := map[string]*row{}
	var sum row
	for _, o := range outcomes {
		if rows[o.Dir] == nil {
			rows[o.Dir] = &row{}
			dirs = append(dirs, o.Dir)
		}
		rows[o.Dir].add(o)
		sum.add(o)
	}
	for _, dir := range dirs {
		fmt.Fprintln(w, dir+rows[dir].String())
	}
	fmt.Fprintln(w, "all"+sum.String())
	w.Flush()
	for _, dir := range untested {
		b.WriteString(dir + " has no tests of its own and was left out\n")
	}
	if sum.alive > 0 {
		b.WriteString("\nalive:\n")
	}
	for _, o := range outcomes {
		if o.alive {
			fmt.Fprintf(&b, "  %s\n      %s\n", describe(o.Mutant), o.Source)
		}
	}
	return b.String()
}

type row struct{ mutants, killed, timeout, alive int }

func (r *row) add(o outcome) {
	r.mutants++
	switch {
	case o.alive:
		r.alive++
	case o.timeout:
		r.timeout++
		r.killed++
	default:
		r.killed++
	}
}

func (r *row) String() string {
	return fmt.Sprintf("\t%d\t%d\t%d\t%d", r.mutants, r.killed, r.timeout, r.alive)
}

func describe(m schemata.Mutant) string {
	return fmt.Sprintf("%s/%s:%d:%d %s: %s", m.Dir, m.File, m.Line, m.Column, m.Kind, m.Change)
}

func end(f fate) string {
	switch {
	case f.alive:
		return "ALIVE"
	case f.timeout:
		return "timed out"
	case f.killer == "":
		return "killed"
	}
	return "killed by " + f.killer
}

func killed(outcomes []outcome) int {
	n := 0
	for _, o := range outcomes {
		if !o.alive {
			n++
		}
	}
	return n
}

// processorTime is what all runs took together; unlike the time on the wall it does not depend on who else is there.
func processorTime(outcomes []outcome) time.Duration {
	var all time.Duration
	for _, o := range outcomes {
		all += o.cpu
	}
	return all
}
