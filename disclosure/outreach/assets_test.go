package outreach_test

import (
	"slices"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

func TestAPartyIsToldOfItsAssetsOnly(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{
		Parties: []disclosure.Party{
			{Role: disclosure.Vendor, Name: "NextMotion"},
			{Role: disclosure.Vendor, Name: "Clinic"},
			{Role: disclosure.Provider, Name: "AWS"},
			{Role: disclosure.Provider, Name: "OVH"},
		},
		Assets: []disclosure.Asset{
			{ID: "A1"}, {ID: "A2", Owner: "NextMotion", Host: "AWS"}, {ID: "A3", Owner: "clinic", Host: "OVH"}, {ID: "A4", Host: "ovh"},
		},
	}
	for _, tt := range []struct {
		role disclosure.Role
		name string
		want []string
	}{
		{disclosure.Vendor, "NextMotion", []string{"A1", "A2", "A4"}},
		{disclosure.Vendor, "", []string{"A1", "A4"}}, // of several, nobody says which
		{disclosure.Vendor, "Clinic", []string{"A1", "A3", "A4"}},
		{disclosure.Provider, "AWS", []string{"A1", "A2"}},
		{disclosure.Provider, "OVH", []string{"A1", "A3", "A4"}},
		{disclosure.Provider, "Hetzner", []string{"A1"}},
		{disclosure.Coordinator, "CERT-FR", []string{"A1", "A2", "A3", "A4"}},
		{disclosure.Regulator, "CNIL", []string{"A1", "A2", "A3", "A4"}},
	} {
		var got []string
		for _, a := range outreach.AssetsOf(c, tt.role, tt.name) {
			got = append(got, a.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s %q is told of %v, want %v", tt.role, tt.name, got, tt.want)
		}
	}
}
