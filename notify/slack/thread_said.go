package slack

import (
	"daylight/disclosure"
	"daylight/disclosure/person"
)

// saidFromSlack is what the thread says of an event that is not shown otherwise, where somebody brought it about in Slack: the others
// see what was done from the card. Notes and texts of drafts stay out.
func saidFromSlack(e *disclosure.Event) (lead string, ok bool) {
	if e.Hand.Via != person.Slack {
		return "", false
	}
	lead, ok = map[disclosure.Kind]string{
		disclosure.KindContactEdited:    "A contact was corrected",
		disclosure.KindDraftDiscarded:   "A draft was discarded",
		disclosure.KindClockPaused:      "A deadline was paused",
		disclosure.KindClockResumed:     "A deadline runs again",
		disclosure.KindSnoozed:          "Reminders were changed",
		disclosure.KindCaseEdited:       "The case was corrected",
		disclosure.KindPartyEdited:      "A party was corrected",
		disclosure.KindDataSubjectsTold: "The people concerned were told",
		disclosure.KindRegulatorTold:    "The regulator was told",
	}[e.Kind]
	switch {
	case e.Kind == disclosure.KindOwnerIdentified && e.Detail.Contact != nil:
		return "A contact was added", true
	case e.Kind == disclosure.KindOwnerIdentified && e.Detail.Party != nil && e.Detail.Party.DoNotContact:
		return "They want to be left alone", true
	case e.Kind == disclosure.KindContactEdited && e.Detail.Edit != nil && e.Detail.Edit.Dropped:
		return "A contact was dropped", true
	case e.Kind == disclosure.KindRecorded && e.Detail.Asset != nil:
		return "An asset was added", true
	}
	return lead, ok
}
