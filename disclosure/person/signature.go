package person

// Signature is a statement that somebody signed, as both were handed in. It stays on record, so that it can be verified
// again. This room does not read it.
type Signature struct {
	Text  string `json:"text"`  // exactly the bytes that were signed
	Armor string `json:"armor"` // of OpenSSH, in one spelling
}

// IsZero reports whether there is none.
func (s Signature) IsZero() bool { return s == Signature{} }
