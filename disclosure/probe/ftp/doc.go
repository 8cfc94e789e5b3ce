// Package ftp asks an FTP server whether it lets strangers in as "anonymous" (kind "ftp", facet "login").
//
// The anonymous login of RFC 1635 has no secret. Once it is taken or refused, the probe says goodbye: nothing is listed
// and nothing fetched. Servers say 530 for other reasons too, such as being full or demanding TLS; a refusal in such
// words decides nothing.
package ftp
