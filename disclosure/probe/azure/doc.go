// Package azure asks containers of Azure Blob Storage whether strangers may list them (facet "container") and whether
// they may read one known blob (facet "blob"). The kind is "azure".
//
// All is asked with HEAD: Azure tells the properties of a container to those who may list it, so that no name of a blob
// is sent, and those of a blob to those who may read it. The container $web is not asked: its files are served by the
// static website of the account too, which stays open whatever is shut here. A change may take half a minute to show.
package azure
