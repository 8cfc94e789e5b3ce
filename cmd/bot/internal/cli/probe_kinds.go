package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure/probe"
)

// kindJSON is a kind of probe as programs read it.
type kindJSON struct {
	Kind    string   `json:"kind"`
	Version int      `json:"version"`
	Asks    string   `json:"asks"`
	Reads   string   `json:"reads"`
	Takes   string   `json:"takes"`
	Facets  []string `json:"facets"`
	Ports   []uint16 `json:"ports"`
	OptIn   bool     `json:"opt_in"`
}

func newProbeKinds(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "kinds", Short: "List the ways to ask: what is sent, what is read, which targets they take", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := s.load()
			if err != nil {
				return err
			}
			bare, err := app.NewBareProber(cfg, version(), probe.Limits{})
			if err != nil {
				return err
			}
			return s.showKinds(bare.Kinds())
		},
	}
}

func (s *session) showKinds(all []probe.Info) error {
	if s.json {
		out := make([]kindJSON, len(all))
		for i := range all {
			k := &all[i]
			out[i] = kindJSON{k.Name, k.Version, k.Asks, k.Reads, k.Takes, orNone(k.Facets), orNone(k.Ports), k.OptIn}
		}
		return s.printJSON(out)
	}
	for i := range all {
		k := &all[i]
		name := k.Name
		if k.OptIn {
			name += "  (only with the word of two people: it goes further than a stranger's first question)"
		}
		fmt.Fprintln(s.Out, name)
		s.facts([]fact{
			{"asks", k.Asks}, {"reads", k.Reads}, {"takes", k.Takes}, {"facets", strings.Join(k.Facets, ", ")}, {"ports", portList(k.Ports)},
		})
	}
	return nil
}

// orNone keeps an empty list from being null.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func portList(ports []uint16) string {
	out := make([]string, len(ports))
	for i, p := range ports {
		out[i] = strconv.Itoa(int(p))
	}
	return strings.Join(out, ", ")
}
