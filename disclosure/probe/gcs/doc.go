// Package gcs asks buckets of Google Cloud Storage whether strangers may list them (facet "list") and whether they may
// read one known object (facet "read"). The kind is "gcs".
//
// Listing is asked of the JSON interface with a filter that leaves out the names of objects, reading with HEAD, so that
// no byte of an object is sent. Google answers a stranger alike about a private bucket and about one that does not exist;
// both are shut. Files that an app serves through Firebase have rules of their own and are another asset.
package gcs
