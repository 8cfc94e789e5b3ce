package web

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	policyclock "daylight/disclosure/clock"
	"daylight/disclosure/outreach"
)

// shown is a clock or a dialogue under the name by which a page calls it.
type shown[T any] struct {
	Name string
	It   T
}

// together lists what a case has of many parties, in the order of its keys. More than [outreach.MostApart] that are alike are one line
// with their number, which stands for the first of them; a page with a line for each of a thousand is read by nobody.
func together[K ~string, T any](all map[K]T, alike func(K, T) string, name func(K) string, sooner func(a, b T) bool) []shown[T] {
	keys := slices.Sorted(maps.Keys(all))
	count := map[string]int{}
	for _, k := range keys {
		count[alike(k, all[k])]++
	}
	var out []shown[T]
	at := map[string]int{}
	for _, k := range keys {
		group := alike(k, all[k])
		if count[group] <= outreach.MostApart {
			out = append(out, shown[T]{name(k), all[k]})
			continue
		}
		i, begun := at[group]
		if !begun {
			what, role, _ := strings.Cut(group, "\x00")
			role, _, _ = strings.Cut(role, "\x00")
			label := agenda.Many(count[group], disclosure.Role(role))
			if what != "" {
				label = what + ", " + label
			}
			at[group] = len(out)
			out = append(out, shown[T]{label, all[k]})
		} else if sooner(all[k], out[i].It) {
			out[i].It = all[k]
		}
	}
	return out
}

// clocksTogether are the clocks of a case: those of one clause and state of many parties are one line, with the first date.
func clocksTogether(c *disclosure.Case) []shown[disclosure.Clock] {
	return together(c.Clocks,
		func(key string, k disclosure.Clock) string {
			set := policyclock.SplitKey(key)
			if set.Name == "" {
				return key
			}
			return set.Clause + "\x00" + string(set.Role) + "\x00" + string(k.State)
		},
		func(key string) string { return policyclock.Label(c, key) },
		func(a, b disclosure.Clock) bool { return a.Due.Compare(b.Due) < 0 })
}

// dialoguesTogether are the dialogues of a case: those of one role, channel and state are one line.
func dialoguesTogether(c *disclosure.Case) []shown[disclosure.Dialogue] {
	return together(c.Dialogue,
		func(key disclosure.DialogueKey, d disclosure.Dialogue) string {
			role, rest, _ := strings.Cut(string(key), "/")
			channel := rest[strings.LastIndexByte(rest, '/')+1:]
			return channel + "\x00" + role + "\x00" + string(d)
		},
		dialogueOf,
		func(disclosure.Dialogue, disclosure.Dialogue) bool { return false })
}

// vendorNames names the vendors of a case, the first of them where they are many.
func vendorNames(c *disclosure.Case) string {
	var names []string
	for i := range c.Parties {
		if p := &c.Parties[i]; p.Role == disclosure.Vendor {
			names = append(names, joined(", ", p.Name, p.Country))
		}
	}
	if n := len(names); n > outreach.MostApart {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:outreach.MostApart], "; "), n-outreach.MostApart)
	}
	return strings.Join(names, "; ")
}
