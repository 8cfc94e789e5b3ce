package session

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/signature"
	"daylight/disclosure/fault"
)

// signingTime is how long somebody has to type a passphrase or to touch a security key.
const signingTime = 2 * time.Minute

// sshKeygen has OpenSSH sign a text. The private key stays with OpenSSH or with the agent: this program never reads it.
func (s *Session) sshKeygen(ctx context.Context, c candidate, text string) (armor string, err error) {
	program, err := exec.LookPath("ssh-keygen")
	if err != nil {
		return "", fault.Errorf(fault.Unavailable, "ssh-keygen of OpenSSH is not installed here")
	}
	file := c.file
	if file == "" {
		dir, err := os.MkdirTemp("", "daylight-sign-*")
		if err != nil {
			return "", fault.Errorf(fault.Unavailable, "there is no room for the public key: %w", err)
		}
		defer os.RemoveAll(dir) // a public key
		file = filepath.Join(dir, "key.pub")
		if err := os.WriteFile(file, []byte(c.key.Line+"\n"), 0o600); err != nil {
			return "", fault.Errorf(fault.Unavailable, "the public key could not be written: %w", err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, signingTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-Y", "sign", "-n", signature.Namespace, "-f", file) //nolint:gosec // the person's own key
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), &out, &said
	if err := cmd.Run(); err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return "", fault.Errorf(fault.Unavailable, "ssh-keygen did not sign with %s within %s", c.key.Fingerprint, signingTime)
		}
		return "", fault.Errorf(fault.Unavailable, "ssh-keygen could not sign with %s (%s)", c.key.Fingerprint, wording.OneLine(lastLine(said.String())))
	}
	_, armor, err = signature.Read(out.Bytes())
	return armor, err
}

// lastLine is the last line that says something.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
