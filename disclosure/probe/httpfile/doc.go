// Package httpfile probes whether a web site still serves a file that was never meant for visitors (kind "http_file", facet
// "file"): a .git folder, an .env file, a backup.
//
// It never fetches a file. Of a .git folder it reads the first 16 bytes of HEAD, which name a branch. Of any other file it
// reads only the response header, and compares length, type and ETag with those that the asset recorded
// (expect.open.headers). The first request is for a path that the site cannot have, because many sites show the same page
// for every path.
package httpfile
