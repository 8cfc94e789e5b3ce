package email

import (
	"slices"
	"strings"
)

// Hard reports whether the address is proven dead, so that nothing can be sent there any more. A full mailbox, a refusal, a
// size or a queue that gave up say nothing of the kind.
func (b *Bounce) Hard() bool { return b.Class == AddressDead }

// bounceClass classifies a failure by its enhanced status code (RFC 3463), then by words. A temporary code in a final
// failure means that a queue gave up.
func bounceClass(status, words string, final bool) BounceClass {
	class, rest, _ := strings.Cut(status, ".")
	low := strings.ToLower(words)
	said := byWords(low)
	switch {
	case rest == "2.2" || strings.HasPrefix(rest, "2.2."):
		return MailboxFull
	case strings.Contains(low, "retry timeout exceeded"), strings.Contains(low, "retry time not reached"):
		return Expired
	case class == "4" && final && said == AddressDead && !strings.Contains(low, "try again"):
		return AddressDead // the words are plain, whatever the code says
	case class == "4" && final:
		if said == MailboxFull {
			return said
		}
		return Expired
	case class == "4":
		return StillTrying
	}
	switch rest {
	case "4.1":
		// Microsoft 365 says "5.4.1 Recipient address rejected: Access denied" where there is nobody of that name.
		if said == RefusedMail && !strings.Contains(low, "access denied") {
			return said
		}
		return AddressDead
	case "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "4.4":
		// "Recipient address rejected" alone says no more than the code does.
		if said == RefusedMail && !barely(low) || said == MailboxFull || said == TooBig {
			return said
		}
		return AddressDead
	case "1.7", "1.8", "5.3":
		return RefusedMail // our own address, or too many recipients
	case "2.3", "3.4":
		return TooBig
	case "4.7":
		return Expired
	}
	if strings.HasPrefix(rest, "7.") {
		if said == AddressDead || said == MailboxFull {
			return said
		}
		return RefusedMail
	}
	return said
}

// boxes gives the words of servers one spelling: "mail-box", "mail box" and "mailbox" are one, and so are "bad_recipient" and "bad recipient".
var boxes = strings.NewReplacer("mail-box", "mailbox", "mail box", "mailbox", "_", " ")

// barely reports whether a refusal is nothing but the word for it, without a reason.
func barely(low string) bool {
	low = strings.NewReplacer("rejected", "", "denied", "", "refused by", "").Replace(low)
	return byWords(low) == OtherBounce
}

// byWords classifies by the phrases of servers.
func byWords(low string) BounceClass {
	low = boxes.Replace(strings.Join(strings.Fields(low), " "))
	for _, k := range bouncePhrases {
		if slices.ContainsFunc(k.phrases, func(p string) bool { return strings.Contains(low, p) }) {
			return k.class
		}
	}
	return OtherBounce
}

