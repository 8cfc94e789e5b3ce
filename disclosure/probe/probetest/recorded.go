package probetest

import (
	"fmt"
	"maps"
	"net"
	"os"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Recorded returns the bytes of an answer over HTTP that a file in testdata holds: the status line and the headers,
// an empty line, the body. The function adds the line ends of the wire and the length of the body, so that the files
// can be read and edited.
func Recorded(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := strings.Cut(string(b), "\n\n")
	if !ok {
		t.Fatalf("%s has no empty line after its headers", path)
	}
	return fmt.Sprintf("%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", strings.ReplaceAll(head, "\n", "\r\n"), len(body), body)
}

// ByStart answers each request with the text whose key is the beginning of its first line, the longest one first, and
// hangs up on all others.
func ByStart(answers map[string]string) Script {
	return func(conn net.Conn, head string) {
		best := ""
		for start := range answers {
			if strings.HasPrefix(head, start) && len(start) > len(best) {
				best = start
			}
		}
		Write(answers[best])(conn, head)
	}
}

// Reply returns the bytes of an answer over HTTP: status such as "403 Forbidden", header lines, body.
func Reply(status, body string, headers ...string) string {
	lines := append([]string{"HTTP/1.1 " + status}, headers...)
	lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)), "Connection: close", "", body)
	return strings.Join(lines, "\r\n")
}

// Judge probes a server that gives the answers of [ByStart] and fails the test unless the facets are those of want.
// write makes a target from the address of the server.
func Judge(
	t *testing.T, k probe.Kind, write func(hostport string) target.Target, answers map[string]string, want map[string]observed.FacetResult,
) observed.Observation {
	t.Helper()
	srv := Serve(t, ByStart(answers))
	o, err := Observe(t, New(t, nil, k), write(srv.Addr))
	if err != nil || !maps.Equal(o.Facets, want) {
		t.Errorf("%+v, %v; want %+v; requests %q", o.Facets, err, want, srv.Heads())
	}
	return o
}
