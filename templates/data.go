package templates

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/outreach"
)

// MailData is what a message can say. Which fields a message needs depends on its template; [Set.Mail] names the
// ones that are missing. Texts from outside may hold anything: each is reduced to one line without control characters.
type MailData struct {
	Case    disclosure.CaseID
	Team    Team
	Party   string       // name of whoever the message goes to
	Owner   string       // vendor as we believe, for a notice to somebody else
	Country string       // of the owner, ISO 3166-1 alpha-2, optional
	Reason  string       // why we believe so, optional
	Assets  []AssetFacts // all of the recipient; a case may have none
	Exposed disclosure.Exposed

	Discovered   civil.When
	FirstContact civil.When // with the recipient or, for a provider, not used
	FirstClosed  civil.When // first probe of the run that confirmed the closure of the last of them; zero while one is not closed
	PublishOn    civil.Date // zero: after the closure, without a date
	CorrectBy    civil.Date // last day for corrections before publication
	Facts        []string   // what the report will name, in the language of the message
	Attempts     []Attempt  // who was tried and how, oldest first
	AsOf         civil.Date // the day up to which the attempts are told

	NotHeard bool             // the recipient has not answered
	Ahead    []outreach.Ahead // what follows when the recipient does not answer
	Calendar []outreach.Ahead // each day on which the policy has something for the recipient, for an issue
	Domain   string           // of the owner: why we believe that an address below it is theirs
	Plain    bool             // it goes to a box that people read who are no technicians
	Report   bool             // it is a private report, into which nobody but people write: an answer comes another way

	// Information is what follows for the recipient, or in a notice to somebody else for the owner, from a proof that
	// they were told.
	Information []outreach.InformationLine
}

// Team is who writes.
type Team struct {
	Name        string
	Site        string // address of a page by which the recipient can check who writes
	Policy      string // address of the disclosure policy, optional
	Probes      string // address of the page that says which answers to our probes count as closed, optional
	Fingerprint string // of the OpenPGP key, optional
	KeyAt       string // address where the key lies, optional
	Cases       string // address of a page that names the case references of the team, optional
	Signer      string // the person who signs
	Contact     string // mail address by which a person is reached, optional
}

// view is what a template sees: strings only, safe on one line, in one language.
type view struct {
	Case, Party, Owner, OwnerWhy string
	Country, AsOf                string
	Team                         Team
	Kind                         kindWords // of the only asset
	Target                       string    // of the only asset
	Spelled                      bool      // an address is written so that no program makes a link of it
	Nowhere                      bool      // the only asset has a name and no address
	Signs                        bool      // the command by which they see it signs in, as our check does
	Contents                     string
	Severity                     string // as a person of ours judges it; "" where nobody has
	Subject                      subjects
	Several                      bool        // more than one asset
	Found                        string      // all of them, as the object of "we found"
	Nouns                        string      // all of them, as names
	Groups                       []groupView // all of them, by kind
	More                         string      // said where the groups do not name all
	Checks, Past, Checked        string      // what a check does: to come, done, and of each kind
	Asked                        bool        // a probe can ask one of them
	Stop, StopIssue              string      // how to stop the checks; "" where there are none
	Discovered, FirstContact     string
	LastOpen, FirstClosed        string
	PublishOn, CorrectBy         string
	Facts                        []string
	Attempts                     []attemptView
	Information                  []string
	OnlyDelivered                string // the caveat to a proof that no person gave
	Basis                        string // why it is called open, where no fresh answer of ours shows it
	Doubt                        bool   // nobody of us has seen it open
	Again                        bool   // it was closed before
	SomeOpen                     bool   // a fresh answer of ours shows one of several open
	NotHeard                     bool
	Ahead                        string // what follows without an answer, and when
	Plain                        bool   // the subject is for people who are no technicians
	Report                       bool   // it is a private report, and no issue
	Why                          string // why we believe that it is the recipient's
	Looks                        []lookView
	LookNone                     string // where there is no command that shows it
	Calendar                     string // a list in Markdown
}

