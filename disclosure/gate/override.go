package gate

import "slices"

// MayOverride reports whether two people may let pages out in spite of a finding of a check: of those that read the rendered
// files alone. What the case itself lacks, such as a proof of the closure, is no matter of opinion.
func MayOverride(check string) bool { return slices.Contains(ContentChecks(), check) }

// ContentChecks are the checks that read the rendered files.
func ContentChecks() []string {
	return []string{CheckTargetDefanged, CheckNoCredentials, CheckNoMailAddresses, CheckNoLiveLinks, CheckNoIPAddresses}
}

// LeadsToAsset reports whether the findings of a check lead readers to an asset. While that is open, nothing overrides them.
func LeadsToAsset(check string) bool {
	return check == CheckTargetDefanged || check == CheckNoLiveLinks
}
