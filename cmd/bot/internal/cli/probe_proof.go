package cli

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/proof"
)

// maxProofFile bounds what is read of a file of a proof, in bytes.
const maxProofFile = 2 << 20

func newProbeProof(s *session) *cobra.Command {
	var out string
	var public bool
	cmd := &cobra.Command{
		Use: "proof CASE", Short: "Write a signed proof that a case is closed, for people outside", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.completeCases,
		Long: "Write a signed proof of the closure into a new folder: the last open answer, the answers of the confirming run, the\n" +
			"rule, and a signature that needs no Daylight to be checked. It names no person and holds no content. Addresses are\n" +
			"hidden under a salt, which is printed for those who may know them; --public writes them defanged. Without a closure\n" +
			"by our own probes there is no proof.",
		Example: "  bot probe proof DL-2020-0001 --out proof",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return disclosure.Errorf(disclosure.Invalid, "say where the proof goes: --out DIR")
			}
			return s.withDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				p, err := a.Desk.ProveClosure(cmd.Context(), caseID(args[0]), public)
				if err != nil {
					return err
				}
				if err := writeProof(out, &p); err != nil {
					return err
				}
				return s.showProof(out, &p)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "a folder that is not there yet, or empty")
	cmd.Flags().BoolVar(&public, "public", false, "write the defanged addresses instead of hiding them")
	cmd.AddCommand(newProbeProofCheck(s))
	return cmd
}

// writeProof writes the files of a proof, and never over others.
func writeProof(dir string, p *app.ClosureProof) error {
	cannot := func(err error) error {
		return disclosure.Errorf(disclosure.Invalid, "the proof cannot be written: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // G301: a proof is for others
		return cannot(err)
	}
	for _, f := range []struct {
		name    string
		content []byte
	}{
		{proof.FileProof, p.Document},
		{proof.FileSignature, p.Signature},
		{proof.FileKey, p.Key},
		{proof.FileReadme, []byte(proof.Readme(p.Proof, p.Fingerprint))},
	} {
		w, err := os.OpenFile(filepath.Join(dir, f.name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // G302, G304: the caller's folder, for others to read
		if err != nil {
			return cannot(err)
		}
		_, err = w.Write(f.content)
		if err := errors.Join(err, w.Close()); err != nil {
			return cannot(err)
		}
	}
	return nil
}

func (s *session) showProof(dir string, p *app.ClosureProof) error {
	if s.json {
		return s.printJSON(map[string]any{"dir": dir, "fingerprint": p.Fingerprint, "salts": p.Salts})
	}
	fmt.Fprintf(s.Out, "%s\nkey   %s\n", dir, p.Fingerprint)
	for _, asset := range slices.Sorted(maps.Keys(p.Salts)) {
		fmt.Fprintf(s.Out, "salt  %s %s (only for those who may know the address)\n", asset, p.Salts[asset])
	}
	return nil
}

func newProbeProofCheck(s *session) *cobra.Command {
	var key, target, salt string
	cmd := &cobra.Command{
		Use: "check DIR", Short: "Check a proof of closure that somebody gave you", Args: cobra.ExactArgs(1),
		Long: "Check the signature of a proof and compute the closure again from its answers. It needs no database and no network.\n" +
			"Compare the key with the one that the team publishes, or give it with --key.",
		Example: "  bot probe proof check proof",
		RunE: func(_ *cobra.Command, args []string) error {
			var files [2][]byte
			for i, name := range []string{proof.FileProof, proof.FileSignature} {
				b, err := readSome(filepath.Join(args[0], name))
				if err != nil {
					return err
				}
				files[i] = b
			}
			p, err := proof.Check(files[0], files[1])
			if err != nil {
				return err
			}
			if key != "" && !strings.EqualFold(key, p.Fingerprint) {
				return disclosure.Errorf(disclosure.Conflict, "the proof holds, and another key signed it: %s", p.Fingerprint)
			}
			if target != "" || salt != "" {
				if err := names(&p, target, salt); err != nil {
					return err
				}
			}
			if s.json {
				return s.printJSON(map[string]any{"case": p.Case, "fingerprint": p.Fingerprint, "assets": p.Assets})
			}
			return s.showChecked(&p)
		},
	}
	f := cmd.Flags()
	f.StringVar(&key, "key", "", "fingerprint of the key that has to have signed it")
	f.StringVar(&target, "target", "", "address that the proof has to be about, with --salt")
	f.StringVar(&salt, "salt", "", "salt under which the address is hidden")
	return cmd
}

// readSome reads a small file whole.
func readSome(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // G304: the caller names the folder
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "the proof cannot be read: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxProofFile))
	if err != nil {
		return nil, disclosure.Errorf(disclosure.Invalid, "the proof cannot be read: %w", err)
	}
	return b, nil
}

// names refuses a proof that is about other addresses.
func names(p *proof.Checked, target, salt string) error {
	key, err := hex.DecodeString(salt)
	if err != nil || target == "" || salt == "" {
		return disclosure.Errorf(disclosure.Invalid, "--target and --salt go together, and a salt is hexadecimal")
	}
	for i := range p.Assets {
		if p.Assets[i].Names(target, key) {
			return nil
		}
	}
	return disclosure.Errorf(disclosure.Conflict, "the proof holds, and is not about this address under this salt")
}

func (s *session) showChecked(p *proof.Checked) error {
	fmt.Fprintf(s.Out, "%s: the proof holds\n", oneLine(string(p.Case)))
	for i := range p.Assets {
		a := &p.Assets[i]
		from := "never seen open by its probes"
		if a.LastOpen != nil {
			from = "open at " + a.LastOpen.Asked
		}
		what := a.Target
		if what == "" {
			what = "(hidden address)"
		}
		s.line(fmt.Sprintf("%s  %s %s: %s, closed at %s by %s over at least %s", a.ID, a.Kind, what, from, a.FirstClosed,
			count(a.Rule.Strong, "strong answer", "strong answers"), a.Rule.Over))
	}
	_, err := fmt.Fprintf(s.Out, "key %s: compare it with the one that the team publishes\n", p.Fingerprint)
	return err
}
