package config

import (
	"strings"
	"time"

	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// maxKeepOut is how much of a day may be kept free of probes: the rest has to hold those that confirm a closure.
const maxKeepOut = 20 * time.Hour

// ParseKeepOut reads hours such as 08:00-18:00 with or without a zone after them. The zone is nil without one.
func ParseKeepOut(s string) (civil.Hours, *time.Location, error) {
	hours, name, named := strings.Cut(strings.TrimSpace(s), " ")
	h, err := ParseQuiet(hours)
	if err != nil {
		return h, nil, err
	}
	if length := h.Length(); length > maxKeepOut {
		return h, nil, fault.Errorf(fault.Invalid, "%s of each day is too much: leave at least %s for probes", length, 24*time.Hour-maxKeepOut)
	}
	if !named {
		return h, nil, nil
	}
	zone, err := time.LoadLocation(strings.TrimSpace(name))
	if err != nil || zone == time.Local {
		return h, nil, fault.Errorf(fault.Invalid, "%q is not a time zone: write an IANA name such as Europe/Paris", strings.TrimSpace(name))
	}
	return h, zone, nil
}
