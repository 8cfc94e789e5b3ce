package probe

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/fault"
	"daylight/disclosure/proof"
)

// maxProofFile bounds what is read of a file of a proof, in bytes.
const maxProofFile = 2 << 20

func newProofCheck(s *session.Session) *cobra.Command {
	var key, target, salt string
	var acceptRule bool
	cmd := &cobra.Command{
		Use: "check DIR", Short: "Check a proof of closure that somebody gave you", Args: cobra.ExactArgs(1),
		Long: "Check the signature of a proof and compute the closure again from its answers. It needs no database and no network.\n" +
			"Use --key with the fingerprint that the team publishes: without it, whoever changed the proof could have signed it.\n" +
			"A rule of fewer than three strong answers over 24 hours is an error unless --accept-rule is given. The times of the\n" +
			"answers and the names of the vantages are claims of the team and cannot be checked.",
		Example: "  bot probe proof check proof --key 0f1e...",
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := readProof(args[0])
			if err != nil {
				return err
			}
			if key != "" && !strings.EqualFold(key, p.Fingerprint) {
				return fault.Errorf(fault.Conflict, "the proof is valid, but another key signed it: %s", p.Fingerprint)
			}
			if target != "" || salt != "" {
				if err := names(&p, target, salt); err != nil {
					return err
				}
			}
			if s.JSON {
				err = s.PrintJSON(map[string]any{
					"case": p.Case, "fingerprint": p.Fingerprint, "key_checked": key != "", "weaker_rule": p.Weaker,
					"vantages_attested": false, "assets": p.Assets,
				})
			} else {
				err = showChecked(s, &p, key != "")
			}
			if err == nil && len(p.Weaker) > 0 && !acceptRule {
				return fault.Errorf(fault.Conflict,
					"the rule is below 3 strong answers over 24 hours (%s): give --accept-rule if that is enough for you", wording.OneLine(strings.Join(p.Weaker, ", ")))
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&key, "key", "", "fingerprint of the key that must have signed it")
	f.StringVar(&target, "target", "", "address that the proof must be about, with --salt")
	f.StringVar(&salt, "salt", "", "salt with which the address is hashed")
	f.BoolVar(&acceptRule, "accept-rule", false, "accept a rule of fewer than three strong answers over 24 hours")
	return cmd
}

// readProof reads and checks the proof in a folder.
func readProof(dir string) (proof.Checked, error) {
	var files [2][]byte
	for i, name := range []string{proof.FileProof, proof.FileSignature} {
		b, err := readSome(filepath.Join(dir, name))
		if err != nil {
			return proof.Checked{}, err
		}
		files[i] = b
	}
	return proof.Check(files[0], files[1])
}

// readSome reads a small file whole.
func readSome(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // G304: the caller names the folder
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the proof cannot be read: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxProofFile))
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the proof cannot be read: %w", err)
	}
	return b, nil
}

// names refuses a proof that is about other addresses.
func names(p *proof.Checked, target, salt string) error {
	key, err := hex.DecodeString(salt)
	if err != nil || target == "" || salt == "" {
		return fault.Errorf(fault.Invalid, "--target and --salt go together, and a salt is hexadecimal")
	}
	for i := range p.Assets {
		if p.Assets[i].Names(target, key) {
			return nil
		}
	}
	return fault.Errorf(fault.Conflict, "the proof is valid, but is not about this address with this salt")
}

// showChecked says what holds, and right beside it what was not checked.
func showChecked(s *session.Session, p *proof.Checked, keyChecked bool) error {
	var but []string
	if len(p.Weaker) > 0 {
		but = append(but, "by a rule weaker than usual")
	}
	if slices.ContainsFunc(p.Assets, func(a proof.Asset) bool { return a.LastOpen == nil }) {
		but = append(but, "of something that its probes never saw open")
	}
	if !keyChecked {
		but = append(but, "if the key is the team's, which was NOT checked")
	}
	holds := "the proof is valid"
	if len(but) > 0 {
		holds += " " + strings.Join(but, ", and ")
	}
	s.Line(string(p.Case) + ": " + holds)
	for i := range p.Assets {
		a := &p.Assets[i]
		what := a.Target
		if what == "" {
			what = "(hidden address)"
		}
		s.Line(a.Words() + " " + what + ", confirmed by " + wording.Count(a.Rule.Strong, "strong answer", "strong answers") + " over at least " + a.Rule.Over)
	}
	for _, id := range p.Weaker {
		s.Line(fmt.Sprintf("warning: %s was closed by a rule below 3 strong answers over 24 hours", id))
	}
	if !keyChecked {
		s.Line("warning: whoever changed this proof could have signed it with a key of their own: compare it with the one that the team publishes, or give that with --key")
	}
	_, err := fmt.Fprintf(s.Out, "key %s\nthe times of the answers and the names of the vantages are claims of the team\n", p.Fingerprint)
	return err
}
