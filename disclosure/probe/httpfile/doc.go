// Package httpfile asks a web site whether it still serves a file that was never meant for visitors (kind "http_file",
// facet "file"): a .git folder, an .env, a backup.
//
// No file is fetched. Of a .git folder the first 16 bytes of HEAD are read, which name a branch; of anything else, the
// head of the answer only, compared with length, type and ETag where the asset recorded them (expect.open.headers).
// What the site says about a path that it cannot have is asked first: many sites show the same page for everything.
package httpfile
