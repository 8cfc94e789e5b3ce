package vantage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe/target"
)

// Protocol is the version of the messages between client and agent.
const Protocol = 1

// The paths of an agent.
const (
	pathProbe = "/v1/probe"
	pathAbout = "/v1/about"
)

const (
	maxJob    = 32 << 10 // bytes of a request
	maxAnswer = 64 << 10 // bytes of an answer
	maxSkew   = 2 * time.Minute
	nonceSize = 32 // hex digits
)

// The purposes of a signature. One of them precedes the signed bytes, so that a signature for one purpose is not valid for
// the other (domain separation).
const (
	purposeAnswer = "daylight vantage answer v1\n"
	purposeAbout  = "daylight vantage about v1\n"
)

// Job is one request to probe an asset. It holds what goes to the asset anyway, and of the case nothing but its id.
type Job struct {
	Protocol int                `json:"protocol"`
	Nonce    string             `json:"nonce"`
	At       time.Time          `json:"at"`
	Kind     string             `json:"kind"`
	Version  int                `json:"version"`
	Plan     string             `json:"plan"` // hash of the plan that the client expects to be run
	Target   string             `json:"target"`
	Key      string             `json:"key,omitempty"`
	Expect   *disclosure.Expect `json:"expect,omitempty"`
	Case     string             `json:"case,omitempty"`
	Identity Identity           `json:"identity"`
	// Canary is a name of ours that is always there. That the name of the asset is gone counts only while the agent finds this
	// one. Names of other assets are none of its business.
	Canary string `json:"canary,omitempty"`
}

// Identity is the name under which the asset is probed: that of the team, from whichever vantage point.
type Identity struct {
	Version string `json:"version,omitempty"`
	URL     string `json:"url,omitempty"`
	From    string `json:"from,omitempty"`
}

func (j Job) target() target.Target {
	return target.Target{Kind: j.Kind, Target: j.Target, Key: j.Key, Expect: j.Expect, Case: j.Case}
}

// Statement is what an agent signs about one job.
type Statement struct {
	Protocol    int                  `json:"protocol"`
	Vantage     string               `json:"vantage"`
	Nonce       string               `json:"nonce"`
	Request     string               `json:"request"` // SHA-256 of the request's bytes, in hex
	Issued      time.Time            `json:"issued"`
	Observation observed.Observation `json:"observation"`
	// Witness is the name that the agent found in the minute in which it found that of the asset gone.
	Witness string `json:"witness,omitempty"`
}

// About is how an agent describes itself. It is signed too.
type About struct {
	Protocol int            `json:"protocol"`
	Version  string         `json:"version"` // of Daylight
	Vantage  string         `json:"vantage"`
	Nonce    string         `json:"nonce"`
	Time     time.Time      `json:"time"`
	Kinds    map[string]int `json:"kinds"`            // names and versions
	Canary   string         `json:"canary,omitempty"` // the name that was asked for
	Finds    bool           `json:"finds,omitempty"`  // whether it is found there now
}

// signed is an answer on the wire.
type signed struct {
	Statement []byte `json:"statement"`
	Key       string `json:"key"`
	Signature []byte `json:"signature"`
}

// The codes with which an agent rejects a request.
const (
	codeToken    = "token"
	codeInvalid  = "invalid"
	codeProtocol = "protocol"
	codeKind     = "kind"
	codePlan     = "plan"
	codeIdentity = "identity"
	codeStale    = "stale"
	codeReplay   = "replay"
	codeBusy     = "busy"
	codeOptIn    = "opt_in"
	codeTarget   = "target"
)

// rejection is the body of a rejected request. Clients use only its code: text from outside must not get into our log. The
// message is for a person with curl.
type rejection struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// errMalformed is a body that does not have the expected form. It quotes nothing of the body.
var errMalformed = errors.New("this is not the expected JSON")

// decode reads exactly one JSON value with known fields only.
func decode(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return errMalformed // the error of the decoder may quote the body
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errMalformed
	}
	return nil
}

// decodeJob reads a request, and checks what can be checked without a clock and a prober.
func decodeJob(b []byte) (Job, string, error) {
	var j Job
	if len(b) > maxJob {
		return j, codeInvalid, errMalformed
	}
	// A request of another version may have other fields, so the version is decoded first, by itself.
	var version struct {
		Protocol int `json:"protocol"`
	}
	if json.Unmarshal(b, &version) != nil {
		return j, codeInvalid, errMalformed
	}
	if version.Protocol != Protocol {
		return j, codeProtocol, errors.New("this agent speaks protocol 1: run the same release on both sides")
	}
	if err := decode(b, &j); err != nil {
		return j, codeInvalid, err
	}
	if j.Canary != "" && !goodName(j.Canary) {
		return j, codeInvalid, errors.New("the canary is not the name of a host")
	}
	if !goodNonce(j.Nonce) || j.At.IsZero() || j.Kind == "" || j.Target == "" || j.Plan == "" {
		return j, codeInvalid, errors.New("a request needs protocol, nonce, at, kind, version, plan and target")
	}
	return j, "", nil
}

// goodNonce reports whether s is 32 lower-case hex digits. A single spelling means that no replay gets past the cache.
func goodNonce(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(s) == nonceSize && hex.EncodeToString(b) == s
}

// nameForm is the name of a host as it is looked up: letters, digits and hyphens, with a dot at least.
var nameForm = pattern.New(`^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// goodName reports whether s may be asked for as a canary. An address proves nothing of a resolver.
func goodName(s string) bool { return len(s) <= 253 && nameForm.MatchString(s) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
