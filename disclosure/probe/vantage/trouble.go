package vantage

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/url"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/observed"
)

// trouble is why a job has no observation of the asset.
type trouble struct {
	reason observed.Reason
	err    *fault.Error
}

func (t *trouble) Error() string { return t.err.Error() }
func (t *trouble) Unwrap() error { return t.err }

func unreachable(text string) error {
	return &trouble{observed.ReasonVantageUnreachable, fault.Errorf(fault.Unavailable, "%s", text)}
}

// mismatch is an agent that runs another release or is set up for another team. The hint may be zero.
func mismatch(text string, h fault.Hint) error {
	return &trouble{observed.ReasonVantageMismatch, fault.Errorf(fault.Refused, "%s", text).With(h)}
}

func unverified(err error) error {
	return &trouble{observed.ReasonVantageUnverified, fault.Errorf(fault.Conflict, "%w", err)}
}

// errBusy is an agent that has too much to do. The probe can be repeated later.
var errBusy = errors.New("it has too much to do")

// connectError describes in our own words why an agent was not reached. The error itself may quote the agent.
func connectError(err error) string {
	if h, ok := errors.AsType[x509.HostnameError](err); ok {
		if len(h.Certificate.DNSNames)+len(h.Certificate.IPAddresses) == 0 {
			return "its certificate holds no subjectAltName, and without one no name or address fits it: make it anew with one"
		}
		return "its certificate is for another name or address than the one in the configuration"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "its certificate is not signed by an authority that we know: trust its authority here, or change the certificate there"
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
		return mismatch("it does not know this kind in this version: run the same release on both sides", fault.Hint{})
	case codePlan, codeTarget:
		return mismatch("it would send other bytes than we would: run the same release on both sides", fault.Hint{})
	case codeProtocol, codeInvalid:
		return mismatch("it does not understand us: run the same release on both sides", fault.Hint{})
	case codeOptIn:
		return mismatch("it accepts no kinds that are opt-in", hint.ToAcceptOptIn())
	case codeIdentity:
		return mismatch("it does not probe under our name: it knows another policy address or contact than ours", hint.ToMatchIdentity())
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