// view puts the data into the words of a language.
func (d MailData) view(w *words) view {
	groups := w.groups(d.Assets)
	v := view{
		Case:  oneLine(string(d.Case)),
		Party: oneLine(d.Party), Owner: oneLine(d.Owner), OwnerWhy: oneLine(d.Reason),
		Team: Team{
			Name: oneLine(d.Team.Name), Site: oneLine(d.Team.Site), Policy: oneLine(d.Team.Policy),
			Probes: d.probesPage(groups), Fingerprint: oneLine(d.Team.Fingerprint), Signer: oneLine(d.Team.Signer),
			KeyAt: oneLine(d.Team.KeyAt), Cases: oneLine(d.Team.Cases), Contact: oneLine(d.Team.Contact),
		},
		Several:      len(d.Assets) > 1,
		Found:        w.found(groups),
		Nouns:        w.nouns(groups),
		Contents:     w.contents(d.Exposed, w.unit(groups)),
		Severity:     w.Severities[d.Exposed.Severity],
		Checks:       w.checks(groups),
		Past:         w.past(groups),
		Checked:      w.checked(groups),
		Asked:        asked(groups),
		Discovered:   w.stamp(d.Discovered),
		FirstContact: w.stamp(d.FirstContact),
		FirstClosed:  w.stamp(d.FirstClosed),
		PublishOn:    w.day(d.PublishOn),
		CorrectBy:    w.day(d.CorrectBy),
		Country:      w.Countries[strings.ToUpper(d.Country)],
		AsOf:         w.day(d.AsOf),
		NotHeard:     d.NotHeard,
		Ahead:        w.ahead(d.Ahead),
		Plain:        d.Plain,
		Report:       d.Report,
		Looks:        w.looks(groups),
		LookNone:     w.Look.None,
		Calendar:     w.calendar(d.Calendar),
	}
	v.Why = cmp.Or(v.OwnerWhy, w.domainWhy(&d))
	v.named(w, groups)
	v.Subject.fillPlain(w.exposedWhat(d.Exposed, groups))
	v.grounds(w, &d)
	if only, ok := d.only(); ok { // of several, each says it for itself
		v.Kind, v.Target, v.LastOpen = w.kind(&only.Asset), oneLine(only.Asset.Defanged()), w.stampTime(only.Asset.Streak.LastOpen)
	}
	v.Spelled = slices.ContainsFunc(d.Assets, addressed)
	if only, ok := d.only(); ok && !addressed(*only) {
		v.Nowhere, v.Target = true, oneLine(only.Asset.Target)
	}
	v.Signs = slices.ContainsFunc(d.Assets, func(f AssetFacts) bool {
		return f.Look.Command != "" && slices.ContainsFunc(f.Plan, func(s Step) bool { return s.Login == published })
	})
	for _, fact := range d.Facts {
		v.Facts = append(v.Facts, oneLine(fact))
	}
	for _, a := range d.Attempts {
		v.Attempts = append(v.Attempts, a.view(w))
	}
	return v
}

// probesPage is the address of the page about answers, "" where no probe asks what the message is about.
func (d MailData) probesPage(groups []group) string {
	if !slices.ContainsFunc(groups, func(g group) bool { return len(g.plan) > 0 }) {
		return ""
	}
	return oneLine(d.Team.Probes)
}

// addressed reports whether an asset lies at an address. Of what no probe can ask, the target is a name, unless it reads like one.
func addressed(f AssetFacts) bool {
	target := oneLine(f.Asset.Target)
	return !slices.Contains(closure.Unaskable(), f.Asset.Kind) || strings.Contains(target, "://") || strings.Contains(target, ".") && !strings.ContainsAny(target, " \u00a0")
}

// published is the login of a step that signs in as the maker of the server says.
const published = "default"

// only returns the asset of a message that is about one.
func (d MailData) only() (_ *AssetFacts, ok bool) {
	if len(d.Assets) != 1 {
		return nil, false
	}
	return &d.Assets[0], true
}

// seenOpen reports whether one of the assets was seen open by us.
func (d MailData) seenOpen() bool {
	return slices.ContainsFunc(d.Assets, func(f AssetFacts) bool { return !f.Asset.Streak.LastOpen.IsZero() })
}

