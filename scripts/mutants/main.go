// Command mutants measures how much the tests of a package notice. It makes small faults in the code, one at a time
// (an operator swapped, a statement left out, a number one more), and runs the package's own tests with each. A fault
// that fails a test is killed; one that stays alive is either a rule without a test, or no fault at all: a change that
// nobody could see. People have to look which of the two it is; a rule without a test gets one.
//
//	go run ./scripts/mutants                                      the rooms that decide, 200 mutants
//	go run ./scripts/mutants -n 40 -seed 7 ./disclosure/clock     others of one package
//	go run ./scripts/mutants -files '^gate' -v ./disclosure/gate  of some files, with what killed each
//
// It ends with status 1 when fewer are killed than -min asks for. It is not part of .ci/run: it takes minutes.
//
// All mutants of a package are compiled into one test program (see package schemata) in a copy of the module, so
// neither they nor the tests leave anything behind. The same seed draws the same mutants from the same source.
// -keep leaves the copy there to try a mutant by hand: MUTANT=17 ./disclosure_clock.test, in the package's folder.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"daylight/scripts/mutants/schemata"
)

// defaults are the rooms whose rules decide about dates, closures and what may leave the house.
func defaults() []string {
	return []string{
		"./disclosure/timeline", "./disclosure/closure", "./disclosure/clock", "./disclosure/gate", "./disclosure/command/...",
	}
}

type options struct {
	root     string
	patterns []string
	files    *regexp.Regexp
	n, min   int
	seed     uint64
	parallel int
	list     bool
	all      bool
	keep     bool
}

func main() {
	o := options{root: "."}
	files := flag.String("files", "", "take part only if the file's base name matches this regular expression")
	flag.IntVar(&o.n, "n", 200, "mutants")
	flag.IntVar(&o.min, "min", -1, "how many have to be killed (default 95 of 100: 190 of 200)")
	flag.Uint64Var(&o.seed, "seed", 1, "another seed draws other mutants")
	flag.IntVar(&o.parallel, "parallel", 2, "test programs at once")
	flag.BoolVar(&o.list, "list", false, "print the mutants and run nothing")
	flag.BoolVar(&o.all, "v", false, "say of each mutant what killed it")
	flag.BoolVar(&o.keep, "keep", false, "leave the copy of the module there")
	flag.Parse()
	o.patterns = flag.Args()
	if len(o.patterns) == 0 {
		o.patterns = defaults()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	enough, err := start(ctx, o, *files)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants: "+err.Error())
		os.Exit(2)
	}
	if !enough {
		os.Exit(1)
	}
}

func start(ctx context.Context, o options, files string) (enough bool, err error) {
	if o.files, err = regexp.Compile(files); err != nil {
		return false, err
	}
	if o.root, err = filepath.Abs(o.root); err != nil {
		return false, err
	}
	if o.n < 1 || o.parallel < 1 {
		return false, errors.New("-n and -parallel have to be 1 or more")
	}
	return measure(ctx, o, os.Stdout, os.Stderr)
}

// measure draws the mutants, runs the tests with each and prints the report. It answers whether enough were killed.
func measure(ctx context.Context, o options, out, progress io.Writer) (enough bool, err error) {
	packages, untested, err := load(ctx, o.root, o.patterns)
	if err != nil {
		return false, err
	}
	mutants, err := schemata.Draw(packages, func(f schemata.File) bool {
		return o.files.MatchString(f.Name) && !ast.IsGenerated(f.AST)
	}, o.n, o.seed)
	if err != nil {
		return false, err
	}
	if len(mutants) == 0 {
		return false, errors.New("nothing there can be mutated")
	}
	if o.list {
		var b strings.Builder
		for _, m := range mutants {
			fmt.Fprintf(&b, "%4d %s\n      %s\n", m.Number, describe(m), m.Source)
		}
		_, err = io.WriteString(out, b.String())
		return true, err
	}
	outcomes, err := runAll(ctx, o, packages, mutants, progress)
	if err != nil {
		return false, err
	}
	least := o.min
	if least < 0 {
		least = len(outcomes) * 95 / 100
	}
	dead := killed(outcomes)
	text := report(outcomes, untested, o.all) +
		fmt.Sprintf("\nseed %d: %d of %d killed, %d are asked for\n", o.seed, dead, len(outcomes), least)
	say(progress, "the runs took %.0fs of processor time", processorTime(outcomes).Seconds())
	_, err = io.WriteString(out, text)
	return dead >= least, err
}
