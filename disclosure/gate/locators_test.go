package gate_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

func at(target string) func(*disclosure.Case) {
	return func(c *disclosure.Case) {
		c.Assets = []disclosure.Asset{{ID: "A1", Kind: "http", Target: target}}
	}
}

func TestALocatorIsAWholeName(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
		{"alone", "files.nextmotion.net", true},
		{"at the end of a sentence", "It was files.nextmotion.net.", true},
		{"before another sentence", "It was files.nextmotion.net. It is closed.", true},
		{"before dots", "files.nextmotion.net...", true},
		{"with a port", "files.nextmotion.net:8080", true},
		{"one of its own names", "a.files.nextmotion.net", true},
		{"another host that begins so", "files.nextmotion.net.example.org", false},
		{"another host that begins so, short", "files.nextmotion.net.x", false},
		{"after another one", "profiles.nextmotion.net and files.nextmotion.net", true},
		{"after nought", "0files.nextmotion.net", false},
		{"after nine", "9files.nextmotion.net", false},
		{"after the first letter", "afiles.nextmotion.net", false},
		{"after the last letter", "zfiles.nextmotion.net", false},
		{"after a hyphen", "my-files.nextmotion.net", false},
		{"after an underscore", "my_files.nextmotion.net", false},
		{"after a letter of another alphabet", "Àfiles.nextmotion.net", false},
		{"in quotation marks of print", "“files.nextmotion.net”", true},
		{"in quotation marks of French", "«files.nextmotion.net»", true},
		{"after a wide space", "場所　files.nextmotion.net", true},
		{"before an ellipsis", "files.nextmotion.net…", true},
		{"before a letter", "files.nextmotion.nets", false},
		{"before a letter of another alphabet", "files.nextmotion.netà", false},
		{"before a digit", "files.nextmotion.net2", false},
		{"before a hyphen", "files.nextmotion.net-x", false},
		{"after a sign that no name has", "@files.nextmotion.net/", true},
	}, at("https://files.nextmotion.net/"))
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
		{"a target in capitals", "files.nextmotion.net", true},
	}, at("HTTPS://FILES.NextMotion.net/"))
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
		{"a bucket and a file of it", "patients-2020.sql", true},
		{"a longer bucket", "patients-2020s", false},
	}, at("s3://patients-2020/"))
}

func TestABucketWithAnEverydayNameIsLookedForAsAnAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		target string
		text
	}{
		{"s3://files", text{"a word", "the files were open", false}},
		{"s3://files", text{"a word as an address", "s3://files", true}},
		{"gs://files", text{"a word at the other provider", "the files were open", false}},
		{"s3://patientfile", text{"eleven letters", "the patientfile was open", false}},
		{"s3://patientfiles", text{"twelve letters", "the patientfiles were open", true}},
		{"s3://a1b", text{"three characters with a digit", "the bucket a1b", true}},
		{"s3://a1", text{"two characters", "the bucket a1, s3://a1", false}},
		{"https://patients-2020.s3.amazonaws.com/", text{"from a host", "the bucket patients-2020", true}},
		{"https://storage.googleapis.com/patients-2020/x", text{"from a path", "the bucket patients-2020", true}},
		{"http://127.0.0.1:9000/patients-2020/x", text{"from a path on this machine", "the bucket patients-2020", true}},
		{"https://files.example.org/patients-2020/x", text{"a folder of a host is no bucket", "the folder patients-2020", false}},
	} {
		reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{tt.text}, at(tt.target))
	}
}

func TestANameMayStandWithinADefangedAddress(t *testing.T) {
	t.Parallel()
	texts := []text{
		{"the dots are broken", "patients-2020[.]s3[.]amazonaws[.]com", false},
		{"after a quotation mark", `"patients-2020[.]s3[.]amazonaws[.]com"`, false},
		{"the scheme alone is broken", "hxxps://s3.example.org/patients-2020", false},
		{"the scheme alone is broken, in a line", "at hxxps://s3.example.org/patients-2020, open", false},
		{"a line above one that is broken", `patients-2020\u000as3[.]amazonaws[.]com`, true},
		{"the same with the other sign for it", `patients-2020\u000ds3[.]amazonaws[.]com`, true},
		{"a space that breaks no line before it", `patients-2020\u00a0s3[.]amazonaws[.]com`, true},
		{"beside one that is broken", "patients-2020, s3[.]amazonaws[.]com", true},
		{"after one that is broken", "s3[.]amazonaws[.]com, patients-2020", true},
		{"once within and once beside", "patients-2020[.]s3[.]amazonaws[.]com patients-2020", true},
	}
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, texts, at("s3://patients-2020/"))
	for i := range texts {
		texts[i].found = true // a shorter form names no asset in any way
	}
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Limited, texts, at("s3://patients-2020/"))
}

