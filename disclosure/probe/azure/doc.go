// Package azure probes whether strangers may list a container of Azure Blob Storage (facet "container"), and whether they may
// read one known blob (facet "blob"). The kind is "azure".
//
// Every request is HEAD. Azure shows the properties of a container to those who may list it, so no name of a blob is sent;
// it shows those of a blob to those who may read it. The strongest refusal is PublicAccessNotPermitted, the switch of the
// whole account. A private container, one that allows only reads of single blobs and one that is gone look alike on
// purpose, so that answer
// (404 ResourceNotFound) is weak.
//
// The container $web is refused as a target: the static website of the account serves its files as well, and stays open
// whatever is closed here. A change of access may take half a minute to show.
package azure
