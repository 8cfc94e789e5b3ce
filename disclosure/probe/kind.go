package probe

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"

	"daylight/disclosure"
)

// Target is what a probe asks: one asset of a case, without what the case knows about its history.
type Target struct {
	Kind   string             // name of a [disclosure.Kind]
	Target string             // canonical address, as [Prober.Canonical] writes it
	Key    string             // one known object, for kinds with a read facet; asked for with HEAD only
	Expect *disclosure.Expect // for kinds whose verdict is configured
	Case   string             // id shown to the asked server in the User-Agent; may be empty
}

// Of returns the target of an asset. caseID is shown to the asked server.
func Of(a disclosure.Asset, caseID string) Target {
	return Target{Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect, Case: caseID}
}

// Kind is one way to ask. Its version goes up whenever the same answer could get another verdict.
type Kind interface {
	Name() string
	Version() int
	// Info says what the kind asks. It is the same each time.
	Info() Info
	// Validate says what is wrong with t, without any network.
	Validate(t Target) error
	// Plan returns the requests that Run makes for t, in order.
	Plan(t Target) ([]Step, error)
	// Run asks. It reaches the network through env only and fills Facets and what the answers told;
	// [Prober.Probe] adds the rest.
	Run(ctx context.Context, env *Env, t Target) disclosure.Observation
}

// Reader is a [disclosure.Kind] that turns what a person pastes into a target of its own.
type Reader interface {
	// Read returns the canonical target and, in words, how raw was understood. asked is true when the person
	// named this kind; otherwise the kind takes only what is surely its own. A nil error with an empty
	// target means "not mine".
	Read(raw string, asked bool) (t Target, how string, err error)
}

// Step is one message of a plan: a request over HTTP, with Method and URL, or bytes over TCP, with Address.
type Step struct {
	Facet   string
	Method  string
	URL     *url.URL
	Header  map[string]string // fixed fields on top of our own
	Payload []byte
	Address string // host:port of a message over TCP
	TLS     bool   // the message over TCP travels within TLS
	Mute    bool   // only a connection to Address: nothing is sent on it
	Note    string // what is read of the answer and what may follow
	// Request holds the exact bytes on the wire, none for a TLS handshake alone. The kind gives them for TCP; [Prober.Plan] fills them in for HTTP.
	Request []byte
}

// Plan is what a probe of a target would send, for those who approve it.
type Plan struct {
	Kind    string
	Version int
	Target  string
	Steps   []Step
	Hash    string // SHA-256 in hex over kind, version and the exact bytes of each step
}

// Token returns a word of 10 characters that is made of a target: a user that no server has, a path that no site
// has. It is the same each time, so that the plan shows the bytes that are sent and its hash stays, and the owner of
// a server who meets it in a log finds one and the same stranger.
func Token(t Target) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q", t.Kind, t.Target))
	return hex.EncodeToString(sum[:5])
}
