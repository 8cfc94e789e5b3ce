// Package tlscert probes whether a server still shows the TLS certificate of a finding (kind "tls_cert", facet
// "certificate").
//
// The key of the asset says what was found about the certificate. While it still holds, the facet is open:
//
//	spki:<SHA-256 in hex>   a key pair that others know
//	serial:<hex>            one certificate, such as a revoked one
//	name:<host name>        a name that should have stayed internal
//	expired                 the certificate has expired
//
// The handshake is the whole conversation, and in it the server proves that it holds the key. Another certificate for the
// same host is closed. One for another host may belong to something in front, and is inconclusive.
package tlscert
