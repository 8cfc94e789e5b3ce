package probe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"daylight/disclosure/probe/dial"
)

const (
	// readBuffer is enough for the head of most answers, in bytes. A probe holds one for as long as it waits, and thousands
	// of probes may wait at a time.
	readBuffer = 2048
	// maxInformational bounds the 1xx answers before the final one.
	maxInformational = 5
)

// errHeaderTooLong is an answer whose header exceeds [Limits].Header.
var errHeaderTooLong = errors.New("the header is longer than the limit")

// roundTrip sends wire on a connection of its own: no proxy of the environment (the guard would see only the proxy), no
// reuse, no cookies, no compression, HTTP/1.1. A transport of net/http would do the same with two more goroutines and a pool
// that is never used. hangUp ends the connection; the body cannot be read after it.
func (e *Env) roundTrip(ctx context.Context, r Request, u *url.URL, wire []byte, p *dial.Progress) (_ *http.Response, hangUp func(), _ error) {
	conn, err := e.connect(ctx, u, r.AnyCertificate, p)
	if err != nil {
		return nil, nil, err
	}
	// There is no deadline besides this one. With the deadline of ctx on the connection, a read could fail before ctx itself
	// has ended, and then nobody could tell whether our limit or the caller's ended the probe.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	buffer := e.reader()
	hangUp = func() { stop(); _ = conn.Close(); e.keep(buffer) } // everything that was needed has been read
	resp, err := exchangeOn(conn, buffer, r.Method, wire, e.limits.Header)
	if err != nil {
		hangUp()
		return nil, nil, contextError(ctx, err)
	}
	resp.Body = body{resp.Body, ctx}
	return resp, hangUp, nil
}

// reader returns a buffer that another probe may have used.
func (e *Env) reader() *bufio.Reader {
	if r, ok := e.readers.Get().(*bufio.Reader); ok {
		return r
	}
	return bufio.NewReaderSize(nil, readBuffer)
}

func (e *Env) keep(r *bufio.Reader) {
	r.Reset(nil) // or it would hold on to the connection
	e.readers.Put(r)
}

// connect dials the host of u, and starts TLS for https.
func (e *Env) connect(ctx context.Context, u *url.URL, anyCertificate bool, p *dial.Progress) (net.Conn, error) {
	addr := dial.HostPort(u)
	conn, err := e.dialer.Dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	p.Connected(conn)
	if u.Scheme == "https" {
		if conn, err = e.dialer.Handshake(ctx, conn, addr, anyCertificate, p); err != nil {
			return nil, err
		}
	}
	p.Reached(dial.Exchanging)
	return conn, nil
}

// exchangeOn writes a request and reads the head of the answer. limit bounds that head, in bytes.
func exchangeOn(conn net.Conn, r *bufio.Reader, method string, wire []byte, limit int64) (*http.Response, error) {
	_, sent := conn.Write(wire)
	if sent != nil && !errors.Is(sent, syscall.EPIPE) && !errors.Is(sent, syscall.ECONNRESET) {
		return nil, sent
	}
	// A server may refuse us and hang up before it reads the request. Its answer is still there to be read.
	head := &header{conn, limit}
	r.Reset(head)
	req := &http.Request{Method: method} // an answer to HEAD has no body
	for range maxInformational + 1 {
		resp, err := http.ReadResponse(r, req)
		switch {
		case err != nil && sent != nil:
			return nil, sent
		case err != nil:
			return nil, err
		case resp.StatusCode >= 200 || resp.StatusCode == http.StatusSwitchingProtocols:
			head.left = -1
			return resp, nil
		}
	}
	return nil, fmt.Errorf("%d informational answers and no final one", maxInformational+1)
}

// header bounds what is read of an answer before its body begins. left is negative once the bound no longer applies.
type header struct {
	conn net.Conn
	left int64
}

func (h *header) Read(p []byte) (int, error) {
	if h.left < 0 {
		return h.conn.Read(p)
	}
	if h.left == 0 {
		return 0, errHeaderTooLong
	}
	n, err := h.conn.Read(p[:min(int64(len(p)), h.left)])
	h.left -= int64(n)
	return n, err
}

// body reports the error of ctx when that is what ended a read.
type body struct {
	io.ReadCloser
	ctx context.Context //nolint:containedctx // that of the one request which the body answers
}

func (b body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = contextError(b.ctx, err)
	}
	return n, err
}

// contextError returns the error of ctx if it has ended, because then that is what interrupted the connection. Otherwise it
// returns err.
func contextError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
