package disclosure

import (
	"slices"
	"strings"
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

// Outreach is one try to reach a party, and what came of it.
type Outreach struct {
	At         When
	Seq        int // the event that says so
	Role       Role
	Name       string // as the case spells it
	Channel    Channel
	Response   Response
	ResponseAt When

	contact string // id, where it is known
	key     string // of the message, where it was one of ours
	proof   Proof  // what our own sender saw of it; zero for what a person typed in
}

// Outreaches returns every try to reach a party, oldest first. Planned and corrected events do not count, and neither
// does a dry run: nobody has such a message. A message that the other side's server refused at the door was a try.
// An answer is put to the newest try that it can be about.
func Outreaches(c *Case, events []Event) []Outreach { return readOutreach(c, events).tries }

// outreachLog holds the tries of a case and what is proven by the answers to them.
type outreachLog struct {
	c      *Case
	since  When // the present episode began with a re-opening; zero in the first one
	tries  []Outreach
	proofs []partyProof
}

// readOutreach takes the tries, the bounces and the answers one after the other and not by their dates: a source
// may date a bounce by the day and the mail by the minute, and an automatic answer does not come from what came back.
func readOutreach(c *Case, events []Event) *outreachLog {
	story := slices.DeleteFunc(currentEvents(events), func(e Event) bool {
		return e.Planned || e.At.IsZero() || e.Detail.Message != nil && e.Detail.Message.DryRun
	})
	slices.SortStableFunc(story, byTime)
	told := *c
	told.Turns = TurnsOf(events)
	h := HistoryOf(&told)
	l := &outreachLog{c: c, since: h.Episodes[len(h.Episodes)-1].Reopened.At}
	for _, take := range []func(*Event){l.try, l.bounce, l.answer} {
		for i := range story {
			take(&story[i])
		}
	}
	slices.SortStableFunc(l.tries, func(a, b Outreach) int { return a.At.Compare(b.At) })
	return l
}

func (l *outreachLog) try(e *Event) {
	switch e.Kind {
	case KindContacted, KindEscalated, KindHeadsUpSent:
	default:
		return
	}
	if e.Party == "" && e.Kind == KindEscalated {
		return // it does not say to whom
	}
	l.add(e)
}

func (l *outreachLog) add(e *Event) *Outreach {
	role, name := l.party(e)
	o := Outreach{At: e.At, Seq: e.Seq, Role: role, Name: name, Channel: e.Channel, Response: ResponseNone}
	if m := e.Detail.Message; m != nil {
		o.contact, o.key, o.proof = m.Contact, m.Key, proofOfSending(e)
	}
	l.tries = append(l.tries, o)
	return &l.tries[len(l.tries)-1]
}

// party says whom an event is about. Without a party it is the vendor.
func (l *outreachLog) party(e *Event) (Role, string) {
	role := e.Party
	if role == "" {
		role = Vendor
	}
	return role, l.c.nameOf(role, e.Name)
}

func (l *outreachLog) bounce(e *Event) {
	if e.Kind != KindBounced {
		return
	}
	var o *Outreach
	if m := e.Detail.Message; m != nil {
		if i := slices.IndexFunc(l.tries, func(o Outreach) bool { return o.key == m.Key }); i >= 0 {
			o = &l.tries[i]
		} else {
			o = l.add(e)
		}
	} else if o = l.newest(e); o == nil {
		return // a second notice about the same message
	}
	o.Response, o.ResponseAt, o.proof = ResponseBounced, e.At, Proof{}
}

func (l *outreachLog) answer(e *Event) {
	switch e.Kind {
	case KindDelivered:
		if o := l.newest(e); o != nil {
			l.prove(e, ProofDelivered, o)
		}
	case KindAutoReplied:
		o := l.newest(e)
		if o == nil {
			return
		}
		l.prove(e, ProofAutomatic, o)
		if o.Response == ResponseNone {
			o.Response, o.ResponseAt = ResponseAutomatic, e.At
		}
	case KindAcknowledged, KindReplied, KindDisputed, KindRefused, KindFixPromised, KindFixClaimed:
		o := l.newest(e)
		if o == nil {
			// People answer on another channel than they were asked on.
			elsewhere := *e
			elsewhere.Channel = ""
			o = l.newest(&elsewhere)
		}
		l.prove(e, ProofAnswer, o)
		if o != nil && o.Response != ResponseAnswered {
			o.Response, o.ResponseAt = ResponseAnswered, e.At
		}
	default:
	}
}

// newest finds the newest try that an answer or a bounce can be about. What came back answers nobody.
func (l *outreachLog) newest(e *Event) *Outreach {
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
