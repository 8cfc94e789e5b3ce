package person

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Decision is what a person approves as the second of two. A signature is over a decision and approves nothing else.
type Decision struct {
	Case   string `json:"case"`
	What   string `json:"what"`   // such as "publish full en", "draft D1 revision 2", "extension"
	Digest string `json:"digest"` // SHA-256 of all that is decided, in hexadecimal digits
}

// EndOfRehearsal is the decision of two people that an instance has rehearsed enough, and may be live.
func EndOfRehearsal(instance, why string) Decision {
	return Decision{Case: "instance", What: "end the rehearsal", Digest: Digest([]string{instance, why})}
}

// Digest is the SHA-256 of the JSON of what is decided, in hexadecimal digits. The value is a struct, so that the order of
// its fields is always the same; "" is for what has no JSON, and no decision has that digest.
func Digest(decided any) string {
	b, err := json.Marshal(decided)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Deciders names who decided: two people, or one person alone, where the rules of the team let one person decide.
func Deciders(first, second string) string {
	switch {
	case first == "" || second == "":
		return first + second
	case Same(first, second):
		return second + " alone"
	default:
		return first + " and " + second
	}
}
