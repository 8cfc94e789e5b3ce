package person

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Means is by what a person can be known besides a name.
type Means string

// The means.
const (
	KeyMeans    Means = "ssh_key"
	SlackMeans  Means = "slack"
	GitHubMeans Means = "github" // the number of the account: a login can be renamed, and taken by somebody else
)

// MeansOf is the means that a proof rests on; "" for a proof that shows no second person.
func MeansOf(p Proof) Means {
	switch p {
	case ByKey:
		return KeyMeans
	case BySlack:
		return SlackMeans
	case ByGitHub:
		return GitHubMeans
	case ByWord, ByLogin:
		return ""
	default:
		return ""
	}
}

// Pin says that a means belongs to a person. The log of the instance holds it, so that who edits the configuration makes
// nobody else of a person.
type Pin struct {
	Name  string `json:"name"`
	Means Means  `json:"means"`
	Value string `json:"value"`         // fingerprint of the key, user id, number on GitHub
	Key   string `json:"key,omitempty"` // the public key, as authorized_keys has it
}

// PinOf is the pin that would show the person by their hand; the zero value where the hand shows no second person.
func PinOf(p Person) Pin {
	m := MeansOf(p.Hand.Proof)
	if m == "" || p.Hand.Account == "" || p.Name == "" {
		return Pin{}
	}
	return Pin{Name: p.Name, Means: m, Value: p.Hand.Account}
}

// Decision is what somebody signs who accepts the pin.
func (p Pin) Decision() Decision {
	return Decision{Case: "people", What: "accept " + string(p.Means) + " of " + p.Name, Digest: p.digest()}
}

func (p Pin) digest() string {
	b, err := json.Marshal([]string{p.Name, string(p.Means), p.Value})
	if err != nil {
		return "" // cannot happen; and no decision has an empty digest
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// firstUses is how many people may be pinned by their first proof: two have to be there before one can accept the other.
const firstUses = 2

// Trusted is who is accepted, and by what. The zero value trusts nobody yet.
type Trusted struct {
	Pins []Pin `json:"pins,omitempty"`
	// Seen names everybody who was ever pinned. Who is retired does not make room for another first use.
	Seen []string `json:"seen,omitempty"`
	// Closed ends first use: it is not known who was trusted before.
	Closed bool `json:"closed,omitempty"`
}

// Holds reports whether exactly this means is pinned to exactly this person. A zero pin is held by nobody.
func (t *Trusted) Holds(p Pin) bool {
	return p.Value != "" && slices.ContainsFunc(t.Pins, func(q Pin) bool { return q.Means == p.Means && q.Value == p.Value && q.Name == p.Name })
}

// Holder returns the name to whom a means is pinned, "" for nobody.
func (t *Trusted) Holder(m Means, value string) string {
	for _, p := range t.Pins {
		if p.Means == m && p.Value == value {
			return p.Name
		}
	}
	return ""
}

// Names are those who are pinned now, each once, in the order in which they came.
func (t *Trusted) Names() []string {
	var out []string
	for _, p := range t.Pins {
		if !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	return out
}

// FirstUse reports whether the pin may be made by the first proof of its person, without anybody who accepts it.
func (t *Trusted) FirstUse(p Pin) bool {
	return !t.Closed && len(t.Seen) < firstUses && p.Value != "" && t.Holder(p.Means, p.Value) == "" &&
		!slices.ContainsFunc(t.Seen, func(name string) bool { return Same(name, p.Name) })
}

// Add pins a means to a person.
func (t *Trusted) Add(p Pin) {
	t.Pins = append(t.Pins, p)
	if !slices.Contains(t.Seen, p.Name) {
		t.Seen = append(t.Seen, p.Name)
	}
}

// Retire takes away every pin of a person.
func (t *Trusted) Retire(name string) {
	t.Pins = slices.DeleteFunc(t.Pins, func(p Pin) bool { return p.Name == name })
}

// Clone returns a copy that shares no memory.
func (t *Trusted) Clone() Trusted {
	return Trusted{Pins: slices.Clone(t.Pins), Seen: slices.Clone(t.Seen), Closed: t.Closed}
}