// grounded reports whether one of the assets was seen open by us, or may be called open on what somebody else or a person of ours says.
func (d MailData) grounded() bool {
	return d.seenOpen() || slices.ContainsFunc(d.Assets, func(f AssetFacts) bool {
		switch f.Open.Ground {
		case outreach.GroundSource, outreach.GroundByHand, outreach.GroundBelief:
			return true
		case outreach.GroundSeen, outreach.GroundLast: // on an answer of ours, which is not on record
		}
		return false
	})
}

// targeted reports whether there are assets and it is known where each of them is.
func (d MailData) targeted() bool {
	return len(d.Assets) > 0 && !slices.ContainsFunc(d.Assets, func(f AssetFacts) bool { return oneLine(f.Asset.Target) == "" })
}

// named names the assets, or some of them and how many there are.
func (v *view) named(w *words, groups []group) {
	var shown int
	v.Subject = w.subject(groups, v.Party)
	v.Groups, shown = w.groupViews(groups)
	if n := count(groups); shown < n {
		v.More = strings.NewReplacer("{shown}", w.number(int64(shown)), "{n}", w.number(int64(n))).Replace(w.More)
	}
	if v.Asked {
		v.Stop, v.StopIssue = w.Checks.Stop, w.Checks.StopIssue
	}
}

// unspoken names the assets that there are no words for: their kind is unknown, or a person has not said what they are.
func (d MailData) unspoken(w *words) []string {
	var out []string
	for _, a := range d.Assets {
		switch k := w.kind(&a.Asset); {
		case k.Noun == "":
			out = append(out, "words for "+a.Asset.ID+", whose kind "+strconv.Quote(oneLine(a.Asset.Kind))+" is not known")
		case strings.Contains(k.Found, "{noun}"):
			out = append(out, "what "+a.Asset.ID+" is, in a few words")
		default:
			for _, step := range a.Plan {
				if w.step(k, step) == "" {
					out = append(out, "words for what the probe of "+a.Asset.ID+" does ("+step.Name+")")
				}
			}
		}
	}
	return out
}

// missing returns the names of the fields that a template needs and does not have.
func (d MailData) missing(t disclosure.Template) []string {
	var names []string
	need := func(ok bool, name string) {
		if !ok {
			names = append(names, name)
		}
	}
	need(d.Case != "", "the case reference")
	need(oneLine(d.Team.Name) != "", "the name of the team")
	need(oneLine(d.Team.Site) != "", "the site of the team")
	need(oneLine(d.Team.Signer) != "", "the name of the person who signs")
	need(oneLine(d.Party) != "", "the name of the recipient's organisation")
	if t != disclosure.PrePublication {
		need(d.targeted(), "the target of the asset")
	}
	switch t {
	case disclosure.FirstContact:
		need(!d.Discovered.IsZero(), "the date of discovery")
	case disclosure.FollowUp:
		need(!d.FirstContact.IsZero(), "the date of the first contact")
		need(d.grounded(), "a source or a probe that found the asset open")
	case disclosure.ProviderNotice:
		need(!d.Discovered.IsZero(), "the date of discovery")
		need(oneLine(d.Owner) != "", "the owner as you believe")
	case disclosure.CoordinatorNotice:
		need(!d.Discovered.IsZero(), "the date of discovery")
		need(oneLine(d.Owner) != "", "the owner as you believe")
	case disclosure.RegulatorNotice:
		need(!d.Discovered.IsZero(), "the date of discovery")
		need(oneLine(d.Owner) != "", "the owner as you believe")
		// Without data of people it is not theirs to know.
		need(len(d.Exposed.Data) > 0, "which data of people are exposed")
	case disclosure.ClosureNotice:
		need(!d.FirstContact.IsZero() || !d.Discovered.IsZero(), "the date of the first contact")
		need(!d.FirstClosed.IsZero(), "the date of the closure")
	case disclosure.PrePublication:
		need(!d.FirstContact.IsZero(), "the date of the first contact")
		need(!d.PublishOn.IsZero(), "the date of publication")
		need(!d.CorrectBy.IsZero(), "the last day for corrections")
		need(len(d.Facts) > 0, "the facts that the report will name")
	case disclosure.FreeText:
	}
	return names
}

// oneLine drops control and invisible formatting characters and folds white space, so that no value can add a line,
// a header or a hidden direction to a message.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar:
			return -1
		case r == '\u00a0' || r == '\u202f':
			return '\u00a0'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		default:
			return r
		}
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}
