package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/timeline"
)

// closure checks whether the exposure is over. Only our own probes can show that; a report by a source is not enough for
// a full writeup. After the deadline a form that does not reveal where the asset is may be published anyway.
func (in *Input) closure() Check {
	const c = check(CheckClosure)
	if in.Case.AllClosed() {
		return c.pass("closed on %s, confirmed by our own probes", in.Case.ClosedAt())
	}
	open := in.openAssets()
	if in.Mode == disclosure.Full {
		return c.fail("%s. A full writeup waits until our own probes have seen it closed", open)
	}
	k, reached, err := clock.Permit(in.Case, in.Clock, disclosure.DuePublishLimited)
	if reached && err == nil {
		return c.pass("%s, but the publication deadline of %s has passed", open, k.Due)
	}
	return c.fail("%s, and no publication deadline has passed (%s)", open, permitText(&k)).with(fault.HintOf(err))
}

// openAssets says of each asset that is not closed by our own probes how far it is.
func (in *Input) openAssets() string {
	if len(in.Case.Assets) == 0 {
		return "the case names no asset that could be probed"
	}
	var out assetReasons
	for _, a := range in.Case.DroppedOpen() {
		out.add(a.ID, "%s was dropped while it was open, so nobody knows whether it is closed")
	}
	for i := range in.Case.Assets {
		a := &in.Case.Assets[i]
		switch {
		case a.Exposure == disclosure.ExposureClosed && a.Closure.Verified:
		case !a.Closure.At.IsZero() && !a.Closure.Verified:
			source := string(a.Closure.Source)
			if source == "" {
				source = "an unnamed source"
			}
			out.add(a.ID, fmt.Sprintf("%%s is closed according to %s on %s; no probe of ours saw it", source, a.Closure.At))
		case a.Exposure == disclosure.ExposureSuspected:
			out.add(a.ID, "%s looks closed, but not long enough to be sure")
		case a.Exposure == disclosure.ExposureNotSeenOpen:
			out.add(a.ID, "%s was never seen open by our own probes, so that nothing shows that it was closed")
		case a.Exposure == disclosure.ExposureUnreachable:
			out.add(a.ID, "%s is no longer reachable, which is not the same as closed")
		default:
			out.add(a.ID, "%s is "+strings.ReplaceAll(string(a.Exposure), "_", " "))
		}
	}
	return out.String()
}

// permitText says why a clock does not permit a publication yet.
func permitText(k *clock.Deadline) string {
	switch {
	case k.Clause == "" && k.Because == "":
		return "the policy has no clause for it, and none is set"
	case k.State == disclosure.ClockPaused:
		return "the clock is paused: " + k.Because
	case k.Runs():
		return "it is " + k.Text() + ": " + k.Because
	default:
		return "none is set: " + k.Because
	}
}

// freshProbe asks whether what was closed is still closed right before the world is told where to look.
func (in *Input) freshProbe() Check {
	const c = check(CheckFreshProbe)
	limit := in.Rules.FreshProbe
	switch {
	case in.Mode == disclosure.Stub:
		return c.skip("a stub says nothing about the state of the asset")
	case limit <= 0:
		return c.skip("switched off by the rules of the team")
	}
	var problems assetReasons
	var newest time.Time
	asked := 0
	for i := range in.Case.Assets {
		a := &in.Case.Assets[i]
		if !a.Closure.Verified || a.Stopped {
			continue // there is nothing to confirm, or its owner asked us to stop
		}
		asked++
		age := in.Clock.Now.Sub(a.LastSeen)
		switch {
		case a.LastSeen.IsZero():
			problems.add(a.ID, "%s has no probe on record")
		case a.Last.Verdict != disclosure.Closed:
			problems.add(a.ID, fmt.Sprintf("the newest probe of %%s, %s, was %s", ago(age), a.Last.Verdict))
		case !in.Rules.Fresh(a, in.Clock.Now):
			problems.add(a.ID, fmt.Sprintf("the newest probe of %%s is from %s, at most %s are allowed", ago(age), roughly(limit)))
		case newest.IsZero() || a.LastSeen.Before(newest):
			newest = a.LastSeen
		}
	}
	switch {
	case asked == 0:
		return c.skip("no asset has a closure by our own probes that could be confirmed again")
	case len(problems.texts) > 0:
		return c.fail("%s: probe again", problems.String()).with(hint.ToProbe(in.Case.ID))
	}
	return c.pass("still closed, probed %s", ago(in.Clock.Now.Sub(newest)))
}

