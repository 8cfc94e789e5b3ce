package session

import (
	"strings"

	"github.com/spf13/cobra"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/templates"
)

// Page is the writeup of a case that a call is about, as its flags name it.
type Page struct{ Mode, Lang string }

// Flags adds --mode and --lang.
func (p *Page) Flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.Mode, "mode", "full", "full, limited or stub")
	cmd.Flags().StringVar(&p.Lang, "lang", "en", "language: "+strings.Join(templates.PageLanguages(), ", "))
	Offer(cmd, "lang", templates.PageLanguages())
	Offer(cmd, "mode", disclosure.Modes())
}

// Form is the form that was named. It refuses one that does not exist.
func (p *Page) Form() (disclosure.Mode, error) {
	m := disclosure.Mode(p.Mode)
	if !m.Valid() {
		return m, fault.Errorf(fault.Invalid, "unknown form %q: write full, limited or stub", p.Mode)
	}
	return m, nil
}
