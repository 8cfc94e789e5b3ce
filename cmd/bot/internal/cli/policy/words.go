package policy

import (
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// sentenceOf is a clause in one sentence.
func sentenceOf(c *clock.Clause) string {
	s := whatText(c.Due) + " " + whenText(c)
	if when := conditionsText(c.When); when != "" {
		s += ", if " + when
	}
	return s
}

func whatText(w disclosure.DueKind) string {
	switch w {
	case disclosure.DueAcknowledge:
		return "an answer of the vendor is expected"
	case disclosure.DueFix:
		return "the fix is expected"
	case disclosure.DueReminder:
		return "the vendor is reminded"
	case disclosure.DueSecondChannel:
		return "the vendor is asked on another channel"
	case disclosure.DueProvider:
		return "the hosting provider is asked"
	case disclosure.DuePlatform:
		return "the platform is asked"
	case disclosure.DueCSIRT:
		return "a coordinator is asked"
	case disclosure.DueRegulator:
		return "the regulator is proposed"
	case disclosure.DuePublishStub:
		return "a stub may be published"
	case disclosure.DuePublishLimited:
		return "a limited writeup may be published"
	case disclosure.DuePublishFull:
		return "the full writeup may be published"
	default:
		return string(w)
	}
}

// whenText says how the date of a clause comes about.
func whenText(c *clock.Clause) string {
	parts := []string{daysAfter(c.Days, c.Unit, &c.From)}
	if c.Hour != 0 {
		parts[0] += ", at " + hourText(c.Hour)
	}
	if c.Zone != nil {
		parts[0] += " in " + c.Zone.String()
	}
	if k := c.Cap; k != nil {
		parts = append(parts, "not later than "+daysAfter(k.Days, k.Unit, &k.From))
	}
	if k := c.Floor; k != nil {
		parts = append(parts, "not earlier than "+daysAfter(k.Days, k.Unit, &k.From))
	}
	if c.Shift == clock.ShiftNextWorking {
		parts = append(parts, "a day off moves to the next working day")
	}
	switch c.Holidays {
	case "":
	case clock.OwnerHolidays:
		parts = append(parts, "with the holidays of the owner's country")
	case "none":
		parts = append(parts, "only weekends are off")
	default:
		parts = append(parts, "with the holidays of "+c.Holidays)
	}
	return strings.Join(parts, "; ")
}

func daysAfter(n int, unit civil.Unit, from *clock.AnchorRule) string {
	if n == 0 {
		return "on the day of " + anchorText(from)
	}
	return unit.Text(n) + " after " + anchorText(from)
}

func anchorText(r *clock.AnchorRule) string {
	switch {
	case r.Clause != "" && r.Original:
		return "clause " + r.Clause + " without extension"
	case r.Clause != "":
		return "clause " + r.Clause
	}
	all := make([]string, len(r.Of))
	for i, a := range r.Of {
		all[i] = a.Phrase()
	}
	text := strings.Join(all, " and ")
	switch {
	case len(all) == 1:
		return text
	case r.Take == clock.TakeEarliest:
		return "the earliest of " + text
	case r.Take == clock.TakeLatest:
		return "the latest of " + text
	default:
		return strings.Join(all, ", else ")
	}
}

func hourText(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

func conditionsText(all []clock.Condition) string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = conditionText(c)
	}
	return strings.Join(out, ", and ")
}

func conditionText(c clock.Condition) string {
	switch c.Fact {
	case clock.IsExploited:
		return "exploited or leaked"
	case clock.NotExploited:
		return "neither exploited nor leaked"
	case clock.HasPersonalData:
		return "personal data is exposed"
	case clock.NoPersonalData:
		return "no personal data is exposed"
	case clock.IsFixed:
		return "closed"
	case clock.NotFixed:
		return "not closed by then"
	case clock.IsAcknowledged:
		return "the vendor answered"
	case clock.NotAcknowledged:
		return "the vendor has not answered by then"
	case clock.IsReopened:
		return "opened again"
	case clock.IsFirstEpisode:
		return "not opened again"
	case clock.FixedWithin:
		return "closed by " + c.Clause
	case clock.NotFixedWithin:
		return "not closed by " + c.Clause
	case clock.FixedWithinGrace:
		return "within the extension of " + c.Clause
	default:
		return c.String()
	}
}

func bounceText(b *clock.Bounce) string {
	if b == nil {
		return ""
	}
	return fmt.Sprintf("when %s to the %s came back and none got through", wording.Count(b.Times, "message", "messages"), b.Role)
}

func extensionText(c *clock.Clause) string {
	switch {
	case c.Grace > 0 && c.MaxExtension > c.Grace:
		return fmt.Sprintf("%s of grace on request, %s in all; beyond that two people", civil.CalendarDays.Text(c.Grace), civil.CalendarDays.Text(c.MaxExtension))
	case c.Grace > 0:
		return civil.CalendarDays.Text(c.Grace) + " of grace on request; beyond that two people"
	case c.MaxExtension > 0:
		return "up to " + civil.CalendarDays.Text(c.MaxExtension) + "; beyond that two people"
	default:
		return ""
	}
}

func pauseText(p clock.PauseRule) string {
	switch p {
	case clock.PauseNever:
		return "never"
	case clock.PauseAny:
		return "while they wait for us, and as agreed"
	case clock.PauseOurs, "":
		return "" // the usual
	default:
		return string(p)
	}
}

// forText says whose clock a clause is, where that is not the usual.
func forText(c *clock.Clause) string {
	switch c.For {
	case "":
		return ""
	case clock.ForEach:
		return "a clock for each vendor"
	case clock.ForFirst:
		return "one clock, from the first vendor told"
	case clock.ForAny:
		return "one clock, from the first vendor told; an answer of any of them counts"
	case clock.ForAll:
		return "one clock, from the last vendor told; answers count once all have answered"
	default:
		return string(c.For)
	}
}

func stopsText(all []clock.Stop) string {
	out := make([]string, len(all))
	for i, st := range all {
		switch st {
		case clock.StopAnswer, clock.StopReply:
			out[i] = "an answer of the vendor's people"
		case clock.StopPromise:
			out[i] = "a promised date, until it has passed"
		case clock.StopClaim:
			out[i] = "the vendor's word that it is fixed, until it is found open"
		case clock.StopRefusal:
			out[i] = "a refusal"
		case clock.StopDispute:
			out[i] = "a dispute"
		case clock.StopClosed:
			out[i] = "the closure"
		case clock.StopNothing:
			out[i] = "nothing"
		default:
			out[i] = string(st)
		}
	}
	return strings.Join(out, ", or ")
}

func stepText(st *clock.EscalationStep) string {
	if st == nil {
		return ""
	}
	text := fmt.Sprintf("draft %s for the %s", st.Template, st.Role)
	switch st.Channel {
	case "":
	case clock.OtherChannel:
		text += ", on a channel that was not tried yet"
	default:
		text += ", by " + st.Channel
	}
	return text
}

func draftOf(st *clock.EscalationStep) string {
	if st == nil {
		return ""
	}
	return st.Draft
}
