package github

import (
	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// decided answers a request for more time in the issue of the party that asked for it there, once a person has decided. The comment that
// shows how the case stands says it too, but an edit of that notifies nobody, and they wait for it. Why it was decided so is the team's.
func decided(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	if before == nil {
		return nil
	}
	var jobs []ledger.Job
	for i := range events {
		ev := &events[i]
		granted := ev.Kind == disclosure.KindExtensionGranted && ev.Detail.Clock != nil
		if !granted && ev.Kind != disclosure.KindExtensionRefused {
			continue
		}
		for _, t := range after.Issues {
			asked, was := before.Wanting(t.Role, t.Name)
			if _, waits := after.Wanting(t.Role, t.Name); !was || waits || asked.Channel != disclosure.Issue {
				continue
			}
			in := tongueFor(after, t)
			text := in.say("time_refused", "asked", asked.At.First().String())
			if granted {
				text = in.say("time_granted", "asked", asked.At.First().String(), "on", in.when(ev.Detail.Clock.Due))
			}
			jobs = append(jobs, job(after, t, ev, TaskComment, text))
		}
	}
	return jobs
}
