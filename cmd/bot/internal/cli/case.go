package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/templates"
)

func newCase(s *session) *cobra.Command {
	cmd := &cobra.Command{Use: "case", Short: "Record, find, show and close cases"}
	cmd.AddCommand(newCaseNew(s), newCaseShow(s), newCaseList(s), newCaseSearch(s), newCaseImport(s), newCaseExport(s),
		newCaseClose(s), newCaseReopen(s), newCaseStop(s))
	return cmd
}

func newCaseNew(s *session) *cobra.Command {
	var title, summary, vendor, country, domain, language, discovered, embargo, key string
	var assets, data []string
	var records int64
	cmd := &cobra.Command{
		Use: "new --title TEXT --asset [KIND=]TARGET", Short: "Record a finding and print its id", Args: cobra.NoArgs,
		Example: "  bot case new --title 'Open S3 bucket with patient files' --vendor NextMotion --country FR \\\n" +
			"      --asset s3=https://example-bucket.s3.eu-west-3.amazonaws.com/ --discovered 2020-01-24",
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := when("discovered", discovered)
			if err != nil {
				return err
			}
			until, err := when("embargo", embargo)
			if err != nil {
				return err
			}
			facts := disclosure.Facts{
				Title: title, Summary: summary, Embargo: until,
				Exposed: disclosure.Exposed{Records: records, Data: data},
			}
			if vendor != "" || domain != "" {
				facts.Parties = []disclosure.Party{{
					Role: disclosure.Vendor, Name: vendor, Country: strings.ToUpper(country), Domain: domain, Language: language,
				}}
			}
			for _, a := range assets {
				facts.Assets = append(facts.Assets, readAsset(a, key))
			}
			return s.withNewDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.NewCase(cmd.Context(), actor, record.Record{Facts: facts, Discovered: found})
				if err != nil {
					return err
				}
				s.warnSameTarget(cmd.Context(), a, c)
				return s.created(string(c.ID), nil)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&title, "title", "", "what was found, in one line")
	f.StringVar(&summary, "summary", "", "a paragraph for the writeup")
	f.StringVar(&vendor, "vendor", "", "name of the owner")
	f.StringVar(&country, "country", "", "the owner's country, as FR")
	f.StringVar(&domain, "domain", "", "the owner's domain")
	f.StringVar(&language, "language", "", "the owner's language, as fr")
	f.StringArrayVar(&assets, "asset", nil, "exposed thing: an address, or KIND=ADDRESS (repeatable)")
	f.StringVar(&key, "key", "", "one object of the bucket that may be asked for with HEAD")
	f.StringVar(&discovered, "discovered", "", "date of discovery, as 2020-01-24")
	f.StringVar(&embargo, "embargo", "", "nothing is published before this date")
	f.Int64Var(&records, "records", 0, "how many records were exposed")
	f.StringSliceVar(&data, "data", nil, "kinds of data, as medical_images,invoices")
	offer(cmd, "language", templates.Languages())
	return cmd
}

// readAsset reads KIND=TARGET; without a kind it is guessed from the target. An address may hold "=" itself.
func readAsset(text, key string) disclosure.Asset {
	kind, target, ok := strings.Cut(text, "=")
	if !ok || strings.ContainsAny(kind, ":/.?") {
		kind, target = "", text
	}
	return disclosure.Asset{Kind: kind, Target: target, Key: key}
}

// warnSameTarget tells of other cases about the same asset. It is a hint, never a refusal.
func (s *session) warnSameTarget(ctx context.Context, a *app.App, c *disclosure.Case) {
	ids, err := a.Desk.SameTarget(ctx, c)
	if err != nil || len(ids) == 0 {
		return
	}
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	fmt.Fprintf(s.Err, "bot: the same asset stands in %s; if this is the same finding: bot case close %s --duplicate-of %s\n",
		strings.Join(words, ", "), c.ID, words[0])
}

// do executes a command and prints the case's headline.
func (s *session) do(ctx context.Context, id disclosure.CaseID, command command.Command) error {
	return s.withDesk(ctx, func(a *app.App, actor disclosure.Actor) error {
		c, err := a.Desk.Do(ctx, actor, id, command)
		if err != nil {
			return err
		}
		return s.changed(c)
	})
}

// changed reports a case after a change.
func (s *session) changed(c *disclosure.Case) error {
	if s.json {
		return s.printJSON(map[string]any{"case": c.ID, "version": c.Version, "headline": agenda.Headline(c), "next_action": agenda.NextAction(c)})
	}
	fmt.Fprintf(s.Out, "%s: %s. %s\n", c.ID, agenda.Headline(c), agenda.NextAction(c))
	return nil
}

func words[S ~string](list []S) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
