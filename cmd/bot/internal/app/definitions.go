package app

import (
	"errors"
	"io"
	"os"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/closure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/tcpexpect"
)

// maxDefinition bounds the file of a definition, in bytes.
const maxDefinition = 64 << 10

// Definitions reads the team's own definitions of services. The error names every file that cannot be read.
func Definitions(cfg *config.Config) ([]tcpexpect.Definition, error) {
	var out []tcpexpect.Definition
	var errs []error
	for _, file := range cfg.Probe.Definitions {
		d, err := readDefinition(file)
		if err != nil {
			errs = append(errs, fault.Errorf(fault.Invalid, "probe.definitions: %s: %w", file, err))
			continue
		}
		out = append(out, d)
	}
	return out, errors.Join(errs...)
}

func readDefinition(file string) (tcpexpect.Definition, error) {
	f, err := os.Open(file) //nolint:gosec // the operator names the file
	if err != nil {
		return tcpexpect.Definition{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxDefinition))
	if err != nil {
		return tcpexpect.Definition{}, err
	}
	return tcpexpect.Parse(data)
}

// consentOf returns the rule for which assets need the consent of two people. It depends on the configuration and on
// what each kind declares.
func consentOf(cfg *config.Config, kinds []probe.Kind) closure.Consent {
	c := closure.Consent{All: cfg.Probe.SecondPerson == "all", Kinds: map[string]bool{}}
	for _, k := range kinds {
		if k.Info().OptIn {
			c.Kinds[k.Name()] = true
		}
	}
	return c
}
