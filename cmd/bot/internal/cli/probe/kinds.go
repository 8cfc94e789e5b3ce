package probe

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
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

func newKinds(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "kinds", Short: "List the kinds of probes: what they send, what they read, which targets they take", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			bare, err := app.NewBareProber(cfg, session.Version(), probe.Limits{})
			if err != nil {
				return err
			}
			return showKinds(s, bare.Kinds())
		},
	}
}

func showKinds(s *session.Session, all []probe.Info) error {
	if s.JSON {
		out := make([]kindJSON, len(all))
		for i := range all {
			k := &all[i]
			out[i] = kindJSON{k.Name, k.Version, k.Sends, k.Reads, k.Accepts, orNone(k.Facets), orNone(k.Ports), k.OptIn}
		}
		return s.PrintJSON(out)
	}
	for i := range all {
		k := &all[i]
		name := k.Name
		if k.OptIn {
			name += "  (needs the approval of two people: it goes further than an anonymous first request)"
		}
		fmt.Fprintln(s.Out, name)
		s.Facts([]session.Fact{
			{"asks", k.Sends}, {"reads", k.Reads}, {"takes", k.Accepts}, {"facets", strings.Join(k.Facets, ", ")}, {"ports", portList(k.Ports)},
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

// kinds are the ways to ask an asset.
func kinds() []string { return app.ProbeKindNames() }
