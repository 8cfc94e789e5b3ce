// Package observed says what one probe observed: a verdict for each facet, how much it is worth, and why. Only such observations
// move the exposure of a case. Nothing here probes, and nothing here knows a case: what many observations amount to is decided in
// package closure.
package observed

import (
	"maps"
	"slices"
	"time"
)

// Attestation is the signed statement behind an observation that an agent at another vantage made, so that the record can
// be checked later with the agent's public key.
type Attestation struct {
	Key       string `json:"key"`       // id of the public key: the first 16 digits of its SHA-256
	Signature string `json:"signature"` // Ed25519 in base64
	Statement string `json:"statement"` // exactly what was signed; an observation and no content
}

// Missed reports whether another vantage brought nothing that can be trusted: such an observation says nothing about the
// asset, not even that it was probed.
func (o *Observation) Missed() bool {
	switch o.Reason {
	case ReasonVantageUnreachable, ReasonVantageMismatch, ReasonVantageUnverified:
		return o.Local && o.Verdict == Inconclusive
	default:
		return false
	}
}

// Verdict is the answer of one probe about one facet. The zero value is Inconclusive: whatever is not recognised
// positively is never taken for a fix.
type Verdict uint8

// The verdicts.
const (
	Inconclusive Verdict = iota
	Open
	Closed
)

// Strength tells how much a Closed verdict is worth. Only strong ones confirm a closure.
type Strength uint8

// The strengths. Every verdict but Closed has NoStrength.
const (
	NoStrength Strength = iota
	Weak                // refused connection, name gone, ambiguous 404, denied for our address
	Strong              // authentication demanded, access denied, resource gone where the provider tells the two apart
)

// Reason is a stable code that says why a facet got its verdict.
type Reason string

// The reason codes, grouped by the verdict that they go with.
const (
	ReasonOpen     Reason = "open"
	ReasonTakeover Reason = "takeover_risk" // open, and worse: a stranger could take over the name and speak for the owner

	ReasonAuthRequired Reason = "auth_required" // strong
	ReasonAccessDenied Reason = "access_denied" // strong
	ReasonResourceGone Reason = "resource_gone" // strong: the provider tells gone from private
	ReasonDenied       Reason = "denied"        // strong: this path refuses us, and the site around it does not
	ReasonAuthInFront  Reason = "auth_in_front" // strong where it was open: something in front demands a login

	ReasonGoneAmbiguous Reason = "resource_gone_ambiguous" // weak
	ReasonConnRefused   Reason = "conn_refused"            // weak
	ReasonNameGone      Reason = "name_gone"               // weak
	ReasonDeniedForUs   Reason = "denied_for_us"           // weak
	ReasonFiltered      Reason = "filtered"                // weak: nothing answers there, and the host answers elsewhere
	ReasonLoginInFront  Reason = "login_in_front"          // weak: a redirect to a login; strong once two vantages see it

	ReasonNoPermission Reason = "no_permission" // weak: a stranger is let in, and nothing that we ask is allowed

	ReasonTimeoutConnect  Reason = "timeout_connect"
	ReasonTimeoutRead     Reason = "timeout_read"
	ReasonReset           Reason = "reset"
	ReasonEOF             Reason = "eof"
	ReasonTLSError        Reason = "tls_error"
	ReasonHTTPOnHTTPS     Reason = "http_on_https"
	ReasonServerError     Reason = "5xx"
	ReasonRateLimited     Reason = "429"
	ReasonRedirectOffsite Reason = "redirect_offsite"
	ReasonUnrecognised    Reason = "unrecognised"
	ReasonSoft404         Reason = "soft404"
	ReasonChallenge       Reason = "waf_challenge"
	ReasonReplaced        Reason = "replaced"     // something else is shown in its place: a person has to look
	ReasonTLSWanted       Reason = "tls_wanted"   // TLS is wanted, and within it anything may be
	ReasonWithheld        Reason = "withheld"     // a stranger is let in, and gets less than before: likewise
	ReasonTokenWanted     Reason = "token_wanted" // a token is wanted, and we do not know who gets one: likewise

	ReasonDNSFailure   Reason = "dns_servfail"  // local: never counts
	ReasonOffline      Reason = "offline"       // local
	ReasonDescriptors  Reason = "emfile"        // local
	ReasonOverload     Reason = "overload"      // local
	ReasonPolicyDenied Reason = "policy_denied" // local: our own guard refused
	ReasonClockJumped  Reason = "clock_jumped"  // local: our own clock was set meanwhile

	// Local too: another vantage brought no answer that can be trusted.

	ReasonVantageUnreachable Reason = "vantage_unreachable"
	ReasonVantageMismatch    Reason = "vantage_mismatch"   // it does not know this kind, or not this version of it
	ReasonVantageUnverified  Reason = "vantage_unverified" // signature, nonce, time or content are not what they have to be
)

// FacetResult is the verdict for one facet of an asset, such as "list" or "read" of a bucket.
type FacetResult struct {
	Verdict  Verdict  `json:"verdict"`
	Strength Strength `json:"strength"`
	Reason   Reason   `json:"reason"`
}

