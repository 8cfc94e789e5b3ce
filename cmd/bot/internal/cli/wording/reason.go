package wording

import "daylight/disclosure"

// reasons are the codes of answers in words, for people who do not know them.
var reasons = map[disclosure.Reason]string{
	disclosure.ReasonOpen: "it let us in", disclosure.ReasonTakeover: "anybody could take the name over",
	disclosure.ReasonAuthRequired: "a login is demanded", disclosure.ReasonAccessDenied: "access is refused", disclosure.ReasonResourceGone: "it is gone, and the service says so",
	disclosure.ReasonGoneAmbiguous: "not found, which may mean gone or hidden", disclosure.ReasonConnRefused: "the connection is refused",
	disclosure.ReasonNameGone: "the name is gone", disclosure.ReasonDeniedForUs: "refused, perhaps for our address alone",
	disclosure.ReasonTimeoutConnect: "no connection came about: a firewall may drop it", disclosure.ReasonTimeoutRead: "it connected and did not answer",
	disclosure.ReasonReset: "it broke the connection off", disclosure.ReasonEOF: "it hung up without an answer", disclosure.ReasonTLSError: "the encryption did not come about",
	disclosure.ReasonHTTPOnHTTPS: "it speaks without encryption where encryption was asked for", disclosure.ReasonServerError: "the server has an error of its own",
	disclosure.ReasonRateLimited: "it asks us to come back later", disclosure.ReasonRedirectOffsite: "it leads to another site",
	disclosure.ReasonUnrecognised: "an answer that this kind does not know: a person has to look", disclosure.ReasonSoft404: "the same page for every address, so it says nothing about this one",
	disclosure.ReasonChallenge: "a page for people stands in front",
	disclosure.ReasonDenied:    "it refuses us, and the site around it does not", disclosure.ReasonAuthInFront: "something in front of it demands a login",
	disclosure.ReasonFiltered:     "nothing answers there, and the machine answers elsewhere: a firewall",
	disclosure.ReasonLoginInFront: "it leads to a login", disclosure.ReasonNoPermission: "it lets us in and allows nothing that we ask",
	disclosure.ReasonReplaced: "something else is shown in its place: a person has to look", disclosure.ReasonTLSWanted: "it wants encryption, and within it anything may be",
	disclosure.ReasonTokenWanted: "it wants a token, and we do not know who gets one", disclosure.ReasonWithheld: "it lets us in and tells less than before, as with a list of rights: a person has to look",
	disclosure.ReasonClockJumped: "our clock was set meanwhile (ours, never counts)",
	disclosure.ReasonDNSFailure:  "our name server had trouble (ours, never counts)", disclosure.ReasonOffline: "we were offline (ours, never counts)",
	disclosure.ReasonDescriptors: "we had no free sockets (ours, never counts)", disclosure.ReasonOverload: "we were too busy (ours, never counts)",
	disclosure.ReasonPolicyDenied:       "our own guard refused the address (ours, never counts)",
	disclosure.ReasonVantageUnreachable: "our agent elsewhere did not answer (ours, never counts)", disclosure.ReasonVantageMismatch: "our agent elsewhere has another version (ours, never counts)",
	disclosure.ReasonVantageUnverified: "what our agent elsewhere sent could not be verified (ours, never counts)",
}

// Reason says what a code means; a code that nobody put into words yet stays as it is.
func Reason(r disclosure.Reason) string {
	if words, ok := reasons[r]; ok {
		return words
	}
	return string(r)
}
