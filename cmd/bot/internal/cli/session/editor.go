package session

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"daylight/disclosure/fault"
)

// EditFile lets the person change a file in their editor. instead names the flag by which a text comes without one.
func (s *Session) EditFile(ctx context.Context, path, instead string) error {
	name := cmp.Or(s.Getenv("VISUAL"), s.Getenv("EDITOR"))
	if name == "" {
		return fault.Errorf(fault.Invalid, "no editor is set: set EDITOR, or give the text with %s", instead)
	}
	parts := strings.Fields(name)
	cmd := exec.CommandContext(ctx, parts[0], append(parts[1:], path)...) //nolint:gosec // the person's own editor
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.In, s.Out, s.Err
	if s.JSON {
		cmd.Stdout = s.Err // an editor is no part of the answer
	}
	if err := cmd.Run(); err != nil {
		return fault.Errorf(fault.Invalid, "the editor failed: %w", err)
	}
	return nil
}

// TextFile puts a text into a new file for an editor. The pattern is that of [os.CreateTemp].
func TextFile(pattern, text string) (path string, err error) {
	f, err := os.CreateTemp("", pattern)
	if err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	_, err = f.WriteString(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", fmt.Errorf("a file for the editor: %w", err)
	}
	return f.Name(), nil
}
