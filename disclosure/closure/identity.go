package closure

import (
	"maps"
	"slices"

	"daylight/disclosure/observed"
)

// proves reports whether an equal value of a property proves that it is the same asset. A cloud region, for example, is
// shared by too many to prove anything.
func proves(property string) bool { return observed.Identifies(property) && property != "region" }

// unlike names the first property that two identities do not share, "" if none contradicts.
func unlike(a, b map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if v, ok := b[name]; ok && v != a[name] && observed.Identifies(name) {
			return name
		}
	}
	return ""
}

// SameThing names a property that proves two identities to be one, "" if there is none or if another contradicts.
func SameThing(a, b map[string]string) string {
	if unlike(a, b) != "" {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if v, ok := b[name]; ok && v == a[name] && proves(name) {
			return name
		}
	}
	return ""
}
