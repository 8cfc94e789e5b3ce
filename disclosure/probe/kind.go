package probe

import (
	"cmp"
	"context"
	"net/url"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/target"
)

// Kind is one way to probe, for one sort of service. Its version goes up whenever the same answer could get another verdict:
// only observations of the same version are compared, and an agent elsewhere has to run the same one.
type Kind interface {
	Name() string
	Version() int
	// Info describes the kind. It is the same each time.
	Info() Info
	// Validate says what is wrong with t, without any network.
	Validate(t target.Target) error
	// Plan returns the messages that Run may send for t, in order.
	Plan(t target.Target) ([]Step, error)
	// Run sends them. It reaches the network through env only. It fills in Facets and what else the answers told;
	// [Prober.Probe] adds the rest.
	Run(ctx context.Context, env *Env, t target.Target) observed.Observation
}

// Reader is a [disclosure.Kind] that turns what a person pastes into one of its targets.
type Reader interface {
	// Read returns the canonical target and, in words, how raw was understood. explicit is true when the person named this
	// kind. Otherwise the kind claims only what clearly belongs to it; an empty target without an error means that it does
	// not.
	Read(raw string, explicit bool) (t target.Target, how string, err error)
}

// ReadableKind is a kind that reads its targets itself.
type ReadableKind interface {
	Kind
	Reader
}

// Step is one message of a plan: a request over HTTP with Method and URL, or bytes over TCP with Address.
type Step struct {
	Facet       string
	Method      string
	URL         *url.URL
	Header      map[string]string // fixed fields on top of those of every request
	Payload     []byte
	Address     string // host:port of a message over TCP
	TLS         bool   // the message over TCP travels within TLS
	ConnectOnly bool   // a connection to Address on which nothing is sent
	Note        string // for the person who approves: what is read of the answer, and what may follow
	// Words is the name under which the words of the kind say what the step does; "" is that of the facet. Steps of one
	// name are said once.
	Words   string
	Content int64 // bytes of what is exposed that are read at most; 0 where a status or an answer of the protocol is all
	Login   Login // as whom it asks
	// Request holds the exact bytes on the wire, none for a TLS handshake alone. The kind sets them for TCP, [Prober.Plan]
	// for HTTP.
	Request []byte
}

// Login says as whom a step asks.
type Login string

// The ways in which a step may sign in. No probe tries a password that it does not know from the maker.
const (
	LoginNone       Login = ""
	LoginAnonymous  Login = "anonymous"   // as the guest that the protocol has for strangers
	LoginAbsent     Login = "absent"      // as a user that does not exist, without a password
	LoginNoPassword Login = "no_password" // as the user of the finding, without a password
	LoginDefault    Login = "default"     // with the user and the password that the maker publishes
)

// Name returns the name under which the words of a kind say what the step does.
func (s Step) Name() string { return cmp.Or(s.Words, s.Facet) }

// Plan is what a probe of a target would send, for the people who approve it.
type Plan struct {
	Kind    string
	Version int
	Target  string
	Steps   []Step
	// Text holds kind, version and the exact bytes of each step, quoted: whoever has it can compute the hash. It names the target
	// and who asks.
	Text []byte
	Hash string // SHA-256 of the text in hex
}
