package target_test

import (
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/target"
)

var (
	database = target.Service{
		Kind: "pg", Name: "database", Schemes: []string{"postgres", "postgresql"}, Secure: []string{"postgress"},
		Ports: []uint16{5432, 6432}, SecurePort: 5433, KeepPath: true,
	}
	parts = target.Service{
		Kind: "parts", Name: "store", Ports: []uint16{5984}, KeepPath: true,
		Part: func(path, fragment string) (string, error) {
			if path == "single" {
				return "", target.RefusePath("parts", "a single thing")
			}
			return target.FirstSegment(path+fragment, "_users"), nil
		},
	}
	search = target.Service{Kind: "search", Name: "search engine", Ports: []uint16{9200, 443}}
)

func TestServiceHasOneSpellingForEachTarget(t *testing.T) {
	for _, tt := range []struct {
		service   target.Service
		raw, want string
	}{
		{database, "db.example.com", "postgres://db.example.com:5432"},
		{database, " POSTGRESQL://DB.example.com./ ", "postgres://db.example.com:5432"},
		{database, "db.example.com:6432", "postgres://db.example.com:6432"},
		{database, "postgress://db.example.com", "postgress://db.example.com:5433"},
		{database, "postgres://db.example.com/a%2db?sslmode=disable#x", "postgres://db.example.com:5432/a-b"},
		{database, "postgres://db[.]example[.]com", "postgres://db.example.com:5432"},
		{database, "postgres://bücher.example", "postgres://xn--bcher-kva.example:5432"},
		{database, "[2001:DB8::7]:5432", "postgres://[2001:db8::7]:5432"},
		{database, "[2001:DB8::7]", "postgres://[2001:db8::7]:5432"},
		{database, "2001:DB8::7", "postgres://[2001:db8::7]:5432"},
		{database, "postgres://2001:db8::7/x", "postgres://[2001:db8::7]:5432/x"},
		{database, "[::ffff:192.0.2.7]:5432", "postgres://192.0.2.7:5432"},
		{database, "db.example.com:", "postgres://db.example.com:5432"},
		{search, "search.example.com", "http://search.example.com:9200/"},
		{search, "HTTPS://search.example.com:9200/_cat/indices?v", "https://search.example.com:9200/"},
		{search, "https://search.example.com", "https://search.example.com/"},
		{search, "http://search.example.com:80/x", "http://search.example.com/"},
		{search, "hxxp://search[.]example[.]com:9200", "http://search.example.com:9200/"},
		{search, "https://[2001:db8::7]", "https://[2001:db8::7]/"},
		{parts, "db.example.com/patients/_all?x=y", "http://db.example.com:5984/patients"},
		{parts, "db.example.com/_own/patients", "http://db.example.com:5984/"},
		{parts, "db.example.com/_users/x", "http://db.example.com:5984/_users"},
		{parts, "db.example.com/_own/..//p%2da/x", "http://db.example.com:5984/p-a"},
		{parts, "db.example.com/#patients", "http://db.example.com:5984/patients"},
	} {
		got, how, err := tt.service.Read(tt.raw, true)
		if err != nil || got.Target != tt.want || got.Kind != tt.service.Kind || how == "" {
			t.Errorf("%q is read as %+v (%s), %v; want %s", tt.raw, got, how, err, tt.want)
			continue
		}
		if again, _, err := tt.service.Read(got.Target, true); err != nil || again.Target != tt.want {
			t.Errorf("%q is read again as %q, %v", tt.want, again.Target, err)
		}
	}
}

func TestServiceClaimsUnnamedOnlyWhatIsItsOwn(t *testing.T) {
	for _, tt := range []struct {
		service target.Service
		raw     string
		mine    bool
	}{
		{database, "postgresql://db.example.com", true},
		{database, "db.example.com:5432", true},
		{database, "db.example.com", false},
		{database, "db.example.com:9200", false},
		{database, "http://db.example.com:5432", false},
		{database, "redis://db.example.com:5432", false},
		{search, "search.example.com:9200", true},
		{search, "http://search.example.com:9200/_cat", true},
		{search, "https://search.example.com:443/", false},
		{search, "search.example.com:443", false},
		{search, "2001:db8::9200", false},
	} {
		got, _, err := tt.service.Read(tt.raw, false)
		if err != nil || (got.Target != "") != tt.mine {
			t.Errorf("%q: %+v, %v; mine is %t", tt.raw, got, err, tt.mine)
		}
	}
}

func TestPathThatIsNotProbedIsRefusedAndNotLeftOut(t *testing.T) {
	for _, raw := range []string{"db.example.com:5984/single", "http://db.example.com:5984/a%2Fb", "http://db.example.com:5984/%2e%2E/x"} {
		if got, _, err := parts.Read(raw, true); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "kind http") {
			t.Errorf("%q, asked: %+v, %v", raw, got, err)
		}
		if got, _, err := parts.Read(raw, false); err != nil || got.Target != "" {
			t.Errorf("%q, left to other kinds: %+v, %v", raw, got, err)
		}
	}
	_, how, err := parts.Read("db.example.com:5984/patients/_all", true)
	if err != nil || !strings.Contains(how, "/patients") || !strings.Contains(how, "left out") {
		t.Errorf("%q does not say what is asked, %v", how, err)
	}
}

func TestServiceRefusesCredentialsWithoutRepeatingThem(t *testing.T) {
	for _, raw := range []string{
		"postgres://u" + ":hunter2@db.example.com", "hunter2@db.example.com:5432", "u" + ":hunter2@db.example.com:5432/x", "postgres://db.example.com/x?password=hunter2",
		"postgres://u" + ":hunter2@", "postgres://hunter2@[::1]", "postgres://u" + ":hun@ter2@db.example.com",
	} {
		for _, asked := range []bool{true, false} {
			got, _, err := database.Read(raw, asked)
			if fault.CodeOf(err) != fault.Invalid || got.Target != "" || strings.Contains(err.Error(), "ter2") {
				t.Errorf("%q: %+v, %v", raw, got, err)
			}
		}
	}
}

func FuzzServiceReadIsStable(f *testing.F) {
	for _, s := range []string{"db.example:5432", "postgres://[::1]/x%20y", "[::1]", "::1:5432", "a@b:5432", "postgres://a/%", "http://x:9200/#?", "bücher:5432/ü"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, s := range []target.Service{database, search, parts} {
			one, _, err := s.Read(raw, true)
			if err != nil {
				continue
			}
			two, _, err := s.Read(one.Target, true)
			if err != nil || two.Target != one.Target {
				t.Errorf("%q is %q, and that is %q (%v)", raw, one.Target, two.Target, err)
			}
			if strings.Contains(one.Target[:strings.LastIndex(one.Target, ":")], "@") {
				t.Errorf("%q keeps credentials: %q", raw, one.Target)
			}
		}
	})
}
