package loopback

import (
	"context"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Bucket is an S3-compatible endpoint in virtual-host style. Its policy lets everybody list until it is shut. It
// answers with the documents and headers of the real service, and never names an object.
type Bucket struct {
	name, region string
	shut         atomic.Bool
	asked        atomic.Int64
	ln           net.Listener
	server       *http.Server
}

// listing is the answer to a list request; the bucket never names an object.
type listing struct {
	XMLName     xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name        string   `xml:"Name"`
	Prefix      string   `xml:"Prefix"`
	KeyCount    int      `xml:"KeyCount"`
	MaxKeys     int      `xml:"MaxKeys"`
	IsTruncated bool     `xml:"IsTruncated"`
}

// refusal is the service's error document.
type refusal struct {
	XMLName   xml.Name `xml:"Error"`
	Code      string   `xml:"Code"`
	Message   string   `xml:"Message"`
	RequestID string   `xml:"RequestId"`
}

// NewBucket serves a bucket until it is closed.
func NewBucket(ctx context.Context, name, region string, conf *tls.Config) (*Bucket, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("loopback: bucket: %w", err)
	}
	b := &Bucket{name: name, region: region, ln: ln}
	b.server = &http.Server{Handler: b, ReadHeaderTimeout: 5 * time.Second, TLSConfig: conf}
	go func() { _ = b.server.Serve(tls.NewListener(ln, conf)) }()
	return b, nil
}

// Addr is where the server listens, as host:port.
func (b *Bucket) Addr() string { return b.ln.Addr().String() }

// Shut takes the public access away, or gives it back.
func (b *Bucket) Shut(on bool) { b.shut.Store(on) }

// Asked is how many requests have come in so far.
func (b *Bucket) Asked() int64 { return b.asked.Load() }

// Close stops the server.
func (b *Bucket) Close() error {
	if err := b.server.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("loopback: bucket: %w", err)
	}
	return nil
}

// ServeHTTP answers a request for the bucket.
func (b *Bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := b.asked.Add(1)
	id := fmt.Sprintf("LOOP%012d", n)
	w.Header().Set("Server", "AmazonS3")
	w.Header().Set("X-Amz-Bucket-Region", b.region)
	w.Header().Set("X-Amz-Request-Id", id)
	w.Header().Set("Content-Type", "application/xml")
	if b.shut.Load() {
		answer(w, http.StatusForbidden, refusal{Code: "AccessDenied", Message: "Access Denied", RequestID: id})
		return
	}
	maxKeys, err := strconv.Atoi(r.URL.Query().Get("max-keys"))
	if err != nil || maxKeys > 1000 {
		maxKeys = 1000
	}
	answer(w, http.StatusOK, listing{Name: b.name, MaxKeys: maxKeys, IsTruncated: true})
}

func answer(w http.ResponseWriter, status int, doc any) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(xml.Header)) // the client hung up: nothing to do
	_ = xml.NewEncoder(w).Encode(doc)
}
