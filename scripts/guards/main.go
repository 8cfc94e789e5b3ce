// Command guards holds that the rows of docs/unknown.md can fail. For each row it knows the line of code that the row guards;
// it switches that line off, runs only that row, and demands that the row turns red.
//
//	go run ./scripts/guards                   all of them
//	go run ./scripts/guards -run '^mail:'     those of rows whose names match
//	go run ./scripts/guards -few              one for each way in
//
// All guards are built into one test program, each behind a switch of its own, with `go test -overlay`: no file of the module
// is written. A text that is not found exactly once, a switch that does not compile, and a row that fails with no guard off or
// stays green without its guard are errors, and the program ends with status 1.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
)

func main() {
	run := flag.String("run", "", "take only rows whose names match this regular expression")
	few := flag.Bool("few", false, "take one row for each way in")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := start(ctx, *run, *few, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "guards: "+err.Error())
		os.Exit(1)
	}
}

// trial is one row with its guard off.
type trial struct {
	row, guard string
}

func start(ctx context.Context, run string, few bool, out io.Writer) error {
	which, err := regexp.Compile(run)
	if err != nil {
		return err
	}
	trials := choose(guards(), which, few)
	if len(trials) == 0 {
		return errors.New("no row has such a name")
	}
	p, err := build(ctx, ".", needed(guards(), trials))
	if err != nil {
		return err
	}
	defer os.RemoveAll(p.temp)
	if err := p.sound(ctx, trials); err != nil {
		return err
	}
	green, err := p.try(ctx, trials, out)
	if err != nil {
		return err
	}
	if green > 0 {
		return fmt.Errorf("%d rows do not notice that their guard is off", green)
	}
	fmt.Fprintf(out, "%d rows turn red without their guard\n", len(trials))
	return nil
}

// atOnce is how many rows run at the same time. A row mostly waits: for answers, for its files, for a moment in which nothing happens.
const atOnce = 4

// try runs each row with its guard off, says at once what came of it, and returns how many do not notice.
func (p *program) try(ctx context.Context, trials []trial, out io.Writer) (green int, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var mu sync.Mutex
	var all sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for _, t := range trials {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			red, err := p.red(ctx, t)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				stop(err) // the first one counts
			case red:
				fmt.Fprintln(out, "red   ", t.row)
			default:
				green++
				fmt.Fprintln(out, "GREEN ", t.row)
			}
		})
	}
	all.Wait()
	return green, context.Cause(ctx)
}

// needed leaves out the guards of no trial: whatever lies above a room with a switch is compiled anew.
func needed(all []guard, trials []trial) []guard {
	var out []guard
	for _, g := range all {
		if slices.ContainsFunc(trials, func(t trial) bool { return t.guard == g.name() }) {
			out = append(out, g)
		}
	}
	return out
}

// choose lists the rows to try, in the order of the guards; few takes the first of each way in.
func choose(all []guard, which *regexp.Regexp, few bool) []trial {
	var out []trial
	seen := map[string]bool{}
	for _, g := range all {
		for _, row := range g.rows {
			way, _, _ := strings.Cut(row, ":")
			if !which.MatchString(row) || few && seen[way] {
				continue
			}
			seen[way] = true
			out = append(out, trial{row: row, guard: g.name()})
		}
	}
	return out
}
