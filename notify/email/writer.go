package email

import (
	netmail "net/mail"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/inbound"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// mailboxOf reads an address in the form in which writers are compared: the domain as lower-case A-labels, cut to what
// one organisation registered. "@example.org" is any address of the domain. A domain that everybody can have an address
// at stands for nobody, so that only the whole address counts.
func mailboxOf(address string) inbound.Mailbox {
	local, domain := splitAddress(strings.Trim(strings.TrimSpace(address), "<>"))
	if domain == "" {
		return inbound.Mailbox{Address: local}
	}
	domain = asciiDomain(domain)
	m := inbound.Mailbox{Domain: organisation(domain)}
	if local != "" {
		m.Address = local + "@" + domain
	}
	return m
}

// asciiDomain returns a domain as lower-case A-labels (RFC 5890); one that is not valid stays as it is.
func asciiDomain(domain string) string {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil && ascii != "" {
		return strings.ToLower(ascii)
	}
	return domain
}

// organisation returns the domain that an organisation registered, by the list of public suffixes: of
// mail.example.co.uk it is example.co.uk. It is "" for a public mailbox provider. What is no domain of an organisation,
// such as a public suffix, stands for itself.
func organisation(domain string) string {
	if strings.ContainsAny(domain, "[]: \t") {
		return "" // the number of a machine, or no domain
	}
	org, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		org = domain
	}
	if publicProvider(org) || publicProvider(domain) {
		return ""
	}
	return org
}

// publicProvider reports whether people who have nothing in common share a domain: at mailbox providers, and at
// services through which many companies answer their mail. A provider that is missing here lets its customers pass for
// each other. The list is small on purpose and is to be extended where a case shows a gap.
func publicProvider(domain string) bool {
	name, _, _ := strings.Cut(domain, ".")
	// Providers with a domain in many countries.
	if slices.Contains([]string{"gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "aol", "gmx", "yandex", "protonmail", "zoho", "tutanota"}, name) {
		return true
	}
	return slices.Contains([]string{
		"icloud.com", "me.com", "mac.com", "proton.me", "pm.me", "tuta.com", "tuta.io", "mail.com", "email.com", "fastmail.com", "fastmail.fm", "hey.com", "posteo.de",
		"mailbox.org", "web.de", "t-online.de", "freenet.de", "arcor.de", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "bbox.fr", "libero.it", "virgilio.it",
		"tiscali.it", "terra.es", "ziggo.nl", "kpnmail.nl", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz", "centrum.cz", "bluewin.ch", "telenet.be", "skynet.be",
		"mail.ru", "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "ukr.net", "qq.com", "163.com", "126.com", "sina.com", "sohu.com", "naver.com", "daum.net", "rediffmail.com",
		"comcast.net", "verizon.net", "att.net", "sbcglobal.net", "cox.net", "btinternet.com", "uol.com.br", "bol.com.br", "bigpond.com", "rocketmail.com",
		"googlegroups.com", "groups.io", "zendesk.com", "freshdesk.com", "helpscout.net", "atlassian.net", "intercom-mail.com", "amazonses.com", "sendgrid.net", "mailgun.org",
	}, domain)
}

// KnowsSender reports whether a case knows the sender that an item of the inbox shows. The sender is a claim: it may help a
// person to find the case, and decides nothing.
func KnowsSender(c *disclosure.Case, from string) bool {
	a, err := netmail.ParseAddress(from)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(inbound.Acquaintances(c, mailboxOf), func(k inbound.Acquaintance) bool { return k.Same(mailboxOf(a.Address)) })
}

// writer collects what a mail shows of who wrote it.
func (p *Interpreter) writer(m Mail, proof bool) inbound.Writer {
	w := inbound.Writer{
		From: mailboxOf(m.From), Authors: m.Froms, Notice: m.Bounce != nil, Proof: proof, Robot: m.Robot, Own: p.own(m.From),
	}
	for _, s := range m.Senders {
		if !p.own(s) {
			w.Senders = append(w.Senders, mailboxOf(s))
		}
	}
	return w
}

// own reports whether an address is of our own domain. Where we have our mailbox at a public provider, only its own
// address is.
func (p *Interpreter) own(address string) bool {
	base := p.tokens.Base()
	if mailboxOf(base).Domain == "" {
		_, _, token := p.tokens.Parse(address)
		return token || strings.EqualFold(address, base)
	}
	_, domain := splitAddress(address)
	return asciiDomain(domain) == p.tokens.Domain()
}

// newcomer returns the first address that is not known to be the party's, nor ours.
func (p *Interpreter) newcomer(addresses []string, party disclosure.PartyKey, known []inbound.Acquaintance) string {
next:
	for _, address := range addresses {
		box := mailboxOf(address)
		if p.own(address) || !strings.Contains(box.Address, "@") {
			continue
		}
		for _, k := range known {
			if k.Party == party && k.Same(box) {
				continue next
			}
		}
		return box.Address
	}
	return ""
}
