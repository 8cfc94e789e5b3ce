package person

// Decision is what a person approves as the second of two. A signature is over a decision and approves nothing else.
type Decision struct {
	Case   string `json:"case"`
	What   string `json:"what"`   // such as "publish full en", "draft D1 revision 2", "extension"
	Digest string `json:"digest"` // SHA-256 of all that is decided, in hexadecimal digits
}
