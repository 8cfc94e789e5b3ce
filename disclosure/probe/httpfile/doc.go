// Package httpfile probes whether a web site still serves a file that was never meant for visitors (kind "http_file", facet
// "file"): a .git folder, an .env file, a backup.
//
// It never fetches a file. Of the few whose first bytes tell what they are, it reads these: 16 bytes of .git/HEAD, the title of
// phpinfo(). Of any other file it reads only the response header, and compares length, type and ETag with those that the
// asset recorded (expect.open.headers). The first request is for a path that the site cannot have, because many sites show the
// same page for every path.
package httpfile
