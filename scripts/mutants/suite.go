package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"daylight/scripts/mutants/schemata"
)

// suite is the test program of one mutated package.
type suite struct {
	dir     string // where its tests run
	program string
	flags   []string
	clean   time.Duration // what it takes without a mutant, while as many of them run as later
	cpu     time.Duration // processor time of that
}

// build compiles the tests of a package in the copy of the module.
func build(ctx context.Context, module, out string, p *schemata.Package) (*suite, error) {
	s := &suite{
		dir:     filepath.Join(module, filepath.FromSlash(p.Dir)),
		program: filepath.Join(out, strings.ReplaceAll(p.Dir, "/", "_")+".test"),
		flags:   []string{"-test.failfast"},
	}
	c := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-o", s.program, "./"+p.Dir) //nolint:gosec // a folder of this module
	c.Dir = module
	if text, err := c.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the tests of %s do not build: %w\n%s", p.Dir, err, text)
	}
	random, err := usesRapid(s.dir)
	if err != nil {
		return nil, err
	}
	if random {
		// A seed, so that the figures are the same twice; no files of failures, so that no mutant teaches the next run.
		s.flags = append(s.flags, "-rapid.seed=1", "-rapid.nofailfile")
	}
	return s, nil
}

// usesRapid reports whether the tests in a folder know the flags of rapid.
func usesRapid(dir string) (bool, error) {
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return false, err
	}
	for _, name := range tests {
		text, err := os.ReadFile(name) //nolint:gosec // below the copy of the module
		if err != nil {
			return false, err
		}
		if bytes.Contains(text, []byte(`"pgregory.net/rapid"`)) {
			return true, nil
		}
	}
	return false, nil
}

// fate is what became of a mutant.
type fate struct {
	alive   bool
	timeout bool
	killer  string // the first test that failed, if it says so
	cpu     time.Duration
}

// limits bound a run. Processor time finds a loop without end on a busy machine as soon as on an idle one, and takes no
// slow run for one; the wall finds what waits for ever.
type limits struct{ wall, cpu time.Duration }

func (s *suite) limits() limits {
	return limits{wall: 4*s.clean + time.Minute, cpu: 3*s.cpu + 10*time.Second}
}

// run runs the tests with one mutant on; 0 is none.
func (s *suite) run(ctx context.Context, mutant int, most limits) (fate, error) {
	const grace = 5 * time.Second // for a program that does not end itself
	ctx, cancel := context.WithTimeout(ctx, most.wall+grace)
	defer cancel()
	// A mutant may ask for memory without end, and the machine has others on it.
	script := `ulimit -v 6291456 2>/dev/null; ulimit -t ` + strconv.Itoa(int(most.cpu.Seconds())+1) + ` 2>/dev/null; exec "$0" "$@"`
	args := append([]string{"-c", script, s.program, "-test.timeout=" + most.wall.String()}, s.flags...)
	c := exec.CommandContext(ctx, "sh", args...) //nolint:gosec // what build has built
	c.Dir = s.dir
	c.Env = append(os.Environ(), schemata.Variable+"="+strconv.Itoa(mutant))
	c.WaitDelay = grace
	var out head
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	var f fate
	if c.ProcessState != nil {
		f.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	if err == nil {
		f.alive = true
		return f, nil
	}
	exit := (*exec.ExitError)(nil)
	if !errors.As(err, &exit) && ctx.Err() == nil {
		return fate{}, err
	}
	text := out.String()
	f.killer = killer(text)
	f.timeout = ctx.Err() != nil || strings.Contains(text, "panic: test timed out after") || f.cpu > most.cpu
	return f, nil
}

// settle runs the tests without a mutant, as many times at once as mutants will run, and notes how long that takes.
// They have to pass.
func (s *suite) settle(ctx context.Context, parallel int) error {
	enough := limits{wall: 10 * time.Minute, cpu: 10 * time.Minute}
	var wg sync.WaitGroup
	fates, errs := make([]fate, parallel), make([]error, parallel)
	start := time.Now() //nolint:forbidigo // measures how long the tests take, decides nothing else
	for i := range parallel {
		wg.Go(func() { fates[i], errs[i] = s.run(ctx, 0, enough) })
	}
	wg.Wait()
	s.clean = time.Since(start)
	for _, f := range fates {
		s.cpu = max(s.cpu, f.cpu)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if i := slices.IndexFunc(fates, func(f fate) bool { return !f.alive }); i >= 0 {
		return fmt.Errorf("the tests of %s fail without a mutant: %s", s.dir, fates[i].killer)
	}
	return nil
}

var failed = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)|^(panic: .*|fatal error: .*)$`)

// killer finds the first test that failed in the output; else the panic that ended it.
func killer(out string) string {
	m := failed.FindStringSubmatch(out)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// head keeps the beginning of an output: the first failure is all that counts.
type head struct{ bytes.Buffer }

func (t *head) Write(p []byte) (int, error) {
	const most = 1 << 20
	if room := most - t.Len(); room > 0 {
		t.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
