package probe

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// stepJSON is one message of a plan. Request is there where the bytes are text; Base64 always holds all of them.
type stepJSON struct {
	Facet   string  `json:"facet"`
	Via     string  `json:"via"` // http, https, tcp or tls
	Address string  `json:"address"`
	Request *string `json:"request"`
	Base64  string  `json:"base64"`
	Note    string  `json:"note"`
}

// planJSON is a plan as programs read it.
type planJSON struct {
	Kind    string     `json:"kind"`
	Version int        `json:"version"`
	Target  string     `json:"target"`
	ReadAs  string     `json:"read_as"`
	Hash    string     `json:"hash"` // SHA-256 of the text
	Text    string     `json:"text"`
	Steps   []stepJSON `json:"steps"`
}

func planOf(p *probe.Plan, how string) planJSON {
	steps := make([]stepJSON, len(p.Steps))
	for i := range p.Steps {
		steps[i] = stepOf(&p.Steps[i])
	}
	return planJSON{p.Kind, p.Version, p.Target, how, p.Hash, string(p.Text), steps}
}

func newPlan(s *session.Session) *cobra.Command {
	var kind, key string
	cmd := &cobra.Command{
		Use: "plan TARGET|CASE", Short: "Show the exact bytes that a probe would send, and their hash", Args: cobra.ExactArgs(1),
		Long: "Show what a probe of a target, or of each asset of a case, would send, byte for byte, without sending\n" +
			"anything. The hash covers kind, version and\n" +
			"these bytes, which name who asks: it is the same for this asker only. It is in the record of every probe, so whoever\n" +
			"approved a plan can check that it was followed. With --json, text is what the hash is over.",
		Example: "  bot probe plan s3://example-bucket\n  bot probe plan redis://db.example.com --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if caseForm.MatchString(args[0]) {
				return planCase(s, cmd, args[0])
			}
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			bare, err := app.NewBareProber(cfg, session.Version(), probe.Limits{})
			if err != nil {
				return err
			}
			plan, how, err := bare.Plan(disclosure.Asset{Kind: kind, Target: args[0], Key: key})
			if err != nil {
				return unplanned(err)
			}
			return showPlan(s, &plan, how)
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "kind of probe, such as s3 or http (default: guessed from the target)")
	cmd.Flags().StringVar(&key, "key", "", "one object that the probe may request with HEAD")
	session.OfferFrom(cmd, "kind", kinds)
	return cmd
}

// planCase shows the plan of each asset of a case. One that cannot be planned fails the call after the others were shown.
func planCase(s *session.Session, cmd *cobra.Command, id string) error {
	return s.WithDesk(cmd.Context(), func(a *app.App, _ disclosure.Actor) error {
		c, err := a.Desk.Case(cmd.Context(), session.CaseID(id))
		if err != nil {
			return err
		}
		if len(c.Assets) == 0 {
			return fault.Errorf(fault.Invalid, "%s names no asset that could be probed", c.ID)
		}
		var failed error
		plans := []planJSON{} // one document for all
		for i := range c.Assets {
			plan, err := a.Desk.PlanOf(c, c.Assets[i].ID)
			if err != nil {
				failed = errors.Join(failed, fault.Errorf(fault.CodeOf(err), "%s cannot be planned: %w", c.Assets[i].ID, err))
				continue
			}
			how := "asset " + c.Assets[i].ID + " of " + string(c.ID)
			if s.JSON {
				plans = append(plans, planOf(&plan, how))
			} else if err := showPlan(s, &plan, how); err != nil {
				return err
			}
		}
		if s.JSON {
			failed = errors.Join(s.PrintJSON(map[string]any{"case": c.ID, "plans": plans}), failed)
		}
		return failed
	})
}

func showPlan(s *session.Session, p *probe.Plan, how string) error {
	if s.JSON {
		return s.PrintJSON(planOf(p, how))
	}
	fmt.Fprintf(s.Out, "%s %s (version %d)\n", p.Kind, wording.OneLine(p.Target), p.Version)
	s.Facts([]session.Fact{{"read as", how}, {"hash", p.Hash}})
	for i := range p.Steps {
		step := stepOf(&p.Steps[i])
		fmt.Fprintf(s.Out, "\n%d. %s, over %s to %s\n   %s\n", i+1, step.Facet, step.Via, wording.OneLine(step.Address), wording.OneLine(step.Note))
		for line := range strings.Lines(shown(p.Steps[i].Request)) {
			fmt.Fprint(s.Out, "   | "+line)
		}
	}
	return nil
}

func stepOf(p *probe.Step) stepJSON {
	out := stepJSON{
		Facet: p.Facet, Via: "tcp", Address: p.Address, Base64: base64.StdEncoding.EncodeToString(p.Request), Note: p.Note,
	}
	switch {
	case p.URL != nil:
		out.Via, out.Address = p.URL.Scheme, p.URL.Host
	case p.TLS:
		out.Via = "tls"
	}
	if text := string(p.Request); isText(text) {
		out.Request = &text
	}
	return out
}

// shown writes the bytes of a message for a person: each line as it would stand in a program, or all of it in hex.
func shown(request []byte) string {
	if !isText(string(request)) {
		return hex.Dump(request)
	}
	var b strings.Builder
	for line := range strings.Lines(string(request)) {
		quoted := strconv.Quote(line)
		b.WriteString(quoted[1:len(quoted)-1] + "\n")
	}
	return b.String()
}

func isText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\r' && r != '\n' && r != '\t' })
}
