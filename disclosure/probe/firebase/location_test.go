package firebase_test

import (
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/firebase"
	"daylight/disclosure/probe/probetest"
)

func TestReadKnowsOneSpellingOfAPlace(t *testing.T) {
	p := probetest.New(t, nil, firebase.New())
	for _, tt := range []struct{ raw, want string }{
		{"https://example.firebaseio.com", "https://example.firebaseio.com/"},
		{"https://EXAMPLE.firebaseio.com/.json", "https://example.firebaseio.com/"},
		{"http://example.firebaseio.com/users.json?shallow=true", "https://example.firebaseio.com/users/"},
		{"example.firebaseio.com/users/", "https://example.firebaseio.com/users/"},
		{"hxxps://example[.]firebaseio[.]com//users//a%20b/.json", "https://example.firebaseio.com/users/a%20b/"},
		{"https://" + there + "/users", "https://" + there + "/users/"},
		{"https://console.firebase.google.com/u/2/project/example/database/example-default-rtdb/data/~2Fusers~2Fa", "https://" + first + "/users/a/"},
		{"https://console.firebase.google.com/project/example/database/example-default-rtdb/data", "https://" + first + "/"},
		{"http://127.0.0.1:9000/users.json", "http://127.0.0.1:9000/users/"},
		{"https://example.firebaseio.com/a.b", ""},
		{"https://example.firebaseio.com/a[0]", ""},
		{"https://example.firebaseio.com/users.json?auth=SENTINEL", ""},
		{"https://example.firebaseio.com/a%00b", ""},
		{"https://console.firebase.google.com/project/example/firestore", ""},
	} {
		got, how, err := p.Canonical(tt.raw, "firebase")
		if tt.want == "" {
			if fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%q = %+v, %v; want Invalid", tt.raw, got, err)
			}
			continue
		}
		if err != nil || got.Target != tt.want || got.Key != "" || how == "" {
			t.Errorf("%q = %+v (%s), %v; want %s", tt.raw, got, how, err, tt.want)
			continue
		}
		if again, _, err := p.Canonical(got.Target, "firebase"); err != nil || again.Target != got.Target {
			t.Errorf("%q: own spelling %s becomes %+v, %v", tt.raw, got.Target, again, err)
		}
	}
}

func TestReadClaimsUnnamedOnlyWhatIsSurelyADatabase(t *testing.T) {
	for raw, mine := range map[string]bool{
		"https://example.firebaseio.com/": true, "https://" + there + "/users": true,
		"https://console.firebase.google.com/project/example/database/example-default-rtdb/data/~2F": true,
		"https://console.firebase.google.com/project/example/overview":                               false,
		"https://example.firebaseapp.com/":                                                           false, // serves pages
		"https://example.firebaseio.com.evil.example/":                                               false,
		"https://firebasedatabase.app/":                                                              false,
		"https://a.b.firebaseio.com/":                                                                false,
		"https://example.com/users.json":                                                             false,
	} {
		got, _, err := firebase.New().Read(raw, false)
		if err != nil || (got.Target != "") != mine {
			t.Errorf("%q: %+v, %v", raw, got, err)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"https://example.firebaseio.com/users.json", "https://x.firebaseio.com/a%2Fb//c", "http://[::1]:9000/é;a", "https://x.firebaseio.com/.json/.json",
		"https://console.firebase.google.com/project/x/database/y/data/~2F~25", "https://x.firebaseio.com/%25", "https://x.firebaseio.com/%FF",
	} {
		f.Add(s)
	}
	p := probetest.New(f, nil, firebase.New())
	f.Fuzz(func(t *testing.T, raw string) {
		got, _, err := p.Canonical(raw, "firebase")
		if err != nil || len(got.Target) > 2048 {
			return
		}
		again, _, err := p.Canonical(got.Target, "firebase")
		if err != nil || again.Target != got.Target {
			t.Fatalf("%q: %q becomes %+v, %v", raw, got.Target, again, err)
		}
	})
}
