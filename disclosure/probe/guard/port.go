package guard

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"daylight/disclosure/fault"
)

// reserved are the ports of services that a stray request may disturb or trigger: mail is relayed, printers print,
// machines move. Only a kind that lists such a port among its own may connect there.
var reserved = map[uint16]string{
	7: "echo", 9: "discard", 13: "daytime", 17: "quote of the day", 19: "chargen", 37: "time", 79: "finger", 113: "ident",
	20: "FTP data", 21: "FTP", 22: "SSH", 23: "telnet", 512: "rexec", 513: "rlogin", 514: "rsh", 3389: "RDP", 5900: "VNC",
	25: "mail", 110: "POP3", 119: "news", 143: "IMAP", 465: "mail", 587: "mail", 993: "IMAP", 995: "POP3", 4190: "sieve",
	43: "whois", 53: "DNS", 69: "TFTP", 123: "NTP", 161: "SNMP", 162: "SNMP", 179: "BGP", 853: "DNS",
	88: "Kerberos", 389: "LDAP", 464: "Kerberos", 636: "LDAP",
	111: "RPC", 135: "RPC", 137: "NetBIOS", 138: "NetBIOS", 139: "NetBIOS", 445: "SMB", 548: "AFP", 873: "rsync", 2049: "NFS",
	515: "printing", 631: "printing", 9100: "printing", 5060: "SIP", 5061: "SIP", 6667: "IRC", 6697: "IRC",
	102: "S7", 502: "Modbus", 20000: "DNP3",
}

// Ports says which ports a kind may connect to. A port that no reserved service owns is open to every kind.
type Ports struct {
	Own   []uint16 // the usual ports of the kind
	Extra []uint16 // opened to every kind by configuration
}

// Check returns nil when the kind may connect to port, else an error that names the service the port belongs to.
func (p Ports) Check(port uint16) error {
	service, isReserved := reserved[port]
	if !isReserved || slices.Contains(p.Own, port) || slices.Contains(p.Extra, port) {
		return nil
	}
	return fmt.Errorf("port %d belongs to another service (%s)", port, service)
}

// CheckTarget checks the port in a canonical target. A target that names no port passes.
func (p Ports) CheckTarget(target string) error {
	u, err := url.Parse(target)
	if err != nil || u.Port() == "" {
		return nil //nolint:nilerr // the kind itself validates the address
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		return fault.Errorf(fault.Invalid, "a port is a number from 1 to 65535")
	}
	if err := p.Check(uint16(n)); err != nil {
		return fault.Errorf(fault.Invalid, "this kind does not probe that port: %w", err)
	}
	return nil
}
