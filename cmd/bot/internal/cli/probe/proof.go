package probe

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/proof"
)

func newProof(s *session.Session) *cobra.Command {
	var out string
	var public bool
	cmd := &cobra.Command{
		Use: "proof CASE", Short: "Write a signed proof that a case is closed, for people outside", Args: cobra.ExactArgs(1),
		ValidArgsFunction: s.CompleteCases,
		Long: "Write a signed proof of the closure to a new folder: the last open answer, the answers of the confirming run, the\n" +
			"rule, and a signature that can be checked without Daylight. It names no person and contains no content. Addresses\n" +
			"are hashed with a salt, which is printed for those who may know them; --public writes them defanged. There is no\n" +
			"proof unless our own probes confirmed the closure.",
		Example: "  bot probe proof DL-2020-0001 --out proof",
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return fault.Errorf(fault.Invalid, "say where to write the proof: --out DIR")
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				p, err := a.Desk.ProveClosure(cmd.Context(), session.CaseID(args[0]), public)
				if err != nil {
					return err
				}
				plans, err := plansOf(cmd.Context(), a.Desk, &p)
				if err != nil {
					return err
				}
				if err := writeProof(out, &p, plans); err != nil {
					return err
				}
				return showProof(s, out, &p)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "a new or empty folder")
	cmd.Flags().BoolVar(&public, "public", false, "write defanged addresses instead of hashes")
	cmd.AddCommand(newProofCheck(s))
	return cmd
}

// plansOf returns what the plans of a proof's answers are made of; they name the address, so there are none where that is hidden.
func plansOf(ctx context.Context, d *desk.Desk, p *desk.ClosureProof) (map[string][]byte, error) {
	if len(p.Salts) > 0 {
		return nil, nil //nolint:nilnil // no plans, and nothing is wrong
	}
	c, err := d.Case(ctx, p.Case)
	if err != nil {
		return nil, err
	}
	return p.Plans(func(asset string) (text []byte, hash string) {
		plan, err := d.PlanOf(c, asset)
		if err != nil {
			return nil, "" // it would not be asked in that way any more
		}
		return plan.Text, plan.Hash
	}), nil
}

// writeProof writes the files of a proof, and never over others.
func writeProof(dir string, p *desk.ClosureProof, plans map[string][]byte) error {
	cannot := func(err error) error {
		return fault.Errorf(fault.Invalid, "the proof cannot be written: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // G301: a proof is for others
		return cannot(err)
	}
	type file struct {
		name    string
		content []byte
	}
	files := []file{
		{proof.FileProof, p.Document},
		{proof.FileSignature, p.Signature},
		{proof.FileKey, p.Key},
		{proof.FileReadme, []byte(proof.Readme(p.Proof, p.Fingerprint, proofCommands()))},
	}
	for _, id := range slices.Sorted(maps.Keys(plans)) {
		files = append(files, file{fmt.Sprintf(proof.FilePlan, id), plans[id]})
	}
	for _, f := range files {
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

func showProof(s *session.Session, dir string, p *desk.ClosureProof) error {
	if s.JSON {
		return s.PrintJSON(map[string]any{"dir": dir, "fingerprint": p.Fingerprint, "salts": p.Salts})
	}
	fmt.Fprintf(s.Out, "%s\nkey   %s\n", dir, p.Fingerprint)
	for _, asset := range slices.Sorted(maps.Keys(p.Salts)) {
		fmt.Fprintf(s.Out, "salt  %s %s (only for those who may know the address)\n", asset, p.Salts[asset])
	}
	return nil
}

// proofCommands are the calls with which whoever receives a proof checks it.
func proofCommands() proof.Commands {
	const check = "bot probe proof check ."
	return proof.Commands{Check: check, Key: check + " --key FINGERPRINT", Target: check + " --target ADDRESS --salt SALT"}
}