// bouncePhrases are in order: the first class with a phrase decides. They are in lower case. What is refused because of the
// sender, of too much mail or of the recipient's own wish comes first: it says nothing against the address.
var bouncePhrases = []struct {
	class   BounceClass
	phrases []string
}{
	{RefusedMail, []string{
		"sender rejected", "sender address rejected", "sender denied", "sender verify failed", "sender not", "sender is not", "sender domain", "domain of sender", "sending domain",
		"rate limit", "rate-limit", "too many", "throttl", "exceeded the maximum number", "too much mail", "too fast", "unusual rate", "temporarily deferred",
		"recipient preferences", "recipient's preferences", "preferences of the recipient", "does not accept mail from", "not accepting mail from", "not accept messages from",
		"doesn't accept mail from", "only accepts mail from", "you do not have permission", "permission to send", "not allowed to send", "restricted recipient", "authenticationrequired",
		"by the recipient", "does not wish to receive", "challenge",
	}},
	{MailboxFull, []string{
		"mailbox full", "full mailbox", "space not enough", "reached disk quota", "exceeded disk", "mailfolder is full", "folder is full", "has reached its", "reached its limit", "mailbox is full", "box full", "over quota", "overquota", "over the quota", "quota exceeded", "exceeded its quota", "exceeded quota",
		"exceeds quota", "exceeded storage", "storage limit", "insufficient storage", "insufficient disk", "not enough space", "no space left", "disk quota", "out of storage",
		"mailbox size limit", "mailbox has exceeded", "mailbox exceed", "account is full", "inbox is full", "maildir delivery failed", "user has exhausted",
		"postfach ist voll", "postfach voll", "boîte pleine", "boîte aux lettres pleine", "buzón lleno", "casella piena", "postvak vol",
	}},
	{TooBig, []string{
		"message too large", "message size exceeds", "message too big", "message is too big", "message is too large", "exceeds size limit", "size limit", "message file too big",
		"max message size", "maximum message size", "larger than the", "exceeds maximum", "too large", "fixed maximum message size", "message length exceeds",
	}},
	{AddressDead, []string{
		"user unknown", "unknown user", "no such user", "no such recipient", "no such address", "no such mailbox", "no such account", "no such person", "no such local user",
		"recipient unknown", "unknown recipient", "recipient address unknown", "unrouteable address", "unroutable address", "unrouteable mail domain", "address does not exist",
		"account does not exist", "user does not exist", "mailbox does not exist", "recipient does not exist", "does not exist", "doesn't exist", "doesn´t exist", "mailbox not found",
		"mailbox unavailable", "mailbox unknown", "unknown mailbox", "no mailbox", "recipientnotfound", "recipient not found", "user not found", "not found in directory",
		"address not found", "was not found", "user doesn't have a", "doesn't have a", "invalid recipient", "invalid mailbox", "invalid address", "invalid user", "is not a valid",
		"not a valid recipient", "not a known user", "not known at this", "unknown address", "unknown local part", "unknown or illegal alias", "unknown or invalid", "bad destination",
		"account is disabled", "account disabled", "account has been disabled", "mailbox disabled", "account closed", "account inactive", "mailbox is inactive", "account that you tried to reach",
		"no longer valid", "no longer available", "no longer an active", "no longer active", "not our customer", "not listed in", "not listed at", "not in my", "user is unknown",
		"is unknown", "undeliverable address", "recipient rejected", "not in the", "delivery to the following recipient", "addressee unknown", "recipient no longer",
		"host or domain name not found", "host not found", "unknown host", "host unknown", "host is unknown", "domain not found", "domain does not", "unknown domain", "no such domain",
		"no such host", "name or service not known", "couldn't find any host", "could not find any host", "no mx", "has no mx", "nxdomain", "name service error", "cannot resolve",
		"can't resolve", "address couldn't be found", "address couldn't", "wurde nicht gefunden", "nicht gefunden", "unbekannter empfänger", "empfänger unbekannt", "existiert nicht",
		"utilisateur inconnu", "destinataire inconnu", "adresse n'existe pas", "n'existe pas", "introuvable", "usuario desconocido", "no existe", "utente sconosciuto", "non esiste",
		"onbekende gebruiker", "bestaat niet", "bad recipient", "deactivated", "not an active", "not a valid user", "did not match", "did not exactly match",
	}},
	{RefusedMail, []string{
		"blocked", "blacklist", "black list", "blocklist", "block list", "listed by", "spam", "policy", "policies", "access denied", "not authorized", "not authorised", "unauthorized", "not permitted",
		"not allowed", "dmarc", "spf", "relay", "reputation", "content reject", "virus", "refused by", "denied", "rejected", "reverse dns", "reverse hostname", "ptr record", "greylist",
	}},
	{Expired, []string{
		"connection timed out", "connection refused", "could not be delivered for", "delivery time expired", "message expired", "too long in the queue", "in the queue too long", "queue for too long",
		"no route to host", "network is unreachable", "giving up", "host not responding", "unable to connect", "could not connect", "maximum retry", "retries exceeded", "timed out",
	}},
}

// bounceBody are phrases with which servers begin to tell that a mail came back, in lower case.
var bounceBody = []string{
	"following address(es) failed", "permanent fatal errors", "transient non-fatal errors", "could not be delivered", "cannot be delivered", "can not be delivered", "was not delivered", "not delivered to", "wasn't delivered",
	"has not been delivered", "unable to deliver", "undeliverable", "delivery has failed", "delivery failed", "delivery to the following", "failed to deliver", "delivery failure", "did not reach the following",
	"sorry to have to inform you", "the following recipients", "returned to sender", "returned mail", "your message was not", "your message did not", "could not be sent", "couldn't be delivered", "undelivered",
	"delivery attempt", "transcript of session follows", "this is the mail system at host", "mail delivery", "could not deliver", "cannot deliver", "error occurred while", "message was rejected", "non-delivery", "processing the enclosed message", "has been postponed", "error-for:", "mail failed", "permanent error", "delivery errors", "failed recipient", "failed addresses", "returning message to sender",
	"konnte nicht zugestellt", "nicht zugestellt werden", "zustellung fehlgeschlagen", "unzustellbar", "n'a pas pu être", "n'a pu être", "échec de la remise", "no se ha podido entregar", "no pudo ser entregado", "no ha podido",
	"non è stato possibile consegnare", "non può essere consegnato", "impossibile recapitare", "kon niet worden", "niet bezorgd",
}
