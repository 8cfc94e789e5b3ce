package github

import (
	"strings"
	"testing"

	"daylight/disclosure/command/incoming"
	"daylight/disclosure/ledger"
)

// TestNobodySpeaksUnlessKnown has a row for who speaks where.
func TestNobodySpeaksUnlessKnown(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		owned, listed bool
		who           Account
		association   string
		want          standing
	}{
		{false, false, Account{ID: 5, Login: "x"}, "OWNER", unknown},
		{false, false, Account{ID: 5, Login: "x"}, "MEMBER", unknown},
		{false, false, Account{ID: 5, Login: "x"}, "COLLABORATOR", unknown},
		{false, true, Account{ID: 5, Login: "x"}, "OWNER", unknown},
		{false, true, Account{ID: 5, Login: "x"}, "NONE", unknown},
		{false, true, Account{ID: 5, Login: "Listed"}, "NONE", vendor},
		{false, true, Account{ID: 5, Login: "listed-2"}, "COLLABORATOR", unknown},
		{true, false, Account{ID: 5, Login: "x"}, "OWNER", vendor},
		{true, false, Account{ID: 5, Login: "x"}, "MEMBER", vendor},
		{true, false, Account{ID: 5, Login: "x"}, "COLLABORATOR", vendor},
		{true, false, Account{ID: 5, Login: "x"}, "CONTRIBUTOR", unknown},
		{true, false, Account{ID: 5, Login: "x"}, "NONE", unknown},
		{true, false, Account{ID: 5, Login: "x"}, "", unknown},
		{true, true, Account{ID: 5, Login: "x"}, "COLLABORATOR", vendor},
		{true, false, Account{ID: 5, Login: "x[bot]"}, "COLLABORATOR", bot},
		{true, false, Account{ID: 5, Login: "x", Type: "Bot"}, "OWNER", bot},
		{true, false, Account{ID: 5, Login: "colleague"}, "COLLABORATOR", team},
		{true, false, Account{ID: botID, Login: "x"}, "OWNER", team},
		{true, false, Account{}, "OWNER", unknown},
	} {
		r := testReader()
		conf := Repository{VendorOwned: tc.owned}
		if tc.listed {
			conf.Vendors = []string{"listed"}
		}
		r.Repos = map[string]Repository{repoName: conf}
		if got := r.standing(strings.ToUpper(repoName), tc.who, tc.association); got != tc.want {
			t.Errorf("owned %v, listed %v: %+v %s is %d, want %d", tc.owned, tc.listed, tc.who, tc.association, got, tc.want)
		}
	}
}

// TestTheWordOfAnUnknownPersonWaitsAndSaysWhomToList holds each thing that an unknown person may write.
func TestTheWordOfAnUnknownPersonWaitsAndSaysWhomToList(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"We look into it.", "/fixed", "/ack", "/dispute no", "/help", "STOP", "/fixd"} {
		for _, association := range []string{"OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR", "NONE", ""} {
			in, raw := heard(t, func(i *Item) { i.Comment.Body, i.Comment.Association = body, association })
			known := Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0]}
			r := testReader()
			r.Repos = map[string]Repository{repoName: {Vendors: []string{"listed"}}}
			out, err := r.Interpret(in, raw, func(Item) (Known, error) { return known, nil })
			cmd, ok := first(out).(incoming.RecordUnattributed)
			if err != nil || !ok || len(out.Jobs) != 0 || out.Inbox.State != ledger.InboundWaiting || out.Inbox.Case != "DL-2020-0001" {
				t.Errorf("%q of %s: %+v, %v", body, association, out, err)
			}
			if cmd.Login != "Vendor-Dev" || cmd.Place != repoName || !strings.Contains(cmd.Reason, "speaks for the vendor NextMotion") {
				t.Errorf("%+v", cmd)
			}
		}
	}
}
