package slash

import "daylight/disclosure/civil"

// Word is a command.
type Word string

// The commands.
const (
	Ack      Word = "ack"
	Fixed    Word = "fixed"
	Recheck  Word = "recheck"
	Fixing   Word = "fixing"
	Extend   Word = "extend"
	NeedInfo Word = "need-info"
	Dispute  Word = "dispute"
	Contact  Word = "contact"
	Stop     Word = "stop"
	Help     Word = "help"
)

// Words returns every command, in the order in which lists of them show them.
func Words() []Word {
	return []Word{Ack, Fixed, Recheck, Fixing, Extend, NeedInfo, Dispute, Contact, Stop, Help}
}

// Usage is a command with what it is given, as people write it.
func (w Word) Usage() string {
	switch w {
	case Fixing:
		return "/fixing 2026-12-24"
	case Extend:
		return "/extend 7 we need a maintenance window"
	case Dispute:
		return "/dispute it is a test system"
	case Contact:
		return "/contact security@example.com"
	case Ack, Fixed, Recheck, NeedInfo, Stop, Help:
	}
	return "/" + string(w)
}

// others are words that people write and that mean a command. They are no commands: in doubt nothing moves, so who writes one is told the
// right word.
func others() map[string]Word {
	return map[string]Word{
		"acknowledge": Ack, "acknowledged": Ack, "acked": Ack, "received": Ack, "confirm": Ack,
		"resolved": Fixed, "closed": Fixed, "done": Fixed, "solved": Fixed, "remediated": Fixed, "patched": Fixed, "fix": Fixed,
		"behoben": Fixed, "erledigt": Fixed, "geschlossen": Fixed, "corrigé": Fixed, "corrige": Fixed, "résolu": Fixed, "resolu": Fixed, "fermé": Fixed,
		"retest": Recheck, "check": Recheck, "verify": Recheck, "rescan": Recheck,
		"eta": Fixing, "extension": Extend, "postpone": Extend,
		"needsinfo": NeedInfo, "info": NeedInfo, "question": NeedInfo,
		"disputed": Dispute, "notours": Dispute, "notus": Dispute, "wontfix": Dispute,
		"contacts": Contact,
	}
}

// harmless are other words that are acted upon like the command: they only make us say or do less.
func harmless() map[string]Word {
	return map[string]Word{"commands": Help, "hilfe": Help, "aide": Help, "ayuda": Help, "unsubscribe": Stop, "stopprobing": Stop, "stopp": Stop}
}

// Lack is what a command was not given.
type Lack string

// What may lack.
const (
	NoLack    Lack = ""
	LacksDate Lack = "date"    // none, or one that cannot be read
	LacksDays Lack = "days"    // none, or no number from 1 to 365
	LacksWhy  Lack = "reason"  // none
	LacksAddr Lack = "address" // none
	PastDate  Lack = "past"    // it does not lie ahead
)

// Order is what one line asks for.
type Order struct {
	Word Word   // "" where there is no such command
	As   string // the command as it was written: "/fxed"
	Near Word   // of a line without a Word: which one was probably meant, "" for none
	Rest string // what stands behind the command
	// Asked is set for a command with a question mark, which is none.
	Asked bool

	Day   civil.Date // of [Fixing]
	Days  int        // of [Extend]
	Why   string     // of [Extend] and [Dispute]
	Addr  string     // of [Contact]
	Lacks Lack       // what has to be there and is not; the command is not acted upon
}

// Line is the order in one spelling, which reads as the same order.
func (o Order) Line() string {
	if o.Rest == "" {
		return "/" + string(o.Word)
	}
	return "/" + string(o.Word) + " " + o.Rest
}

// Known reports whether the line is a command with all that it needs.
func (o Order) Known() bool { return o.Word != "" && o.Lacks == NoLack }
