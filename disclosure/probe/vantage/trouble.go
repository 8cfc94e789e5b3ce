package vantage

import (
	"crypto/tls"
	"errors"
	"net/url"

	"daylight/disclosure"
)

// trouble is why a job has no observation of the asset.
type trouble struct {
	reason disclosure.Reason
	err    error
}

func (t *trouble) Error() string { return t.err.Error() }
func (t *trouble) Unwrap() error { return t.err }

func unreachable(text string) error {
	return &trouble{disclosure.ReasonVantageUnreachable, errors.New(text)}
}

func mismatch(text string) error {
	return &trouble{disclosure.ReasonVantageMismatch, errors.New(text)}
}

func unverified(err error) error { return &trouble{disclosure.ReasonVantageUnverified, err} }

// errBusy is an agent that has too much to do. The probe can be repeated later.
var errBusy = errors.New("it has too much to do")

// connectError describes in our own words why an agent was not reached. The error itself may quote the agent.
func connectError(err error) string {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "its certificate is not signed by an authority that we know: set ca_file, or fix the certificate"
	}
	if u, ok := errors.AsType[*url.Error](err); ok && u.Timeout() {
		return "it does not answer in time"
	}
	return "it cannot be reached"
}

// rejected describes the rejection of an agent in our own words. Of its answer only the code is used.
func rejected(status int, answer []byte) error {
	var r rejection
	if decode(answer, &r) != nil {
		r.Code = ""
	}
	switch r.Code {
	case codeToken:
		return unreachable("it does not accept the token")
	case codeBusy:
		return errBusy
	case codeKind:
		return mismatch("it does not know this kind in this version: run the same release on both sides")
	case codePlan, codeTarget:
		return mismatch("it would send other bytes than we would: run the same release on both sides")
	case codeProtocol, codeInvalid:
		return mismatch("it does not understand us: run the same release on both sides")
	case codeOptIn:
		return mismatch("it runs no kinds that are opt-in: start it with --opt-in if it may")
	case codeIdentity:
		return mismatch("it does not probe under our name: its --policy and --contact differ from team.policy and team.contact")
	case codeStale:
		return unverified(errors.New("its clock differs by more than two minutes, or it has just been started"))
	case codeReplay:
		return unverified(errors.New("it says that it has already seen our request"))
	}
	if status/100 == 3 {
		return unreachable("it redirects to another address, which is not followed")
	}
	return unreachable("something other than an agent answers there")
}
