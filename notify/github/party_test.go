package github

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// partyCase is a case with its parties.
func partyCase(id disclosure.CaseID, parties ...disclosure.Party) *disclosure.Case {
	return &disclosure.Case{ID: id, Version: 1, Parties: parties}
}

func TestARepositoryBelongsToOneParty(t *testing.T) {
	t.Parallel()
	vendor := func(name string) disclosure.Party { return disclosure.Party{Role: disclosure.Vendor, Name: name} }
	row := func(value string) ledger.Ref {
		return ledger.Ref{Case: "DL-2020-0007", Owner: refOwner, Name: partyRow(repoName), Value: value, Sole: true}
	}
	for name, tc := range map[string]struct {
		conf  Repository
		refs  []ledger.Ref
		role  disclosure.Role
		party string
		says  string // "" is allowed
	}{
		"the first one binds it":                               {Repository{}, nil, disclosure.Vendor, "NextMotion", ""},
		"a name that reads otherwise is another party":         {Repository{}, []ledger.Ref{row("vendor/nextmotion")}, disclosure.Vendor, "Next  motion", "belongs to the vendor nextmotion"},
		"the same party in other letters":                      {Repository{}, []ledger.Ref{row("vendor/nextmotion")}, disclosure.Vendor, "NEXTMOTION", ""},
		"a second vendor is refused":                           {Repository{}, []ledger.Ref{row("vendor/nextmotion")}, disclosure.Vendor, "Other", "belongs to the vendor nextmotion"},
		"a provider never shares it":                           {Repository{}, []ledger.Ref{row("vendor/nextmotion")}, disclosure.Provider, "NextMotion", "belongs to the vendor nextmotion"},
		"a coordinator never shares it":                        {Repository{}, []ledger.Ref{row("vendor/nextmotion")}, disclosure.Coordinator, "CERT-FR", "belongs to the vendor nextmotion"},
		"a longer name is another repository":                  {Repository{}, []ledger.Ref{{Case: "x", Owner: refOwner, Name: partyRow(repoName) + "-2", Value: "vendor/other"}}, disclosure.Vendor, "NextMotion", ""},
		"a role stands for nobody":                             {Repository{}, nil, disclosure.Vendor, "", "has no name yet"},
		"the vendor of the configuration":                      {Repository{Vendor: "NextMotion"}, nil, disclosure.Vendor, "nextmotion", ""},
		"not another one than that of the configuration":       {Repository{Vendor: "NextMotion"}, nil, disclosure.Vendor, "Other", "belongs to the vendor NextMotion"},
		"no provider where the configuration names the vendor": {Repository{Vendor: "NextMotion"}, nil, disclosure.Provider, "NextMotion", "belongs to the vendor NextMotion"},
		"a configuration does not move what was written":       {Repository{Vendor: "Other"}, []ledger.Ref{row("vendor/nextmotion")}, disclosure.Vendor, "Other", "belongs to the vendor nextmotion"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			m.refs = tc.refs
			h := newHub(t)
			c, _ := testChannel(t, h, m, func(o *Options) { o.Repositories = map[string]Repository{strings.ToUpper(repoName): tc.conf} })
			kase := partyCase("DL-2020-0002", disclosure.Party{Role: tc.role, Name: tc.party})
			got, err := c.Belongs(t.Context(), kase, tc.role, tc.party, " "+repoName)
			if tc.says == "" {
				if err != nil || got.Case != kase.ID || !got.Sole || got.Value != partyKey(tc.role, tc.party) {
					t.Errorf("%+v, %v", got, err)
				}
				return
			}
			if fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want a refusal that says %q", err, tc.says)
			}
			// The same is asked right before the write.
			kase.ID = "DL-2020-0001"
			m.cases[kase.ID] = kase
			out := outgoing(t)
			out.Role, out.Name = tc.role, tc.party
			if d := c.Send(t.Context(), out, always); !d.Withheld || h.count("POST") != 0 {
				t.Errorf("%v %s, %d posts", d.Kind, d.Reason, h.count("POST"))
			}
		})
	}
	c, _ := testChannel(t, newHub(t), newMemory())
	if _, err := c.Belongs(t.Context(), partyCase("x", vendor("V")), disclosure.Vendor, "V", "team/elsewhere"); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a repository of no configuration: %v", err)
	}
}

// TestAnIssueOfAnOlderVersionBindsItsRepository holds databases without a row of the party.
func TestAnIssueOfAnOlderVersionBindsItsRepository(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.create(bot42, "t", "b")
	second := partyCase("DL-2020-0002", disclosure.Party{Role: disclosure.Vendor, Name: "Other"})
	second.Issues = []disclosure.Tracked{{Ref: repoName + "#10", Role: disclosure.Vendor, Name: "Other", Marker: "b"}}
	first := trackedCase()
	m := newMemory(first, second)
	c, _ := testChannel(t, h, m)
	if _, err := c.Belongs(t.Context(), second, disclosure.Vendor, "Other", repoName); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a second party: %v", err)
	}
	if _, err := c.Belongs(t.Context(), first, disclosure.Vendor, "NextMotion", repoName); err != nil {
		t.Errorf("the party of the first issue: %v", err)
	}
	// Comments go to the issues of the party alone.
	if d := c.Run(t.Context(), testJob(TaskComment), writing(t, testJob(TaskComment)), always); d.Kind != ledger.Sent {
		t.Errorf("the first party: %v %s", d.Kind, d.Reason)
	}
	job := testJob(TaskComment)
	job.Case = second.ID
	foreign := Comment{Issue: repoName + "#10", Text: english().comment("hello", jobMarker("m", "x"))}
	if d := c.Run(t.Context(), job, foreign, always); !d.Withheld {
		t.Errorf("the second party: %v %s", d.Kind, d.Reason)
	}
	if reads, err := c.whoReads(t.Context(), repoName); err != nil || !strings.Contains(reads, "vendor nextmotion") {
		t.Errorf("%q, %v", reads, err)
	}
}

func TestTheFirstWriteBindsWhatAnOlderVersionQueued(t *testing.T) {
	t.Parallel()
	m := newMemory()
	c, _ := testChannel(t, newHub(t), m)
	if d := c.Send(t.Context(), outgoing(t), always); d.Kind != ledger.Sent {
		t.Fatal(d.Reason)
	}
	if len(m.refs) != 1 || m.refs[0].Value != "vendor/nextmotion" || !m.refs[0].Sole {
		t.Errorf("%+v", m.refs)
	}
}
