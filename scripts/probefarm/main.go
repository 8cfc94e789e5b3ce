// Command probefarm is many S3-like servers on loopback, for measuring probes: half of them list their objects, half
// deny it, and some take a connection and never say a word.
//
//	go run ./scripts/probefarm -n 10000 -delay 100ms -dead 30 -out targets.txt
//
// Each server has an address of its own from 127.1.0.1 on. The targets are written into a file, and "ready" to standard
// output, once all of them listen.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	perNetwork = 250
	open       = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix><KeyCount>0</KeyCount><MaxKeys>0</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>`
	shut       = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`
)

func main() {
	n := flag.Int("n", 1000, "servers")
	port := flag.Int("port", 18088, "port of all of them")
	delay := flag.Duration("delay", 0, "before each answer")
	dead := flag.Int("dead", 0, "percent that never answer")
	repeat := flag.Int("repeat", 1, "how often each target stands in the list")
	out := flag.String("out", "targets.txt", "file for the targets")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *n, *port, *dead, *repeat, *delay, *out); err != nil {
		fmt.Fprintln(os.Stderr, "probefarm: "+err.Error())
		os.Exit(1) //nolint:gocritic // the process ends, and with it the signal handler
	}
}

func run(ctx context.Context, n, port, dead, repeat int, delay time.Duration, out string) error {
	f, err := os.Create(out) //nolint:gosec // the caller names the file
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	conf := net.ListenConfig{KeepAlive: -1}
	for i := range n {
		addr := fmt.Sprintf("127.1.%d.%d:%d", i/perNetwork, i%perNetwork+1, port)
		ln, err := conf.Listen(ctx, "tcp4", addr)
		if err != nil {
			return err
		}
		go serve(ln, script(i, dead, delay))
		for r := range repeat { // a name of its own, so that each is asked
			fmt.Fprintf(w, "http://%s/bucket-%d/\n", addr, r)
		}
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "ready")
	<-ctx.Done()
	return nil
}

// script says what server i does with a connection. Dead ones are spread evenly, and open and shut ones among the rest.
func script(i, dead int, delay time.Duration) func(net.Conn) {
	if i*7%100 < dead {
		return func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1024))
			_, _ = c.Read(make([]byte, 1)) // until the other side gives up
		}
	}
	answer := response(200, "OK", open)
	if i%2 == 1 {
		answer = response(403, "Forbidden", shut)
	}
	return func(c net.Conn) {
		buf := make([]byte, 2048)
		for got := 0; got < len(buf) && !bytes.Contains(buf[:got], []byte("\r\n\r\n")); {
			n, err := c.Read(buf[got:])
			if got += n; err != nil {
				return
			}
		}
		if delay > 0 {
			time.Sleep(delay)
		}
		_, _ = c.Write(answer)
	}
}

func response(status int, word, body string) []byte {
	return fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nX-Amz-Request-Id: 1\r\nConnection: close\r\n\r\n%s",
		status, word, len(body), body)
}

func serve(ln net.Listener, talk func(net.Conn)) {
	for {
		c, err := ln.Accept()
		if err != nil {
			time.Sleep(10 * time.Millisecond) // out of descriptors: some come free
			continue
		}
		go func() {
			defer c.Close()
			talk(c)
		}()
	}
}
