package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/answers"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
)

func newAsset(s *session.Session) *cobra.Command {
	cmd := &cobra.Command{Use: "asset", Short: "What is exposed: add, correct or drop it"}
	cmd.AddCommand(newAssetAdd(s), newAssetList(s), newAssetEdit(s), newAssetKey(s), newAssetRename(s), newAssetDrop(s))
	return cmd
}

// typedAsset reads KIND=TARGET as a desk understands it.
func typedAsset(a *app.App, text, key, noun string) (disclosure.Asset, error) {
	kind, target, ok := strings.Cut(text, "=")
	if !ok || strings.ContainsAny(kind, ":/.?") {
		kind, target = "", text
	}
	out, _, err := a.Desk.Asset(disclosure.Asset{Kind: kind, Target: target, Key: key, Noun: noun})
	return out, err
}

func newAssetAdd(s *session.Session) *cobra.Command {
	var key, noun, owner, host string
	cmd := &cobra.Command{
		Use: "add CASE [KIND=]TARGET", Short: "Add an asset to a case and print its id", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Example: "  bot asset add DL-2020-0001 s3=https://example-backup.s3.eu-west-3.amazonaws.com/\n" +
			"  bot asset add DL-2020-0001 redis://203.0.113.7:6379 --host AWS\n" +
			"  bot asset add DL-2020-0001 postgres://203.0.113.7/shop   the one database that lets anybody in",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				asset, err := typedAsset(a, args[1], key, noun)
				if err != nil {
					return err
				}
				asset.Owner, asset.Host = owner, host
				c, err := a.Desk.Do(cmd.Context(), actor, session.CaseID(args[0]), record.AddAsset{Asset: asset})
				if err != nil {
					return err
				}
				added, _ := c.Asset(asset.Target)
				if unseen := answers.Unseen(&added); unseen != "" {
					fmt.Fprintf(s.Err, "bot: %s: %s\n", added.ID, unseen)
				}
				return s.Created(added.ID, map[string]any{"case": c.ID})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&key, "key", "", "one object of the bucket that probes may request with HEAD")
	f.StringVar(&noun, "noun", "", "what it is, in a few words; for assets of kind other")
	f.StringVar(&owner, "owner", "", "the vendor whose it is (default: every vendor of the case)")
	f.StringVar(&host, "host", "", "the provider that hosts it (default: every provider of the case)")
	return cmd
}

func newAssetList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "list CASE", Short: "List the assets of a case, with those that were dropped", Args: cobra.ExactArgs(1), ValidArgsFunction: s.CompleteCases,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
				c, err := a.Desk.Case(cmd.Context(), session.CaseID(args[0]))
				if err != nil {
					return err
				}
				if s.JSON {
					return s.PrintJSON(map[string]any{
						"assets": append([]disclosure.Asset{}, c.Assets...), "dropped": append([]disclosure.Asset{}, c.DroppedAssets...),
					})
				}
				if len(c.AssetsEver()) == 0 {
					fmt.Fprintf(s.Out, "No asset yet: bot asset add %s [KIND=]TARGET\n", c.ID)
					return nil
				}
				var rows [][]string
				for i, k := range c.AssetsEver() {
					state := string(k.Exposure)
					if i >= len(c.Assets) {
						state = "dropped"
						if k.Renamed != "" {
							state = "now " + k.Renamed
						}
					}
					rows = append(rows, []string{k.ID, k.Kind, wording.OneLine(k.Target), state, wording.Dash(k.Owner), wording.Dash(k.Host)})
				}
				return s.Table([]string{"id", "kind", "target", "state", "owner", "host"}, rows)
			})
		},
	}
}

func newAssetEdit(s *session.Session) *cobra.Command {
	var owner, host, noun, text string
	cmd := &cobra.Command{
		Use: "edit CASE ASSET", Short: "Say whose an asset is, who hosts it and what it is called", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Long: "Say whose an asset is and who hosts it, by the name of a party of the case: only they are told of it. An empty name\n" +
			"takes that back. Messages that were approved have to be approved again. `bot asset rename` corrects the target itself.",
		Example: "  bot asset edit DL-2020-0001 A2 --owner NextMotion --host AWS",
		RunE: func(cmd *cobra.Command, args []string) error {
			do := record.EditAsset{Asset: args[1], Text: text}
			for flag, f := range map[string]struct {
				to   **string
				from *string
			}{"owner": {&do.Owner, &owner}, "host": {&do.Host, &host}, "noun": {&do.Noun, &noun}} {
				if cmd.Flags().Changed(flag) {
					*f.to = f.from
				}
			}
			if do.Owner == nil && do.Host == nil && do.Noun == nil {
				return fault.Errorf(fault.Invalid, "say what to correct: --owner, --host or --noun")
			}
			return s.Decide(cmd, session.CaseID(args[0]), do)
		},
	}
	f := cmd.Flags()
	f.StringVar(&owner, "owner", "", "the vendor whose it is")
	f.StringVar(&host, "host", "", "the provider that hosts it")
	f.StringVar(&noun, "noun", "", "what it is, in a few words")
	f.StringVar(&text, "text", "", "why")
	return cmd
}

func newAssetRename(s *session.Session) *cobra.Command {
	var key, text string
	cmd := &cobra.Command{
		Use: "rename CASE ASSET [KIND=]TARGET --text TEXT", Short: "Give an asset the target that was meant", Args: cobra.ExactArgs(3), ValidArgsFunction: s.CompleteCases,
		Long: "Give an asset the target that was meant. It begins anew under an id of its own: what was seen at the old target, a\n" +
			"closure too, says nothing about the new one. Once our own probes saw the old one open, or others were told of it, it\n" +
			"takes two people: both run the same command.",
		Example: "  bot asset rename DL-2020-0001 A1 s3=https://example-bucket.s3.eu-west-3.amazonaws.com/ --text 'a letter was missing'",
		RunE: func(cmd *cobra.Command, args []string) error {
			do := record.RenameAsset{Asset: args[1], Text: text}
			if err := s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) (err error) {
				do.To, err = typedAsset(a, args[2], key, "")
				return err
			}); err != nil {
				return err
			}
			return s.Decide(cmd, session.CaseID(args[0]), do)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "one object of the bucket that probes may request with HEAD")
	cmd.Flags().StringVar(&text, "text", "", "why")
	s.Signs(cmd)
	return cmd
}

func newAssetDrop(s *session.Session) *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use: "drop CASE ASSET --text TEXT", Short: "Take out an asset that was recorded by mistake", Args: cobra.ExactArgs(2), ValidArgsFunction: s.CompleteCases,
		Long: "Take an asset out of a case. Its probes end, no new text tells of it, and it stays in the history. Once something is\n" +
			"known of it (it was seen open or closed, others were told) it takes two people: both run the same command. A case from\n" +
			"which an open asset was dropped is never called closed; `bot asset add` takes the asset back.",
		Example: "  bot asset drop DL-2020-0001 A2 --text 'belongs to another team, see DL-2020-0002'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.Decide(cmd, session.CaseID(args[0]), record.DropAsset{Asset: args[1], Text: text})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "why")
	s.Signs(cmd)
	return cmd
}
