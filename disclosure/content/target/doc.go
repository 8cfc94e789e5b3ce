// Package target finds in a text what leads to the assets of a case: hosts and addresses in their spellings, buckets, objects, paths and
// live links. A name is found where it is a word of its own, whatever stands beside it: quotation marks, dashes, letters of a script
// that is written without spaces. It reads one text at a time and knows no file; package reading makes the texts.
package target
