package gallery

import (
	"strings"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure/content"
	"daylight/disclosure/fault"
)

// shortestFinding is how many characters of a digest name a finding.
const shortestFinding = 6

// Findings are what the gate finds in a page, with what two people let pass.
func Findings(p *desk.Publication) []content.Finding {
	var out []content.Finding
	for i := range p.Checks {
		out = append(out, p.Checks[i].Findings...)
	}
	return out
}

// Named is the one finding that a beginning of its digest names.
func Named(all []content.Finding, digest string) (content.Finding, error) {
	digest = strings.ToLower(strings.TrimSpace(digest))
	var found *content.Finding
	for i := range all {
		switch f := &all[i]; {
		case len(digest) < shortestFinding || !strings.HasPrefix(f.Digest, digest):
		case found != nil && found.Digest != f.Digest:
			return content.Finding{}, fault.Errorf(fault.Invalid, "%q names more than one finding: give more of it", digest)
		case found == nil:
			found = f
		}
	}
	if found == nil {
		return content.Finding{}, fault.Errorf(fault.NotFound, "there is no finding %q now: name one by the first %d characters or more of what the list shows", digest, shortestFinding)
	}
	return *found, nil
}
