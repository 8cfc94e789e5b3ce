// Package gcs probes whether strangers may list a bucket of Google Cloud Storage (facet "list"), and whether they may read one
// known object (facet "read"). The kind is "gcs".
//
// The listing is requested from the JSON API with a filter that leaves out the names of objects, the object with HEAD, so no
// byte of an object is sent. To a stranger, Google answers the same about a private bucket and about one that does not
// exist; both are closed. A bucket whose readers pay answers 400, which is inconclusive. Files that an app serves through
// Firebase have rules of their own and are another asset.
package gcs
