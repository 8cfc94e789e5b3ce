package draft

import (
	"testing"

	"daylight/disclosure"
)

func TestANoticeGoesToWhomItIsFor(t *testing.T) {
	t.Parallel()
	for template, want := range map[disclosure.Template]disclosure.Role{
		disclosure.FirstContact: disclosure.Vendor, disclosure.FollowUp: disclosure.Vendor, disclosure.ProviderNotice: disclosure.Provider,
		disclosure.CoordinatorNotice: disclosure.Coordinator, disclosure.RegulatorNotice: disclosure.Regulator,
	} {
		if got := recipient("", template); got != want {
			t.Errorf("%s goes to the %s, want the %s", template, got, want)
		}
	}
}
