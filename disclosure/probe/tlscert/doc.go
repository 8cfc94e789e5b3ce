// Package tlscert asks a server over TLS whether it still shows the certificate of a finding (kind "tls_cert", facet
// "certificate").
//
// The key of the asset says what of the certificate was found, and that it is still there is open:
//
//	spki:<SHA-256 in hex>   a key pair that others know
//	serial:<hex>            one certificate, such as a revoked one
//	name:<host name>        a name that was to stay inside
//	expired                 an end that has passed
//
// The handshake is the whole conversation, and within it the server proves that it holds the key. Closed is another
// certificate for the same host; one for another host may be that of something in front, and is inconclusive.
package tlscert
