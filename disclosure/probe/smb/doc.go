// Package smb asks a file server of Windows' protocol whether strangers may enter a share (kind "smb", facet "share").
//
// It begins a null session in SMB 2 or 3.0 and connects to the share that the address names: no user, no password, no
// file, no list. That a server grants null sessions at all is usual and proves nothing, so it is no facet. A server that
// refuses them and lets in a guest by name is closed here; guests have to be asked for by a person.
package smb
