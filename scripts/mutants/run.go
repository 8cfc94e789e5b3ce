package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"daylight/scripts/mutants/schemata"
)

// runAll builds the mutated packages in a copy of the module and runs their tests once a mutant.
func runAll(ctx context.Context, o options, packages []*schemata.Package, mutants []schemata.Mutant, progress io.Writer) (_ []outcome, err error) {
	temp, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return nil, err
	}
	if o.keep {
		say(progress, "the copy stays in %s", temp)
	} else {
		defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	}
	module := filepath.Join(temp, "module")
	if err := copyModule(o.root, module); err != nil {
		return nil, err
	}
	of := map[string][]schemata.Mutant{}
	for _, m := range mutants {
		of[m.Dir] = append(of[m.Dir], m)
	}
	for _, p := range packages {
		if len(of[p.Dir]) == 0 {
			continue
		}
		if err := writeMutants(module, p, of[p.Dir]); err != nil {
			return nil, err
		}
	}
	var outcomes []outcome
	for _, p := range packages {
		if len(of[p.Dir]) == 0 {
			continue
		}
		say(progress, "%s: building", p.Dir)
		s, err := build(ctx, module, temp, p)
		if err != nil {
			return nil, err
		}
		if err := s.settle(ctx, o.parallel); err != nil {
			return nil, err
		}
		say(progress, "%s: %d mutants, a whole run takes %.1fs, %.1fs of processor time", p.Dir, len(of[p.Dir]), s.clean.Seconds(), s.cpu.Seconds())
		part, err := s.runEach(ctx, of[p.Dir], o.parallel)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, part...)
	}
	return outcomes, nil
}

// runEach runs the tests once for each mutant, some at the same time.
func (s *suite) runEach(ctx context.Context, mutants []schemata.Mutant, parallel int) ([]outcome, error) {
	outcomes, errs := make([]outcome, len(mutants)), make([]error, len(mutants))
	next := make(chan int)
	var wg sync.WaitGroup
	for range parallel {
		wg.Go(func() {
			for i := range next {
				outcomes[i].Mutant = mutants[i]
				outcomes[i].fate, errs[i] = s.run(ctx, mutants[i].Number, s.limits())
			}
		})
	}
	for i := range mutants {
		next <- i
	}
	close(next)
	wg.Wait()
	return outcomes, errors.Join(append(errs, ctx.Err())...)
}

func say(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, format+"\n", args...)
}
