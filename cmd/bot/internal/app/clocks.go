package app

import (
	"errors"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/policyfile"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/holiday"
)

// ClockRules reads the policies of a configuration with their holiday calendars. The error names every mistake in every
// file.
func ClockRules(cfg *config.Config) (clock.Rules, error) {
	policies, err := policyfile.Load(cfg.Policies.Files, holiday.Known)
	if err != nil {
		return clock.Rules{}, err
	}
	if _, ok := policies[cfg.Policies.Default]; !ok {
		err = errors.Join(err, fault.Errorf(fault.Invalid, "policies.default: there is no policy %q: write one of %s",
			cfg.Policies.Default, strings.Join(policyNames(policies), ", ")))
	}
	minute, atErr := config.ParseHour(cfg.Remind.At)
	if err = errors.Join(err, atErr); err != nil {
		return clock.Rules{}, err
	}
	remind := slices.Clone(cfg.Remind.BeforeDays)
	slices.SortFunc(remind, func(a, b int) int { return b - a })
	return clock.Rules{
		Policies: policies, Default: cfg.Policies.Default, DaysOff: holiday.New().DayOff, Edition: editions(),
		Remind: slices.Compact(remind), RemindHour: minute,
	}, nil
}

// editions gives the set of a country with its version, "" for a country without a calendar. Each look at a list asks it once for
// each case, so the known ones are found beforehand.
func editions() func(country string) string {
	pinned := map[string]string{"": ""}
	for _, name := range holiday.Names() {
		pinned[name], _ = holiday.Pin(name)
	}
	return func(country string) string {
		name, ok := pinned[country]
		if !ok { // spelled otherwise
			name, _ = holiday.Pin(country)
		}
		return name
	}
}

func policyNames(all map[string]clock.Policy) []string {
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
