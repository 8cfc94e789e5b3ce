// Package hint holds what somebody could do about an error or a check: a code and its arguments for each, and nothing of how
// it is done. Each surface words the codes: a flag, a button, a link.
package hint