func ago(d time.Duration) string {
	if d < 0 {
		return "just now"
	}
	return roughly(d) + " ago"
}

// roughly writes a duration for people: minutes below two hours, hours below three days, else days.
func roughly(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 72*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours())/24)
	}
}

// embargo checks whether we promised to wait. A promise ends when the exposure is exploited or leaked.
func (in *Input) embargo() Check {
	const c = check(CheckEmbargo)
	if in.Case.Exploited {
		return c.pass("it is already exploited or leaked, so there is no embargo")
	}
	if e := in.Case.Embargo; !e.IsZero() && !e.Passed(in.Clock.Now, in.Clock.Zone) {
		return c.fail("the embargo lasts until %s", e)
	}
	if !in.Case.AllClosed() {
		if k, reached, _ := clock.Permit(in.Case, in.Clock, disclosure.DuePublishLimited); k.Extended > 0 && k.Runs() && !reached {
			return c.fail("the deadline was extended until %s", k.Due)
		}
		if asked := in.openRequest(); asked != nil {
			return c.fail("an extension was asked for on %s and has no answer yet: grant or refuse it", asked.At)
		}
	}
	if in.Mode == disclosure.Full && in.Case.AllClosed() {
		// A policy may hold details back after the closure, so that others can close theirs.
		k, reached, err := clock.Permit(in.Case, in.Clock, disclosure.DuePublishFull)
		if err != nil {
			return c.fail("nobody knows whether the policy holds details back: %v", err).with(fault.HintOf(err))
		}
		if k.Runs() && !reached {
			return c.fail("the policy permits the full publication from %s: %s", k.Due, k.Because)
		}
	}
	if in.Case.Embargo.IsZero() {
		return c.pass("there is no embargo")
	}
	return c.pass("the embargo ended with %s", in.Case.Embargo)
}

// openRequest returns the request for an extension that nobody has answered.
func (in *Input) openRequest() *timeline.Row {
	var open *timeline.Row
	for i := range in.Timeline.Rows {
		r := &in.Timeline.Rows[i]
		if r.Planned {
			continue
		}
		switch r.Kind { //nolint:exhaustive // The other kinds neither ask nor answer.
		case disclosure.KindExtensionRequested:
			open = r
		case disclosure.KindExtensionGranted, disclosure.KindExtensionRefused:
			open = nil
		}
	}
	return open
}

// headsUp asks whether the vendor knows what will be published, and had days to react.
func (in *Input) headsUp() Check {
	const c = check(CheckHeadsUp)
	vendor, known := in.Case.Party(disclosure.Vendor, "")
	sent := in.Case.HeadsUp
	switch {
	case in.Mode == disclosure.Stub:
		return c.skip("a stub needs no notice to the vendor")
	case !known:
		return c.skip("the vendor is not known")
	case vendor.DoNotContact:
		return c.skip("the vendor does not want to be contacted")
	}
	if r := in.happened(disclosure.KindPubliclyReported); r != nil {
		return c.pass("it was already publicly reported on %s", r.At)
	}
	if sent.IsZero() {
		return c.fail("the vendor was not told that this will be published: send the pre-publication notice")
	}
	earliest := sent.Last().AddDays(in.Rules.HeadsUpDays)
	if in.Clock.Today().Before(earliest) {
		return c.fail("the vendor was told on %s: publication is possible from %s", sent.First(), earliest)
	}
	return c.pass("the vendor was told on %s", sent.First())
}

