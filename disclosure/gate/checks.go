package gate

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
)

// closure checks whether the exposure is over. Only our own probes can show that; a report by a source is not enough for
// a full writeup. After the deadline a form that does not reveal where the asset is may be published anyway.
func (in *Input) closure() Check {
	const c = check(CheckClosure)
	if in.Case.AllClosed() {
		return c.pass("closed on %s, confirmed by our own probes%s", milestone.ClosedAt(in.Case), in.listingOnly())
	}
	open := in.openAssets()
	if seen := in.attested(); seen != "" && (in.Mode != disclosure.Full || in.Rules.AttestedFull) {
		return c.pass("%s", seen)
	}
	if in.Mode == disclosure.Full {
		return c.fail("%s. A full writeup waits until our own probes have seen it closed", open)
	}
	if TakesBack(in.Case, in.Mode) {
		return c.pass("%s, and the page that is out says where it is: this form does not", open)
	}
	k, err := clock.PermitForGate(in.Case, in.Clock, disclosure.DuePublishLimited)
	switch {
	case err == nil && k.Reached:
		return c.pass("%s, but the publication deadline of %s has passed", open, k.Due)
	case err == nil && k.OnWord() && k.Proven.Runs():
		return c.fail("%s. As dated the deadline of %s has passed, but by what is proven or confirmed it is %s", open, k.Due, k.Proven.Text())
	case err == nil && k.OnWord():
		return c.fail("%s. The deadline of %s rests on what one person typed or a file brought: two people have to confirm the history, and it counts from that day",
			open, k.Due).with(hint.ToConfirmHistory(in.Case.ID))
	}
	return c.fail("%s, and no publication deadline has passed (%s)", open, permitText(&k.Deadline)).with(fault.HintOf(err))
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
		case a.Exposure == disclosure.ExposureAttested:
			out.add(a.ID, "%s was looked at by "+a.AttestedBy+", who found it closed; no probe of ours could show it")
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

// listingOnly says of which assets only the listing was asked for, after a semicolon.
func (in *Input) listingOnly() string {
	var out assetReasons
	for i := range in.Case.Assets {
		if in.Case.Assets[i].ListingOnly() {
			out.add(in.Case.Assets[i].ID, "of %s the listing only: objects were not asked for")
		}
	}
	if len(out.texts) == 0 {
		return ""
	}
	return "; " + out.String()
}

// attested says who found the assets closed by eye that no probe of ours found closed. It is "" while one of them is open in any
// other way, and where nobody looked.
func (in *Input) attested() string {
	if len(in.Case.Assets) == 0 || len(in.Case.DroppedOpen()) > 0 {
		return ""
	}
	var out assetReasons
	for i := range in.Case.Assets {
		switch a := &in.Case.Assets[i]; {
		case a.Exposure == disclosure.ExposureClosed && a.Closure.Verified:
		case a.Exposure == disclosure.ExposureAttested && a.AttestedBy != "":
			out.add(a.ID, "%s was found closed by eye by "+a.AttestedBy+", which is more than a claim and less than a proof")
		default:
			return ""
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
	onWord := false // it is one person's word that we were asked to stop
	for i := range in.Case.Assets {
		a := &in.Case.Assets[i]
		if !a.Closure.Verified || a.Stopped && in.askedToStop(a.ID) {
			continue // there is nothing to confirm, or its owner asked us to stop
		}
		if a.Stopped && (!in.Rules.Fresh(a, in.Clock.Now) || a.Last.Verdict != observed.Closed) {
			asked, onWord = asked+1, true
			problems.add(a.ID, "one person says that the owner of %s asked us to stop, and two have to confirm it")
			continue
		}
		asked++
		age := in.Clock.Now.Sub(a.LastSeen)
		switch {
		case a.LastSeen.IsZero():
			problems.add(a.ID, "%s has no probe on record")
		case a.Last.Verdict != observed.Closed:
			problems.add(a.ID, fmt.Sprintf("the newest probe of %%s, %s, was %s", ago(age), a.Last.Verdict))
		case age < 0:
			problems.add(a.ID, "the newest probe of %s is dated in the future, so that it shows nothing")
		case !in.Rules.Fresh(a, in.Clock.Now):
			problems.add(a.ID, fmt.Sprintf("the newest probe of %%s is from %s, at most %s are allowed", ago(age), roughly(limit)))
		case newest.IsZero() || a.LastSeen.Before(newest):
			newest = a.LastSeen
		}
	}
	switch {
	case asked == 0:
		return c.skip("no asset has a closure by our own probes that could be confirmed again")
	case onWord:
		return c.fail("%s", problems.String()).with(hint.ToConfirmHistory(in.Case.ID))
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

// embargo checks whether we promised to wait. A promise ends when the exposure is exploited or leaked, which takes the word of two.
func (in *Input) embargo() Check {
	const c = check(CheckEmbargo)
	if clock.ProvenExploited(in.Case) {
		return c.pass("it is already exploited or leaked, so there is no embargo")
	}
	if answer := in.promise(); answer.State == CheckFail {
		if in.Case.Exploited {
			answer.Reason += ". That it was exploited or leaked is one person's word: two people have to confirm it"
			answer.Hint = hint.ToConfirmHistory(in.Case.ID)
		}
		return answer
	}
	if in.Case.Embargo.IsZero() {
		return c.pass("there is no embargo")
	}
	return c.pass("the embargo ended with %s", in.Case.Embargo)
}

// promise finds a promise that still binds us: the zero Check where there is none.
func (in *Input) promise() Check {
	const c = check(CheckEmbargo)
	if e := in.Case.Embargo; !e.IsZero() && !e.Passed(in.Clock.Now, in.Clock.Zone) {
		return c.fail("the embargo lasts until %s", e)
	}
	if !in.Case.AllClosed() {
		if k, _ := clock.PermitForGate(in.Case, in.Clock, disclosure.DuePublishLimited); k.Extended > 0 && k.Runs() && !k.Dated {
			return c.fail("the deadline was extended until %s", k.Due)
		}
		if asked := in.openRequest(); asked != nil {
			return c.fail("an extension was asked for on %s and has no answer yet: grant or refuse it", asked.At).with(hint.ToDecideClock(in.Case.ID))
		}
	}
	if in.Mode == disclosure.Full && in.Case.AllClosed() {
		// A policy may hold details back after the closure, so that others can close theirs.
		k, err := clock.PermitForGate(in.Case, in.Clock, disclosure.DuePublishFull)
		switch {
		case err != nil:
			return c.fail("nobody knows whether the policy holds details back: %v", err).with(fault.HintOf(err))
		case k.Runs() && !k.Dated:
			return c.fail("the policy permits the full publication from %s: %s", k.Due, k.Because)
		case k.Holds():
			return c.fail("the policy permits the full publication from %s, by what is proven or confirmed: %s", k.Proven.Due, k.Proven.Because)
		}
	}
	return Check{}
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
			if !in.fromFile(&r.Event) || !in.counts(&r.Event).IsZero() {
				open = nil // a lead's word; what a file says of an answer is history
			}
		}
	}
	return open
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
	slips, printed := 0, 0
	for _, f := range in.Timeline.Lint {
		switch {
		case in.Mode == disclosure.Limited && in.Timeline.OfTheSource(f):
			printed++ // the page says beside the row that it does not fit
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
	if printed > 0 {
		return c.pass("no contradiction of ours; the page prints %s of its sources as such", counted(printed, "contradiction"))
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
