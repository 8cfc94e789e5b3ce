package outreach

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
)

// Response is what came of a try to reach somebody.
type Response string

// The responses, from nothing to a person's word.
const (
	ResponseNone      Response = "no_answer"
	ResponseBounced   Response = "bounced"
	ResponseAutomatic Response = "auto_replied"
	ResponseAnswered  Response = "answered" // by a person
)

// Responses returns every response.
func Responses() []Response {
	return []Response{ResponseNone, ResponseBounced, ResponseAutomatic, ResponseAnswered}
}

// Attempt is one try to reach a party, and what came of it.
type Attempt struct {
	At         civil.When
	Seq        int // the event that says so
	Role       disclosure.Role
	Name       string // as the case spells it
	Channel    disclosure.Channel
	Response   Response
	ResponseAt civil.When

	contact string // id, where it is known
	key     string // of the message, where it was one of ours
	proof   Proof  // what our own sender saw of it; zero for what a person typed in
}

// Attempts returns every try to reach a party, oldest first. Planned and corrected events do not count, and neither
// does a dry run: nobody has such a message. A message that the other side's server refused at the door was a try.
// An answer is put to the newest try that it can be about.
func Attempts(c *disclosure.Case, events []disclosure.Event) []Attempt {
	return readAttempts(c, events).tries
}

// attemptLog holds the tries of a case and what is proven by the answers to them.
type attemptLog struct {
	c      *disclosure.Case
	since  civil.When // the present episode began with a re-opening; zero in the first one
	tries  []Attempt
	proofs []partyProof
}

// readAttempts takes the tries, the bounces and the answers one after the other and not by their dates: a source
// may date a bounce by the day and the mail by the minute, and an automatic answer does not come from what came back.
func readAttempts(c *disclosure.Case, events []disclosure.Event) *attemptLog {
	story := slices.DeleteFunc(timeline.CurrentEvents(events), func(e disclosure.Event) bool {
		return e.Planned || e.At.IsZero() || e.Detail.Message != nil && e.Detail.Message.DryRun
	})
	slices.SortStableFunc(story, timeline.ByTime)
	known := *c
	known.ClockEvents = disclosure.ClockEventsOf(events)
	h := clock.InputOf(&known)
	l := &attemptLog{c: c, since: h.Episodes[len(h.Episodes)-1].Reopened.At}
	for _, take := range []func(*disclosure.Event){l.addAttempt, l.bounce, l.answer} {
		for i := range story {
			take(&story[i])
		}
	}
	slices.SortStableFunc(l.tries, func(a, b Attempt) int { return a.At.Compare(b.At) })
	return l
}

func (l *attemptLog) addAttempt(e *disclosure.Event) {
	if e.Kind.Info().Voice != disclosure.VoiceOutreach {
		return
	}
	if e.Party == "" && e.Kind == disclosure.KindEscalated {
		return // it does not say to whom
	}
	l.add(e)
}

func (l *attemptLog) add(e *disclosure.Event) *Attempt {
	role, name := l.party(e)
	o := Attempt{At: e.At, Seq: e.Seq, Role: role, Name: name, Channel: e.Channel, Response: ResponseNone}
	if m := e.Detail.Message; m != nil {
		o.contact, o.key, o.proof = m.Contact, m.Key, proofOfSending(e)
	}
	l.tries = append(l.tries, o)
	return &l.tries[len(l.tries)-1]
}

// party says whom an event is about. Without a party it is the vendor.
func (l *attemptLog) party(e *disclosure.Event) (disclosure.Role, string) {
	role := e.Party
	if role == "" {
		role = disclosure.Vendor
	}
	return role, milestone.NameOf(l.c, e)
}

func (l *attemptLog) bounce(e *disclosure.Event) {
	if e.Kind != disclosure.KindBounced {
		return
	}
	var o *Attempt
	if m := e.Detail.Message; m != nil {
		if i := slices.IndexFunc(l.tries, func(o Attempt) bool { return o.key == m.Key }); i >= 0 {
			o = &l.tries[i]
		} else {
			o = l.add(e)
		}
	} else if o = l.newest(e); o == nil {
		return // a second notice about the same message
	}
	o.Response, o.ResponseAt, o.proof = ResponseBounced, e.At, Proof{}
}

func (l *attemptLog) answer(e *disclosure.Event) {
	switch e.Kind.Info().Voice {
	case disclosure.VoiceReceipt:
		if o := l.newest(e); o != nil {
			l.addProof(e, ProofDelivered, o)
		}
	case disclosure.VoiceAutomatic:
		o := l.newest(e)
		if o == nil {
			return
		}
		l.addProof(e, ProofAutomatic, o)
		if o.Response == ResponseNone {
			o.Response, o.ResponseAt = ResponseAutomatic, e.At
		}
	case disclosure.VoiceAnswer:
		o := l.newest(e)
		if o == nil {
			// People answer on another channel than they were asked on.
			elsewhere := *e
			elsewhere.Channel = ""
			o = l.newest(&elsewhere)
		}
		l.addProof(e, ProofAnswer, o)
		if o != nil && o.Response != ResponseAnswered {
			o.Response, o.ResponseAt = ResponseAnswered, e.At
		}
	case disclosure.VoiceNone, disclosure.VoiceOutreach, disclosure.VoiceRequest, disclosure.VoiceRuling, disclosure.VoiceBounce:
	}
}

// newest finds the newest try that an answer or a bounce can be about. What came back answers nobody.
func (l *attemptLog) newest(e *disclosure.Event) *Attempt {
	role, name := l.party(e)
	for i := range slices.Backward(l.tries) {
		o := &l.tries[i]
		switch {
		case o.Role != role || !strings.EqualFold(o.Name, name) || o.Response == ResponseBounced:
		case e.Channel != "" && o.Channel != "" && e.Channel != o.Channel:
		case e.Detail.Contact != nil && o.contact != "" && e.Detail.Contact.ID != o.contact:
		case e.At.SurelyBefore(o.At):
		default:
			return o
		}
	}
	return nil
}