// Observation is the record of one probe. It never holds content: neither body nor names of objects.
type Observation struct {
	Kind     string                 `json:"kind"`
	Version  int                    `json:"version"`
	Target   string                 `json:"target"`
	Verdict  Verdict                `json:"verdict"`
	Strength Strength               `json:"strength"`
	Reason   Reason                 `json:"reason"`
	Facets   map[string]FacetResult `json:"facets"`
	Started  time.Time              `json:"started"` // UTC
	RTT      time.Duration          `json:"-"`
	RTTMs    int64                  `json:"rtt_ms"`
	Status   int                    `json:"status,omitempty"`  // HTTP status, where there is one
	Headers  map[string]string      `json:"headers,omitempty"` // allow-listed only
	Bytes    int64                  `json:"bytes"`             // received body bytes, none kept
	Peer     string                 `json:"peer,omitempty"`    // resolved address and port
	Key      string                 `json:"key,omitempty"`     // SHA-256 of the public key that the server proved to hold, in hex
	Vantage  string                 `json:"vantage,omitempty"` // name of the vantage that probed
	PlanHash string                 `json:"plan_hash,omitempty"`
	// Asker is the version of Daylight that probed, and a digest of the name under which it did. A plan holds that name,
	// so only who probes under it can compute the hash of the plan again.
	Asker string `json:"asker,omitempty"`
	// AnswerMAC is a keyed hash of the normalised answer (status, code, root element), so that two answers can
	// be compared without keeping either.
	AnswerMAC string            `json:"answer_mac,omitempty"`
	Identity  map[string]string `json:"identity,omitempty"` // region and the like
	Retarget  string            `json:"retarget,omitempty"` // the address that the asset redirects to
	Local     bool              `json:"local,omitempty"`    // our own fault: never counts
	Attested  *Attestation      `json:"attested,omitempty"` // what an agent at another vantage signed

	// Boot and UpMs are what the clock of the machine said that nobody sets: which start of it, and for how many milliseconds it
	// ran. "" where it cannot be read.
	Boot string `json:"boot,omitempty"`
	UpMs int64  `json:"up_ms,omitempty"`
	// ClockJumped says that our clock was set between the answer before and this one: no run of closed answers goes on over it.
	ClockJumped bool `json:"clock_jumped,omitempty"`
	// Elsewhere says that a login is demanded in no network and with no key with which the asset was open. That is weak: it may be
	// another server.
	Elsewhere bool `json:"elsewhere,omitempty"`
}

// Summarise sets Verdict, Strength and Reason of o from its facets: any open facet makes the asset open; it is
// closed only when all facets are, as weakly as the weakest; everything else is inconclusive.
func (o *Observation) Summarise() {
	names := slices.Sorted(maps.Keys(o.Facets))
	o.Verdict, o.Strength, o.Reason = Inconclusive, NoStrength, ReasonUnrecognised
	if len(names) == 0 {
		return
	}
	worst := FacetResult{Verdict: Closed, Strength: Strong}
	for _, name := range names {
		if f := o.Facets[name]; worst.Reason == "" || worse(f, worst) {
			worst = f
		}
	}
	o.Verdict, o.Strength, o.Reason = worst.Verdict, worst.Strength, worst.Reason
}

// worse reports whether a weighs against closure more than b.
func worse(a, b FacetResult) bool {
	rank := func(f FacetResult) int {
		switch {
		case f.Verdict == Open && f.Reason == ReasonTakeover:
			return 4 // or it would hide behind another facet
		case f.Verdict == Open:
			return 3
		case f.Verdict == Inconclusive:
			return 2
		case f.Strength == Weak:
			return 1
		default:
			return 0
		}
	}
	return rank(a) > rank(b)
}

func (v Verdict) String() string {
	switch v {
	case Open:
		return "open"
	case Closed:
		return "closed"
	case Inconclusive:
		return "inconclusive"
	default:
		return "inconclusive"
	}
}

// MarshalText writes the verdict's word.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a verdict's word. An unknown word is Inconclusive.
func (v *Verdict) UnmarshalText(b []byte) error {
	switch string(b) {
	case "open":
		*v = Open
	case "closed":
		*v = Closed
	default:
		*v = Inconclusive
	}
	return nil
}

// MarshalJSON writes "strong", "weak" or null.
func (s Strength) MarshalJSON() ([]byte, error) {
	switch s {
	case Strong:
		return []byte(`"strong"`), nil
	case Weak:
		return []byte(`"weak"`), nil
	case NoStrength:
		return []byte("null"), nil
	default:
		return []byte("null"), nil
	}
}

// UnmarshalJSON reads what MarshalJSON writes; anything unknown is NoStrength.
func (s *Strength) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case `"strong"`:
		*s = Strong
	case `"weak"`:
		*s = Weak
	default:
		*s = NoStrength
	}
	return nil
}

// Result is the summary of the observation as one result.
func (o *Observation) Result() FacetResult {
	return FacetResult{Verdict: o.Verdict, Strength: o.Strength, Reason: o.Reason}
}
