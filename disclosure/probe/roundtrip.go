package probe

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

const (
	// readBuffer is enough for the head of most answers. A probe keeps one for as long as it waits, and thousands wait.
	readBuffer = 2048
	// maxInformational bounds the 1xx answers before the one that counts.
	maxInformational = 5
)

// errHeaderTooLong is an answer that goes on where no head of one does.
var errHeaderTooLong = errors.New("the header is longer than the limit")

// roundTrip asks over a connection of its own: no proxy (the guard would see only the proxy), no reuse, no cookies, no
// compression, HTTP/1.1. A transport of net/http would do the same with two goroutines more and a pool that nothing is
// ever taken from. hangUp ends the connection; the body cannot be read after it.
func (e *Env) roundTrip(ctx context.Context, req *http.Request, anyCertificate bool, j *journey) (_ *http.Response, hangUp func(), _ error) {
	conn, err := e.connect(ctx, req, anyCertificate, j)
	if err != nil {
		return nil, nil, err
	}
	// No deadline beside it: a read would end by it before ctx itself is seen to be over, and whose patience ended is
	// a matter of ctx.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	hangUp = func() { stop(); _ = conn.Close() } // nothing is left to be lost in it
	resp, err := ask(conn, req, e.limits.Header)
	if err != nil {
		hangUp()
		return nil, nil, stopped(ctx, err)
	}
	resp.Body = body{resp.Body, ctx}
	return resp, hangUp, nil
}

// connect dials the host of req and starts TLS where it is asked for.
func (e *Env) connect(ctx context.Context, req *http.Request, anyCertificate bool, j *journey) (net.Conn, error) {
	addr := hostport(req.URL)
	conn, err := e.dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	j.connected(conn)
	if req.URL.Scheme == schemeHTTPS {
		if conn, err = e.handshake(ctx, conn, addr, anyCertificate, j); err != nil {
			return nil, err
		}
	}
	j.reached(Exchanging)
	return conn, nil
}

// hostport returns where an address of http or https is dialled.
func hostport(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Host
	case u.Scheme == schemeHTTPS:
		return net.JoinHostPort(u.Hostname(), "443")
	default:
		return net.JoinHostPort(u.Hostname(), "80")
	}
}

// ask writes req and reads the head of the answer.
func ask(conn net.Conn, req *http.Request, limit int64) (*http.Response, error) {
	var wire bytes.Buffer
	if err := req.Write(&wire); err != nil {
		return nil, err
	}
	_, sent := conn.Write(wire.Bytes())
	if sent != nil && !errors.Is(sent, syscall.EPIPE) && !errors.Is(sent, syscall.ECONNRESET) {
		return nil, sent
	}
	// A server that turned us away and hung up takes no request; what it said before that is still to be read.
	head := &header{conn, limit}
	r := bufio.NewReaderSize(head, readBuffer)
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
	return nil, fmt.Errorf("%d answers and none of them counts", maxInformational+1)
}

// header bounds what is read of an answer before its body begins. left is negative when the bound is over.
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

// body says why reading broke off.
type body struct {
	io.ReadCloser
	ctx context.Context //nolint:containedctx // that of the one question which the body answers
}

func (b body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = stopped(b.ctx, err)
	}
	return n, err
}

// stopped returns why ctx ended, if it did: what was going on was interrupted for that and for nothing else.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