func TestALimitedWriteupIsToldThatDefangingIsNotEnough(t *testing.T) {
	t.Parallel()
	for says, want := range map[string]bool{"files[.]nextmotion[.]net": true, "files.nextmotion.net": false} {
		c := stateOf(t, scanned(t, disclosure.Limited, "index.md", says, at("https://files.nextmotion.net/")), gate.CheckTargetDefanged)
		if c.State != gate.CheckFail || strings.Contains(c.Reason, "defanged, which this form does not allow") != want {
			t.Errorf("%s: %s (%s)", says, c.State, c.Reason)
		}
	}
}

func TestATargetThatIsNoAddressIsLookedForAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		target string
		text
	}{
		{"/var/dump", text{"a folder", "it lay in /var/dump for days", true}},
		{"/VAR/Dump", text{"a folder in capitals", "it lay in /var/dump for days", true}},
		{"/tmp", text{"four characters", "it lay in /tmp for days", true}},
		{"/tm", text{"three characters are too common", "it lay in /tm for days", false}},
		{"", text{"nothing", "it lay there for days", false}},
		{"db.example.org:abc/x", text{"a port that is none", "db.example.org:abc/x", true}},
		{"http://a%zz.example.org/x", text{"an escape that is none", "the host a%zz.example.org", true}},
		{"http://a%zz.example.org/x", text{"another host", "the host b.example.org", false}},
		{"files.example.org./x", text{"a host with a dot at its end", "the host files.example.org", true}},
	} {
		reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{tt.text}, at(tt.target))
	}
}

func TestTheNameOfAKnownObjectLeadsToIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		key string
		text
	}{
		{"/0001-face.jpg ", text{"without what stands around it", "such as 0001-face.jpg, and others", true}},
		{"SCANS/1.JPG", text{"in other letters", "such as scans/1.jpg", true}},
		{"a.sql", text{"five characters", "such as a.sql", true}},
		{"/dump/", text{"four characters are too common", "a dump of it", false}},
		{"", text{"none", "a dump of it", false}},
	} {
		reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{tt.text}, func(c *disclosure.Case) { c.Assets[0].Key = tt.key })
	}
}

func TestTheSiteOfTheVendorMayBeNamedButNotWhereItWasOpen(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		target, check string
		text
	}{
		{"https://www.nextmotion.net/", gate.CheckTargetDefanged, text{"the name", "NextMotion, www.nextmotion.net, was told", false}},
		{"https://www.nextmotion.net/", gate.CheckTargetDefanged, text{"an address that opens it", "https://www.nextmotion.net/", true}},
		{"https://nextmotion.net", gate.CheckTargetDefanged, text{"a longer name", "https://nextmotion.network/", false}},
		{"https://nextmotion.net/backup/", gate.CheckTargetDefanged, text{"the place", "nextmotion.net/backup", true}},
		{"https://nextmotion.net/backup/", gate.CheckTargetDefanged, text{"another place that begins so", "nextmotion.net/backups", false}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link to the place", "https://nextmotion.net/backup", true}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link below the place", "https://www.nextmotion.net/backup/a", true}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link with a query", "https://nextmotion.net/backup?x", true}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link with a fragment", "https://nextmotion.net/backup#x", true}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link to a place that begins so", "https://nextmotion.net/backups/a", false}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link to another one that begins so", "https://nextmotion.net/backups", false}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link to the site", "https://nextmotion.net", false}},
		{"https://nextmotion.net/backup/", gate.CheckNoLiveLinks, text{"a link to another site that ends so", "https://mynextmotion.net/backup", false}},
	} {
		reads(t, tt.check, "index.md", disclosure.Full, []text{tt.text}, at(tt.target))
	}
	// A party without a domain owns no site.
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{{"no domain", "nextmotion.net", true}}, at("https://nextmotion.net/"),
		func(c *disclosure.Case) { c.Parties[0].Domain = " " })
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{{"the second party", "nextmotion.net", false}}, at("https://nextmotion.net/"),
		func(c *disclosure.Case) {
			c.Parties = []disclosure.Party{{Name: "CNIL", Domain: "cnil.fr"}, {Name: "NextMotion", Domain: " WWW.NextMotion.net"}}
		})
}

