// Package smb probes whether strangers may enter a share of an SMB server, the file sharing of Windows (kind "smb", facet
// "share").
//
// It begins a null session in SMB 2 or 3.0 and connects to the share that the address names: no user, no password, no file
// and no list. That a server grants null sessions at all is common and proves nothing, so it is not a facet. A server that
// refuses them but accepts a guest by name is closed here; guests need a check by a person. A server that speaks only SMB
// 3.1.1 stays inconclusive.
package smb
