// Package s3 asks buckets of Amazon S3 and of servers that speak its protocol whether strangers may list them
// (facet "list") and whether they may read one known object (facet "read").
//
// It asks as a stranger, without a signature. Listing is proven with max-keys=0, so that no name of an object is
// sent, and reading with HEAD, so that no byte of an object is. Other object stores with protocols of their own
// (Azure Blob Storage, Google's JSON interface) do not live here.
package s3
