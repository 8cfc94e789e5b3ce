package record

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/plain"
)

// Record opens a case. The id is given by the service.
type Record struct {
	ID         disclosure.CaseID
	Facts      disclosure.Facts
	Discovered civil.When // zero: unknown
}

// Rule implements [command.Command].
func (Record) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Engine: true, Opens: true}
}

// For implements [command.Opening].
func (cmd Record) For(id disclosure.CaseID) command.Opening {
	cmd.ID = id
	return cmd
}

// Discovery implements [command.Opening].
func (cmd Record) Discovery() civil.When { return cmd.Discovered }

// Decide implements [command.Command].
func (cmd Record) Decide(d *command.Frame) error {
	facts, err := checkFacts(cmd.Facts, d.Env.Rules)
	if err != nil {
		return err
	}
	if !cmd.Discovered.IsZero() && d.InFuture(cmd.Discovered) {
		return fault.Errorf(fault.Invalid, "the discovery on %s lies in the future", cmd.Discovered)
	}
	d.Open(cmd.ID)
	d.Emit(disclosure.Event{Kind: disclosure.KindRecorded, Text: facts.Title, Detail: disclosure.Detail{Facts: &facts}})
	if !cmd.Discovered.IsZero() {
		d.Emit(disclosure.Event{Kind: disclosure.KindDiscovered, At: cmd.Discovered})
	}
	for i := range d.Case.Assets {
		exposure.ScheduleProbe(d, &d.Case.Assets[i], d.Env.Now)
	}
	return nil
}

// checkFacts completes and checks what a case starts with. What is recorded while something rehearses is a rehearsal; so is what a file
// says was one.
func checkFacts(f disclosure.Facts, rules command.Rules) (disclosure.Facts, error) {
	title, err := checkTitle(f.Title)
	if err != nil {
		return f, err
	}
	f.Title, f.Rehearsal = title, f.Rehearsal || rules.Ways.Rehearses()
	if f.Exposed.Records < 0 {
		return f, fault.Errorf(fault.Invalid, "the number of records cannot be negative")
	}
	if f.Exposed.Severity, err = checkSeverity(f.Exposed.Severity); err != nil {
		return f, err
	}
	assets := make([]disclosure.Asset, 0, len(f.Assets))
	for i, a := range f.Assets {
		if a.Kind == "" || a.Target == "" {
			return f, fault.Errorf(fault.Invalid, "asset %d needs a kind and a target", i+1)
		}
		if err := rules.Probing.CheckKind(&a); err != nil {
			return f, fault.Errorf(fault.Invalid, "asset %d: %w", i+1, err)
		}
		assets = append(assets, plainAsset(a, fmt.Sprintf("A%d", i+1)))
	}
	f.Assets = assets
	return f, nil
}

// checkTitle returns a title as it is kept.
func checkTitle(title string) (string, error) {
	title = plain.Line(title)
	if title == "" {
		return "", fault.Errorf(fault.Invalid, "a case needs a title")
	}
	if len(title) > 300 {
		return "", fault.Errorf(fault.Invalid, "the title is longer than 300 bytes")
	}
	return title, nil
}

// checkSeverity returns a severity as it is kept. None is kept as none.
func checkSeverity(s disclosure.Severity) (disclosure.Severity, error) {
	s = disclosure.Severity(strings.ToLower(strings.TrimSpace(string(s))))
	if s != "" && !slices.Contains(disclosure.Severities(), s) {
		return "", fault.Errorf(fault.Invalid, "%.40q is no severity: write one of %v, or nothing where nobody has judged it", s, disclosure.Severities())
	}
	return s, nil
}

// plainAsset returns an asset as it was found, without any state, under an id.
func plainAsset(a disclosure.Asset, id string) disclosure.Asset {
	return disclosure.Asset{
		ID: id, Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect,
		Noun: strings.TrimSpace(a.Noun), Owner: strings.TrimSpace(a.Owner), Host: strings.TrimSpace(a.Host),
	}
}
