// Package ftp probes whether an FTP server lets strangers in as "anonymous" (kind "ftp", facet "login").
//
// The anonymous login of RFC 1635 has no secret. Once it is accepted or refused the probe says goodbye: it lists nothing and
// fetches nothing. Servers delay a refusal by some seconds (vsftpd 2.5), so the time limit has to exceed that. They also
// answer 530 for other reasons, such as being full or demanding TLS; a refusal whose text names such a reason is
// inconclusive.
package ftp