// happened returns the first row of a kind that is a fact.
func (in *Input) happened(k disclosure.Kind) *timeline.Row {
	i := slices.IndexFunc(in.Timeline.Rows, func(r timeline.Row) bool { return r.Kind == k && !r.Planned })
	if i < 0 {
		return nil
	}
	return &in.Timeline.Rows[i]
}

// rightOfReply checks whether the vendor had a chance to comment.
func (in *Input) rightOfReply() Check {
	const c = check(CheckRightOfReply)
	if i := slices.IndexFunc(in.Case.Claims, func(k disclosure.Claim) bool { return k.Role == disclosure.Vendor || k.Role == "" }); i >= 0 {
		k := in.Case.Claims[i]
		return c.pass("a message of the vendor of %s is on record (%s)", k.At, strings.ReplaceAll(string(k.Kind), "_", " "))
	}
	if at := in.Case.FirstContact; !at.IsZero() {
		return c.pass("the vendor was contacted on %s", at)
	}
	for i := range in.Timeline.Rows {
		if e := &in.Timeline.Rows[i].Event; !e.Planned && timeline.IsVendorContact(e) {
			return c.pass("the vendor was contacted on %s", e.At)
		}
	}
	if _, known := in.Case.Party(disclosure.Vendor, ""); !known {
		return c.skip("the vendor is not known")
	}
	return c.fail("the vendor was never contacted and has said nothing: contact it first")
}

// timeline asks whether the history can be printed as it is.
func (in *Input) timeline() Check {
	const c = check(CheckTimeline)
	public := make(map[int]bool)
	for i := range in.Timeline.Rows {
		if r := &in.Timeline.Rows[i]; r.Visibility == disclosure.Public {
			public[r.Seq] = true
		}
	}
	var problems []string
	slips := 0
	for _, f := range in.Timeline.Lint {
		switch {
		case f.Level == timeline.LintError, f.Rule == timeline.RulePlannedInThePast, f.Rule == timeline.RulePlaceholderText && public[f.Seq]:
			problems = append(problems, f.Message)
		case f.Level == timeline.LintWarning:
			slips++
		}
	}
	switch {
	case len(in.Timeline.Rows) == 0:
		return c.fail("there is no timeline")
	case len(problems) > 0:
		return c.fail("%s", listed(problems))
	}
	switch slips {
	case 0:
		return c.pass("no contradiction found")
	case 1:
		return c.pass("no contradiction; one warning is worth a look")
	}
	return c.pass("no contradiction; %d warnings are worth a look", slips)
}

// uncertainMessages asks whether we know of every message whether it arrived. A writeup that says "we told them"
// must not rest on a connection that broke.
func (in *Input) uncertainMessages() Check {
	const c = check(CheckNoUncertainMessages)
	var keys, rehearsed []string
	var uncertain, dry string // the first draft of each
	for i := range in.Case.Messages {
		switch m := &in.Case.Messages[i]; {
		case m.State == disclosure.MessageUncertain:
			keys, uncertain = append(keys, m.Key), cmp.Or(uncertain, m.Draft)
		case m.State == disclosure.MessageSent && m.DryRun:
			rehearsed, dry = append(rehearsed, m.Key), cmp.Or(dry, m.Draft)
		}
	}
	if len(rehearsed) > 0 {
		return c.fail("this was a dry run and reached nobody: %s. Set mail.mode: live, then say that it did not arrive, and it is sent", listed(rehearsed)).
			with(hint.ToSendAgain(in.Case.ID, dry))
	}
	if len(keys) > 0 {
		return c.fail("it is not known whether this arrived: %s. Find out and resolve it", listed(keys)).with(hint.ToResolveMessage(in.Case.ID, uncertain))
	}
	return c.pass("every message is known to have arrived or not")
}
