package probe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/answers"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/fault"
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
		Use: "kinds [KIND]", Short: "List the kinds of probes: what they send, what they read, which targets they take", Args: cobra.MaximumNArgs(1),
		Long: "List the kinds of probes: what they send, what they read, which targets they take. With a kind, also what its answers\n" +
			"mean, and which fixes usually bring them.",
		ValidArgsFunction: session.Complete(kinds),
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			bare, err := app.NewBareProber(cfg, session.Version(), probe.Limits{})
			if err != nil {
				return err
			}
			all := bare.Kinds()
			if len(args) == 0 {
				return showKinds(s, all)
			}
			i := slices.IndexFunc(all, func(k probe.Info) bool { return k.Name == args[0] })
			if i < 0 {
				return fault.Errorf(fault.NotFound, "there is no probe of kind %q; there are: %s", args[0], strings.Join(kinds(), ", "))
			}
			return showKind(s, &all[i])
		},
	}
}

// showKind shows one kind with what its answers mean.
func showKind(s *session.Session, k *probe.Info) error {
	r, _ := answers.Of(k.Name)
	if s.JSON {
		return s.PrintJSON(struct {
			kindJSON
			Answers answers.Row `json:"answers"`
		}{kindJSON{k.Name, k.Version, k.Sends, k.Reads, k.Accepts, orNone(k.Facets), orNone(k.Ports), k.OptIn}, r})
	}
	if err := showKinds(s, []probe.Info{*k}); err != nil {
		return err
	}
	s.Facts([]session.Fact{{"open", r.Open}, {"half open", r.Half}, {"closed, strong", r.Strong}, {"closed, weak", r.Weak}, {"usual fixes", r.Fixes}, {"no answer tells", r.Blind}})
	return nil
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
