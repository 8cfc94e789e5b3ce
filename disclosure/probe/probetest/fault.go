package probetest

import (
	"strings"
	"testing"
)

// Fault is one way in which a server fails to give an answer. None of them says anything about the asset.
type Fault struct {
	Name      string
	Slow      bool // nothing comes until the time limit
	Exchanges []Exchange
}

const html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html><title>Welcome</title>" + Secret

// foreignAnswers are answers of other services, of things in front of a service, and plain nonsense. The keys name them.
var foreignAnswers = map[string]string{
	"a page for everything":         html,
	"a page without a type":         "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<html>" + Secret,
	"an empty success":              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
	"JSON of another service":       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"SENTINEL\":\"" + Secret + "\"}",
	"a list of another service":     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[\"" + Secret + "\"]",
	"a firewall's page":             "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>Request Rejected. Your support ID is: 1 " + Secret,
	"a challenge":                   "HTTP/1.1 403 Forbidden\r\nCf-Mitigated: challenge\r\nContent-Length: 0\r\n\r\n",
	"a proxy without a server":      "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>" + Secret,
	"a server in maintenance":       "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n",
	"too many questions":            "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
	"a way to elsewhere":            "HTTP/1.1 302 Found\r\nLocation: https://login.example/SENTINEL\r\nContent-Length: 0\r\n\r\n",
	"the metadata service":          "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/SENTINEL\r\nContent-Length: 0\r\n\r\n",
	"a bad request":                 "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>" + Secret,
	"a page that is not there":      "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>" + Secret,
	"an answer that breaks off":     "HTTP/1.1 401 Unauthorized\r\nContent-Length: 9000\r\n\r\n" + Secret,
	"SSH":                           "SSH-2.0-OpenSSH_9.2 " + Secret + "\r\n",
	"mail":                          "554 5.7.1 mail.example ESMTP " + Secret + "\r\n",
	"an error without a name":       "-ERR " + Secret + "\r\n",
	"a word":                        Secret,
	"a line":                        Secret + "\r\n",
	"nothing but an empty line":     "\r\n",
	"zeros":                         strings.Repeat("\x00", 64),
	"ones":                          strings.Repeat("\xff", 64),
	"an alert of TLS":               "\x15\x03\x03\x00\x02\x02\x28",
	"the beginning of TLS":          "\x16\x03\x03\x40\x00" + Secret,
	"a length that nobody believes": "\x7f\xff\xff\xff" + Secret,
}

// Faults returns all faults. greeting is what a server of the protocol sends first, "" when it waits for the client.
func Faults(t testing.TB, greeting string) []Fault {
	t.Helper()
	silence := []Exchange{ReadSome(), Silence()}
	// A server that waits for a request, while the client waits for its greeting, is stuck until the time limit.
	stuck := greeting != ""
	out := []Fault{
		{"hangs before a word", true, []Exchange{Silence()}},
		{"hangs up at once", false, nil},
		{"resets at once", false, []Exchange{Abort()}},
		{"hangs after the question", true, silence},
		{"hangs up after the question", stuck, []Exchange{ReadSome()}},
		{"resets after the question", stuck, []Exchange{ReadSome(), Abort()}},
		{"drips", true, []Exchange{ReadSome(), Slowly(strings.Repeat(Secret, 40))}},
		{"drips unasked", true, []Exchange{Slowly(strings.Repeat(Secret, 40))}},
		{"goes on forever", stuck, []Exchange{ReadSome(), Forever(strings.Repeat(Secret, 40))}},
		{"goes on forever in lines", stuck, []Exchange{ReadSome(), Forever(Secret + "\r\n")}},
		{"goes on forever with a header", stuck, []Exchange{ReadSome(), Say("HTTP/1.1 200 OK\r\n"), Forever("X-A: " + Secret + "\r\n")}},
		{"demands TLS", stuck, []Exchange{Secure(t)}},
	}
	if greeting != "" {
		out = append(
			out,
			Fault{"hangs after the greeting", true, []Exchange{Say(greeting), Silence()}},
			Fault{"hangs up after the greeting", false, []Exchange{Say(greeting)}},
			Fault{"resets after the greeting", false, []Exchange{Say(greeting), Abort()}},
			Fault{"drips the greeting", true, []Exchange{Slowly(greeting + strings.Repeat(" ", 40))}},
			Fault{"breaks off in the greeting", false, []Exchange{Say(greeting[:len(greeting)/2])}},
			Fault{"resets after greeting and question", false, []Exchange{Say(greeting), ReadSome(), Abort()}},
		)
	}
	for name, text := range foreignAnswers {
		out = append(out, Fault{"speaks " + name, stuck, []Exchange{ReadSome(), Say(text)}})
		if greeting != "" {
			out = append(
				out,
				Fault{"greets with " + name, false, []Exchange{Say(text)}},
				Fault{"greets and speaks " + name, false, []Exchange{Say(greeting), ReadSome(), Say(text)}},
			)
		}
	}
	return out
}
