package gate_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

func TestAnIPAddressIsFoundWhereverItIsAWord(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoIPAddresses, "index.md", disclosure.Full, []text{
		{"the whole line", "8.8.4.4", true},
		{"after one character", "(8.8.4.4)", true},
		{"in brackets", "at [8.8.4.4]:9200", true},
		{"after a dot alone", ".8.8.4.4", true},
		{"after dots", "...8.8.4.4", true},
		{"before dots", "8.8.4.4...", true},
		{"in a query", "https://www.example.org/?host=8.8.4.4&x=1", true},
		{"after a letter", "a8.8.4.4", false},
		{"after the last letter", "z8.8.4.4", false},
		{"after a capital", "A8.8.4.4", false},
		{"after the last capital", "Z8.8.4.4", false},
		{"after an underscore", "_8.8.4.4", false},
		{"after nought", "0128.8.4.4", false},
		{"after nine", "9128.8.4.4", false},
		{"within a line, after a letter", "build v8.8.4.4", false},
		{"before a letter", "8.8.4.4a", false},
		{"before the last letter", "8.8.4.4z", false},
		{"before a capital", "8.8.4.4A", false},
		{"before the last capital", "8.8.4.4Z", false},
		{"before nought", "8.8.4.1110", false},
		{"before nine", "8.8.4.1119", false},
		{"the end of a longer number", "x.8.8.4.4", false},
		{"the end of a longer number in a line", "version x.8.8.4.4", false},
		{"the beginning of a longer number", "8.8.4.4.x", false},
		{"the beginning of a longer number in a line", "8.8.4.4.x is a version", false},
		{"the second of two", "1.2.3.4.5 and 8.8.4.4", true},
	})
}

func TestAnAddressOfNoMachineMayBeWritten(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoIPAddresses, "index.md", disclosure.Full, []text{
		{"this network", "0.1.2.3", false},
		{"the first network", "1.0.2.3", true},
		{"nought in the second place", "11.0.0.1", true},
		{"a netmask", "255.255.240.0", false},
		{"another netmask", "255.0.0.0", false},
		{"everybody", "255.255.255.255", false},
		{"255 in the second place", "11.255.0.1", true},
		{"the last network", "254.1.2.3", true},
		{"a group", "224.0.0.251", false},
		{"a group of IPv6", "ff02::1234", false},
		{"loopback", "127.0.0.53", false},
		{"loopback of IPv6, written out", "0:0:0:0:0:0:0:1", false},
		{"unspecified", "0.0.0.0", false},
		{"unspecified of IPv6, written out", "0:0:0:0:0:0:0:0", false},
		{"loopback in IPv6", "::ffff:127.0.0.1", false},
		{"an IPv4 address in IPv6", "::ffff:8.8.4.4", true},
		{"documentation", "198.51.100.7 and 203.0.113.9", false},
		{"documentation of IPv6", "2001:db8:1::7", false},
		{"documentation in IPv6", "::ffff:192.0.2.7", false},
		{"beside documentation", "198.51.101.7", true},
		{"private", "10.0.0.1, 172.16.0.9, 192.168.178.1 and fd00:1234::1", false},
		{"beside private", "172.32.0.9", true},
		{"shared by a provider", "100.64.1.1", false},
		{"of the link", "169.254.169.254", false},
	})
}

func TestAnIPv6AddressIsToldFromCode(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoIPAddresses, "index.md", disclosure.Full, []text{
		{"the shortest", "2a0::1", true},
		{"a network", "2a00::", true},
		{"the network of the link", "fe80::", false},
		{"a longer network", "the net 2606:4700:: answered", true},
		{"at the end of a sentence", "It was 2606:4700::1111.", true},
		{"before a colon", "2606:4700::1111: open", true},
		{"with seven colons", "2606:4700:1:2:3:4:5:6", true},
		{"code of five characters", "ab::c", false},
		{"a name in code", "std::abc::fade", false},
		{"after a letter", "x2606:4700::1111", false},
		{"before a letter", "2606:4700::1111x", false},
		{"the address of a network card", "00:1a:2b:3c:4d:5e", false},
		{"one colon", "8080:2606", false},
	})
}

func TestNumbersOfADrawingAreNoAddress(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoIPAddresses, "timeline.svg", disclosure.Full, []text{
		{"a line", `<polyline points="8.8.4.4"/>`, false},
		{"a path", `<path d="M1 8.8.4.4z"/>`, false},
		{"another attribute", `<a title="8.8.4.4"/>`, true},
		{"beside a path", `<path d="M1 2"/><text>8.8.4.4</text>`, true},
	})
}

func TestALinkToANumberIsALinkToAMachine(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoLiveLinks, "index.md", disclosure.Full, []text{
		{"an address", "http://8.8.4.4", true},
		{"with a port", "http://8.8.4.4:9200/_cat", true},
		{"with a user", "http://admin@8.8.4.4/", true},
		{"with a query", "http://8.8.4.4?x", true},
		{"with a fragment", "http://8.8.4.4#x", true},
		{"with a dot at its end", "http://8.8.4.4./", true},
		{"at the end of a sentence", "(http://8.8.4.4).", true},
		{"in eight, base eight", "http://010.010.04.04/", true},
		{"of IPv6", "http://[2606:4700::1111]:9200/", true},
		{"without a scheme", "//8.8.4.4/x", true},
		{"of this machine", "http://127.0.0.1:8080/", false},
		{"of this machine in IPv6", "http://[::1]:8080/", false},
		{"of every card of this machine", "http://0.0.0.0:8080/", false},
		{"a path is no host", "file:///@8.8.4.4", false},
		{"a query is no host", "https://www.example.org/?to=@8.8.4.4", false},
		{"a name with numbers", "https://8.example.org/", false},
		{"nothing behind it", "http://", false},
	})
}

func TestAMailAddressIsFoundHoweverItIsBroken(t *testing.T) {
	t.Parallel()
	for _, mode := range []disclosure.Mode{disclosure.Full, disclosure.Limited} {
		reads(t, gate.CheckNoMailAddresses, "index.md", mode, []text{
			{"plain", "jane@nextmotion.net", true},
			{"in words", "jane [at] nextmotion [dot] net", true},
			{"in words with capitals", "jane [At] nextmotion [Dot] net", true},
			{"in words of capitals", "JANE (AT) NEXTMOTION (DOT) NET", true},
			{"in braces", "jane{at}nextmotion{dot}net", true},
			{"in German", "jane [ät] nextmotion.net", true},
			{"the dot alone is broken", "jane@nextmotion[.]net", true},
			{"the at alone is broken", "jane[@]nextmotion.net", true},
			{"with full-width characters", "jane＠nextmotion．net", true},
			{"a picture of a page", "icon@3x.svg", false},
			{"no domain", "jane@example", false},
			{"a word about at", "at example.com", false},
		})
	}
}
