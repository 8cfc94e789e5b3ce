package wording

import "daylight/disclosure/observed"

// reasons are the codes of answers in words, for people who do not know them.
var reasons = map[observed.Reason]string{
	observed.ReasonOpen: "it let us in", observed.ReasonTakeover: "anybody could take the name over",
	observed.ReasonAuthRequired: "a login is demanded", observed.ReasonAccessDenied: "access is refused", observed.ReasonResourceGone: "it is gone, and the service says so",
	observed.ReasonGoneAmbiguous: "not found, which may mean gone or hidden", observed.ReasonConnRefused: "the connection is refused",
	observed.ReasonNameGone: "the name is gone", observed.ReasonDeniedForUs: "refused, perhaps for our address alone",
	observed.ReasonTimeoutConnect: "no connection came about: a firewall may drop it", observed.ReasonTimeoutRead: "it connected and did not answer",
	observed.ReasonReset: "it broke the connection off", observed.ReasonEOF: "it hung up without an answer", observed.ReasonTLSError: "the encryption did not come about",
	observed.ReasonHTTPOnHTTPS: "it speaks without encryption where encryption was asked for", observed.ReasonServerError: "the server has an error of its own",
	observed.ReasonRateLimited: "it asks us to come back later", observed.ReasonRedirectOffsite: "it leads to another site",
	observed.ReasonUnrecognised: "an answer that this kind does not know: a person has to look", observed.ReasonSoft404: "the same page for every address, so it says nothing about this one",
	observed.ReasonChallenge: "a page for people stands in front",
	observed.ReasonDenied:    "it refuses us, and the site around it does not", observed.ReasonAuthInFront: "something in front of it demands a login",
	observed.ReasonFiltered:     "nothing answers there, and the machine answers elsewhere: a firewall",
	observed.ReasonLoginInFront: "it leads to a login", observed.ReasonNoPermission: "it lets us in and allows nothing that we ask",
	observed.ReasonReplaced: "something else is shown in its place: a person has to look", observed.ReasonTLSWanted: "it wants encryption, and within it anything may be",
	observed.ReasonTokenWanted: "it wants a token, and we do not know who gets one", observed.ReasonWithheld: "it lets us in and tells less than before, as with a list of rights: a person has to look",
	observed.ReasonClockJumped: "our clock was set meanwhile (ours, never counts)",
	observed.ReasonDNSFailure:  "our name server had trouble (ours, never counts)", observed.ReasonOffline: "we were offline (ours, never counts)",
	observed.ReasonDescriptors: "we had no free sockets (ours, never counts)", observed.ReasonOverload: "we were too busy (ours, never counts)",
	observed.ReasonPolicyDenied:       "our own guard refused the address (ours, never counts)",
	observed.ReasonVantageUnreachable: "our agent elsewhere did not answer (ours, never counts)", observed.ReasonVantageMismatch: "our agent elsewhere has another version (ours, never counts)",
	observed.ReasonVantageUnverified: "what our agent elsewhere sent could not be verified (ours, never counts)",
}

// Reason says what a code means; a code that nobody put into words yet stays as it is.
func Reason(r observed.Reason) string {
	if words, ok := reasons[r]; ok {
		return words
	}
	return string(r)
}
