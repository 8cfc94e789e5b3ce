package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// The table whose rows are run.
const (
	tableDir  = "cmd/bot/internal/e2e"
	tableTest = "TestWhatIsNotKnownMovesNothing"
)

// patience bounds one row. A row takes a second or two.
const patience = 3 * time.Minute

// program is the test program of the table with all switches in it.
type program struct {
	temp, file, dir string
}

// build compiles the table with the switches.
func build(ctx context.Context, root string, all []guard) (*program, error) {
	temp, err := os.MkdirTemp("", "guards-")
	if err != nil {
		return nil, err
	}
	p := &program{temp: temp, file: filepath.Join(temp, "table.test"), dir: filepath.Join(root, filepath.FromSlash(tableDir))}
	json, err := overlay(root, temp, all)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(temp))
	}
	c := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", json, "-o", p.file, "./"+tableDir) //nolint:gosec // a folder of this module
	c.Dir = root
	if text, err := c.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("a switch does not compile: %w\n%s", err, text), os.RemoveAll(temp))
	}
	return p, nil
}

// sound runs the rows with every guard on. They have to pass, or their failing would tell nothing.
func (p *program) sound(ctx context.Context, trials []trial) error {
	rows := make([]string, len(trials))
	for i, t := range trials {
		rows[i] = t.row
	}
	out, passed, err := p.run(ctx, "", rows...)
	if err != nil {
		return err
	}
	if !passed {
		return fmt.Errorf("rows fail with every guard on:\n%s", out)
	}
	for _, row := range rows {
		if !strings.Contains(out, "--- PASS: "+subtest(row)) {
			return fmt.Errorf("the table has no row %q", row)
		}
	}
	return nil
}

// red runs one row without its guard and reports whether it fails. What ends the program otherwise is no failing of a row.
func (p *program) red(ctx context.Context, t trial) (bool, error) {
	out, passed, err := p.run(ctx, t.guard, t.row)
	switch {
	case err != nil:
		return false, err
	case passed:
		return false, nil
	case !strings.Contains(out, "--- FAIL: "+subtest(t.row)+" "):
		return false, fmt.Errorf("%s: the program ended without its row:\n%s", t.row, out)
	}
	return true, nil
}

func (p *program) run(ctx context.Context, without string, rows ...string) (out string, passed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = regexp.QuoteMeta(strings.ReplaceAll(row, " ", "_"))
	}
	c := exec.CommandContext(ctx, p.file, "-test.v", "-test.run", "^"+tableTest+"$/^("+strings.Join(names, "|")+")$") //nolint:gosec // what build has built
	c.Dir, c.Env = p.dir, append(os.Environ(), variable+"="+without)
	text, err := c.CombinedOutput()
	exit := (*exec.ExitError)(nil)
	if err != nil && (!errors.As(err, &exit) || ctx.Err() != nil) {
		return string(text), false, fmt.Errorf("the table could not be run: %w\n%s", err, text)
	}
	return string(text), err == nil, nil
}

// subtest is the name of a row in the output of the tests.
func subtest(row string) string { return tableTest + "/" + strings.ReplaceAll(row, " ", "_") }
