package disclosure

// Attestation is the signed statement behind an observation that an agent at another place made, so that the record can
// be checked later with the agent's public key.
type Attestation struct {
	Key       string `json:"key"`       // id of the public key: the first 16 digits of its SHA-256
	Signature string `json:"signature"` // Ed25519 in base64
	Statement string `json:"statement"` // exactly what was signed; an observation and no content
}

// Missed reports whether another place brought nothing that can be believed: such an observation says nothing about the
// asset, not even that it was asked.
func (o *Observation) Missed() bool {
	switch o.Reason {
	case ReasonVantageUnreachable, ReasonVantageMismatch, ReasonVantageUnverified:
		return o.Local && o.Verdict == Inconclusive
	default:
		return false
	}
}