func TestThisMachineIsNoLocatorWithoutItsPortOrPath(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		target, check string
		text
	}{
		{"http://localhost:9000/", gate.CheckTargetDefanged, text{"the name", "bind it to localhost", false}},
		{"http://localhost:9000/", gate.CheckTargetDefanged, text{"the port", "localhost:9000", true}},
		{"http://localhost:9000/", gate.CheckTargetDefanged, text{"another port", "localhost:8080", false}},
		{"http://localhost:9000/", gate.CheckNoLiveLinks, text{"a link to the port", "http://localhost:9000/x", true}},
		{"http://localhost:9000/", gate.CheckNoLiveLinks, text{"a link to another port", "http://localhost:8080/x", false}},
		{"http://minio.localhost:9000/", gate.CheckTargetDefanged, text{"a name below it", "bind it to minio.localhost", false}},
		{"http://0.0.0.0:9000/", gate.CheckTargetDefanged, text{"every card", "never bind it to 0.0.0.0", false}},
		{"http://[::1]:9000/", gate.CheckTargetDefanged, text{"IPv6", "bind it to ::1", false}},
		{"http://[::1]:9000/", gate.CheckTargetDefanged, text{"the port in IPv6", "http://[::1]:9000/", true}},
		{"http://[::1]:9000/", gate.CheckNoLiveLinks, text{"a link in IPv6", "http://[::1]:9000/", true}},
		{"http://[::1]:9000/", gate.CheckNoLiveLinks, text{"a link to another port in IPv6", "http://[::1]:8080/", false}},
		{"http://localhost/backup/x", gate.CheckTargetDefanged, text{"the name of a path", "bind it to localhost", false}},
		{"http://localhost/backup/x", gate.CheckTargetDefanged, text{"the path", "localhost/backup", true}},
		{"http://localhost/", gate.CheckTargetDefanged, text{"any path", "localhost/admin", true}},
		{"http://localhost/", gate.CheckNoLiveLinks, text{"a link to any path", "http://localhost/admin", true}},
		{"http://8.8.4.4:9000/", gate.CheckTargetDefanged, text{"another machine", "8.8.4.4", true}},
	} {
		reads(t, tt.check, "index.md", disclosure.Full, []text{tt.text}, at(tt.target))
	}
}

func TestALinkToAnAssetIsFound(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckNoLiveLinks, "index.md", disclosure.Full, []text{
		{"the host", "https://files.example.org", true},
		{"a name below it", "https://a.files.example.org/", true},
		{"a dot at its end", "https://files.example.org./x", true},
		{"at the end of a sentence", "(see https://files.example.org).", true},
		{"with a user", "https://me@files.example.org/", true},
		{"of another kind", "ftp://files.example.org/", true},
		{"a longer name", "https://myfiles.example.org/", false},
		{"a host above it", "https://example.org/", false},
		{"in a path", "https://www.example.org/files.example.org", false},
		{"defanged", "hxxps://files.example.org/", false},
		{"no address", "files.example.org", false},
	}, at("https://files.example.org/"))
	reads(t, gate.CheckNoLiveLinks, "index.md", disclosure.Full, []text{
		{"a bucket is no host", "https://patients-2020/", false},
	}, at("s3://patients-2020/"))
	reads(t, gate.CheckNoLiveLinks, "index.md", disclosure.Full, []text{
		{"an international name as people write it", "https://münchen-klinik.example/", true},
		{"and as it is stored", "https://xn--mnchen-klinik-wob.example/", true},
	}, at("https://xn--mnchen-klinik-wob.example/"))
}
