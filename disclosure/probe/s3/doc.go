// Package s3 probes whether strangers may list a bucket of Amazon S3, or of a server that speaks its protocol (facet "list"),
// and whether they may read one known object (facet "read").
//
// It sends no signature. Listing is proven with max-keys=0, so that no name of an object is sent, and reading with HEAD, so
// that no byte of an object is. The two facets are separate because half-fixes are common: the listing is closed while
// objects stay readable. Other object stores with protocols of their own (Azure Blob Storage, the JSON API of Google) have
// kinds of their own.
package s3
