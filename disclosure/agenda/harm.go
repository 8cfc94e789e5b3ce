package agenda

import (
	"cmp"
	"math/bits"
	"strings"

	"daylight/disclosure"
)

// Harm is what a finding does to the people whose data is exposed: whether somebody already uses it, whose data and of what kind it
// is, and of how many people. It decides an order and nothing else. The zero value is the least.
type Harm struct {
	Exploited bool      `json:"exploited,omitempty"` // seen in the wild, or leaked
	Class     DataClass `json:"class,omitempty"`
	People    int64     `json:"people,omitempty"` // as many as there are records; 0 is not known
}

// DataClass is the most sensitive kind of data that is exposed.
type DataClass string

// The classes, the most sensitive one first. What was recorded in no word that is known here is not called harmless: it only comes
// last, and somebody who writes down what is exposed brings it forward.
const (
	Vulnerable DataClass = "vulnerable" // of children and of patients
	Special    DataClass = "special"    // of the kinds that the law protects most, and what lets somebody act in another's name
	Personal   DataClass = "personal"   // what identifies or reaches a person
	Unknown    DataClass = ""
)

// HarmOf returns the harm of a case, from what was recorded of what is exposed.
func HarmOf(c *disclosure.Case) Harm {
	h := Harm{Exploited: c.Exploited, People: max(0, c.Exposed.Records)}
	for _, kind := range c.Exposed.Data {
		if k := ClassOf(kind); k.rank() > h.Class.rank() {
			h.Class = k
		}
	}
	return h
}

// Compare orders the greater harm first: what is exploited, then the class, then the magnitude of the number of people. Numbers between
// the same two powers of two are alike: no count of records is that exact.
func (h Harm) Compare(o Harm) int {
	return cmp.Or(
		cmp.Compare(number(o.Exploited), number(h.Exploited)),
		cmp.Compare(o.Class.rank(), h.Class.rank()),
		cmp.Compare(bits.Len64(uint64(max(0, o.People))), bits.Len64(uint64(max(0, h.People)))),
	)
}

// ClassOf returns the class of a kind of data by its words, in any of the forms in which people write them: "medical_images".
func ClassOf(kind string) (found DataClass) {
	words := strings.FieldsFunc(strings.ToLower(kind), func(r rune) bool { return (r < 'a' || r > 'z') && r < 0x80 })
	for _, w := range words {
		if k := classOfWord(strings.TrimSuffix(w, "s")); k.rank() > found.rank() {
			found = k
		}
	}
	return found
}

func classOfWord(singular string) DataClass {
	switch singular {
	case "child", "children", "kid", "minor", "pupil", "school", "kindergarten", "patient", "medical", "medicine", "health",
		"healthcare", "clinic", "clinical", "hospital", "diagnosi", "diagnose", "prescription", "dental", "therapy", "therapie": //nolint:misspell // words without their s
		return Vulnerable
	case "genetic", "biometric", "fingerprint", "face", "sexual", "religion", "religiou", "ethnic", "political", "union", "asylum",
		"criminal", "police", "password", "credential", "secret", "token", "passport", "identity", "identitie", "ssn", "payment", "card",
		"bank", "account", "financial", "salary", "salarie", "location", "message", "chat":
		return Special
	case "name", "addresse", "addres", "email", "mail", "phone", "birth", "customer", "user", "employee", "personal", "people", "person", //nolint:misspell // words without their s
		"contact", "photo", "image", "video", "invoice", "order", "resume", "cv":
		return Personal
	default:
		return Unknown
	}
}

func (c DataClass) rank() int {
	switch c {
	case Vulnerable:
		return 3
	case Special:
		return 2
	case Personal:
		return 1
	case Unknown:
		return 0
	default:
		return 0
	}
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
