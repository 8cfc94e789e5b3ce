package azure_test

import (
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/azure"
	"daylight/disclosure/probe/probetest"
)

func TestReadKnowsOneSpellingOfAContainer(t *testing.T) {
	const canonical = "https://account1.blob.core.windows.net/container/"
	p := probetest.New(t, nil, azure.New())
	for _, tt := range []struct{ raw, want, key string }{
		{"https://account1.blob.core.windows.net/container", canonical, ""},
		{"http://ACCOUNT1.blob.core.windows.net:80/container/", canonical, ""},
		{"account1.blob.core.windows.net/container/a/b.jpg", canonical, "a/b.jpg"},
		{"hxxps://account1[.]blob[.]core[.]windows[.]net/container/a%20b%C3%A9.jpg", canonical, "a bé.jpg"},
		{"https://account1.blob.core.windows.net/container?restype=container&comp=list", canonical, ""},
		{"https://account1.blob.core.windows.net/container/folder/", canonical, ""},
		{"https://account1.blob.core.windows.net/$root/a.jpg", "https://account1.blob.core.windows.net/$root/", "a.jpg"},
		{"https://account1-secondary.blob.core.windows.net/container", "https://account1-secondary.blob.core.windows.net/container/", ""},
		{"https://account1.z01.blob.storage.azure.net/container", "https://account1.z01.blob.storage.azure.net/container/", ""},
		{"https://account1.blob.core.chinacloudapi.cn/container", "https://account1.blob.core.chinacloudapi.cn/container/", ""},
		{"http://127.0.0.1:10000/devstoreaccount1/container/k", "http://127.0.0.1:10000/devstoreaccount1/container/", "k"},
		{"https://files.example.com/container/k", "https://files.example.com/container/", "k"}, // a domain of one's own
		{"https://account1.blob.core.windows.net/", "", ""},
		{"https://account1.blob.core.windows.net/$web/index.html", "", ""},
		{"https://account1.blob.core.windows.net/UPPER/k", "", ""},
		{"https://account1.blob.core.windows.net/container/k?sv=2020&sig=SENTINEL", "", ""},
		{"http://127.0.0.1:10000/container", "", ""},
		{"http://127.0.0.1:10000/not_an_account/container", "", ""},
	} {
		got, how, err := p.Canonical(tt.raw, "azure")
		if tt.want == "" {
			if fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%q = %+v, %v; want Invalid", tt.raw, got, err)
			}
			continue
		}
		if err != nil || got.Kind != "azure" || got.Target != tt.want || got.Key != tt.key || how == "" {
			t.Errorf("%q = %s key %q (%s), %v; want %s key %q", tt.raw, got.Target, got.Key, how, err, tt.want, tt.key)
			continue
		}
		again, _, err := p.Canonical(got.Target, "azure")
		if err != nil || again.Target != got.Target || again.Key != "" {
			t.Errorf("%q: own spelling %s becomes %+v, %v", tt.raw, got.Target, again, err)
		}
	}
}

func TestReadClaimsUnnamedOnlyWhatIsSurelyAContainer(t *testing.T) {
	for raw, mine := range map[string]bool{
		"https://account1.blob.core.windows.net/container": true, "account1.blob.core.windows.net/container": true,
		"https://account1.blob.core.windows.net.evil.example/container": false,
		"https://account1.file.core.windows.net/share":                  false,
		"https://account1.z6.web.core.windows.net/":                     false, // serves pages
		"https://a.b.blob.core.windows.net/container":                   false,
		"http://127.0.0.1:10000/devstoreaccount1/container":             false,
		"https://example.com/container":                                 false,
	} {
		got, _, err := azure.New().Read(raw, false)
		if err != nil || (got.Target != "") != mine {
			t.Errorf("%q: %+v, %v", raw, got, err)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"https://account1.blob.core.windows.net/container/k", "http://127.0.0.1:10000/acc/con//b", "https://a.example/con/%2e%2e/x", "http://[::1]:1/abc/$root/é",
	} {
		f.Add(s)
	}
	p := probetest.New(f, nil, azure.New())
	f.Fuzz(func(t *testing.T, raw string) {
		got, _, err := p.Canonical(raw, "azure")
		if err != nil || len(got.Target) > 2048 {
			return
		}
		again, _, err := p.Canonical(got.Target, "azure")
		if err != nil || again.Target != got.Target || again.Key != "" {
			t.Fatalf("%q: %q becomes %+v, %v", raw, got.Target, again, err)
		}
	})
}
