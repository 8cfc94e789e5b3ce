// Package signature reads and verifies the SSH signatures with which people approve: the text that is signed, the armor of
// OpenSSH (`ssh-keygen -Y sign -n daylight-approval`) and the public keys of the configuration.
//
// It does not know whose key it is, who is in the team or what anybody may do: package desk asks the configuration and the
// log of the instance. It runs no program and opens no file.
package signature
