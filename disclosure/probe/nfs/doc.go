// Package nfs asks an NFS server whether strangers may enter an export (kind "nfs", facet "export").
//
// It looks the export up in version 4, step by step from the root, as a user without rights. Nothing is listed and no
// file is named. Servers choose by address whom they show an export, and by user id whom they let into a folder, and a
// stranger may claim any id: an export that we do not see is a weak closure. Only the demand for Kerberos is a strong one.
package nfs
