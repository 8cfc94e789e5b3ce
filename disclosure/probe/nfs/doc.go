// Package nfs probes whether strangers may enter an export of an NFS server (kind "nfs", facet "export").
//
// It looks up the path of the export in version 4, name by name from the root, as a user without rights. It lists nothing and
// names no file. Servers decide by address to whom they show an export, and by user id who may enter a folder, and a client
// may claim any id. So an export that we do not see is a weak closure; only a demand for Kerberos is a strong one.
package nfs
