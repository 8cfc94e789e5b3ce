package casecmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/answers"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/probe/target"
	"daylight/templates"
)

func newCreate(s *session.Session) *cobra.Command {
	var title, summary, vendor, country, domain, language, discovered, embargo, key, noun, severity string
	var assets, data []string
	var records int64
	cmd := &cobra.Command{
		Use: "new --title TEXT --asset [KIND=]TARGET", Short: "Record a finding and print its id", Args: cobra.NoArgs,
		Example: "  bot case new --title 'Open S3 bucket with patient files' --vendor NextMotion --country FR \\\n" +
			"      --asset s3=https://example-bucket.s3.eu-west-3.amazonaws.com/ --discovered 2020-01-24",
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := session.When("discovered", discovered)
			if err != nil {
				return err
			}
			until, err := session.When("embargo", embargo)
			if err != nil {
				return err
			}
			if err := session.OneOf("severity", disclosure.Severity(severity), disclosure.Severities()); err != nil {
				return err
			}
			facts := disclosure.Facts{
				Title: title, Summary: summary, Embargo: until,
				Exposed: disclosure.Exposed{Records: records, Data: data, Severity: disclosure.Severity(severity)},
			}
			if vendor != "" || domain != "" {
				facts.Parties = []disclosure.Party{{
					Role: disclosure.Vendor, Name: vendor, Country: strings.ToUpper(country), Domain: domain, Language: language,
				}}
			}
			for _, a := range assets {
				facts.Assets = append(facts.Assets, readAsset(a, key, noun))
			}
			return s.WithDesk(cmd.Context(), func(a *app.App, actor disclosure.Actor) error {
				c, err := a.Desk.NewCase(cmd.Context(), actor, record.Record{Facts: facts, Discovered: found})
				if err != nil {
					return err
				}
				warnSameTarget(cmd.Context(), s, a, c)
				for _, line := range append(missing(c), unasked(c)...) {
					fmt.Fprintln(s.Err, "bot: "+line)
				}
				return s.Created(string(c.ID), map[string]any{"read_as": readAs(s, a, facts.Assets), "missing": append([]string{}, missing(c)...)})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&title, "title", "", "what was found, in one line")
	f.StringVar(&summary, "summary", "", "a paragraph for the writeup")
	f.StringVar(&vendor, "vendor", "", "name of the owner")
	f.StringVar(&country, "country", "", "the owner's country, such as FR")
	f.StringVar(&domain, "domain", "", "the owner's domain")
	f.StringVar(&language, "language", "", "the owner's language, such as fr")
	f.StringArrayVar(&assets, "asset", nil, "what is exposed: an address, or KIND=ADDRESS (repeatable)")
	f.StringVar(&key, "key", "", "one object of the bucket that probes may request with HEAD")
	f.StringVar(&noun, "noun", "", "what it is, in a few words; for assets of kind other")
	f.StringVar(&discovered, "discovered", "", "date of discovery, such as 2020-01-24")
	f.StringVar(&embargo, "embargo", "", "publish nothing before this date")
	f.Int64Var(&records, "records", 0, "how many records were exposed")
	f.StringSliceVar(&data, "data", nil, "kinds of data, such as medical_images,invoices")
	f.StringVar(&severity, "severity", "", "how bad you judge it to be: "+wording.Words(disclosure.Severities()))
	session.Offer(cmd, "severity", disclosure.Severities())
	session.Offer(cmd, "language", templates.MessageLanguages())
	return cmd
}

// readAsset reads KIND=TARGET; without a kind it is guessed from the target. An address may hold "=" itself.
func readAsset(text, key, noun string) disclosure.Asset {
	kind, target, ok := strings.Cut(text, "=")
	if !ok || strings.ContainsAny(kind, ":/.?") {
		kind, target = "", text
	}
	a := disclosure.Asset{Kind: kind, Target: target, Key: key}
	if kind == closure.Other {
		a.Noun = noun
	}
	return a
}

// readAs says how the targets of assets were read, and tells a person the kind that was found and what was cut off around them.
func readAs(s *session.Session, a *app.App, written []disclosure.Asset) []string {
	out := make([]string, 0, len(written))
	for i, asset := range written {
		read, how, err := a.Desk.Asset(asset)
		if err != nil {
			how = "as it was written" // an import keeps what cannot be read
		}
		out = append(out, how)
		if _, cut, _ := target.Pasted(asset.Target); err == nil && (cut != "" || asset.Kind == "") {
			fmt.Fprintf(s.Err, "bot: A%d is read as %s %s (%s)\n", i+1, read.Kind, wording.OneLine(read.Target), wording.OneLine(how))
		}
	}
	return out
}

// warnSameTarget tells of other cases about the same asset. It is a hint, never a refusal.
func warnSameTarget(ctx context.Context, s *session.Session, a *app.App, c *disclosure.Case) {
	ids, err := a.Desk.SameTarget(ctx, c)
	if err != nil || len(ids) == 0 {
		return
	}
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	fmt.Fprintf(s.Err, "bot: the same asset is recorded in %s; if this is the same finding: bot case close %s --duplicate-of %s\n",
		strings.Join(words, ", "), c.ID, words[0])
}

// unasked says what the probes of a case leave out: the objects of a bucket that names none, and what no answer of a kind tells. The case
// is whole without.
func unasked(c *disclosure.Case) []string {
	var out []string
	for i := range c.Assets {
		a := &c.Assets[i]
		if a.ListingOnly() {
			out = append(out, fmt.Sprintf("no object of %s is named, so only its listing is asked: bot asset key %s %s OBJECT", a.ID, c.ID, a.ID))
		}
		if unseen := answers.Unseen(a); unseen != "" {
			out = append(out, a.ID+": "+unseen)
		}
	}
	return out
}
