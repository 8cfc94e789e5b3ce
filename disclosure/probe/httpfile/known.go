package httpfile

import (
	"bytes"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
)

// answer is how a file is known by its first bytes. They are proof on any site, whatever it answers for other paths.
type answer struct {
	first int64 // bytes that are requested and read
	page  bool  // the file is a page itself
	shows func(probe.Answer) bool
	reads string // for the plan
}

var (
	phpPage = pattern.New(`(?i)<title>(PHP \S+ - )?phpinfo\(\)</title>`)
	dsStore = []byte("\x00\x00\x00\x01Bud1")
)

// known returns how the file at a path is known, nil when only the head of its answer tells.
func known(path string) *answer {
	last := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	switch {
	case inGit(path):
		return &answer{first: head, shows: namesBranch, reads: "16 bytes, which name a branch"}
	case strings.HasSuffix(path, gitConfig):
		return &answer{first: 6, shows: func(a probe.Answer) bool { return string(begin(a, 6)) == "[core]" }, reads: "6 bytes, which are the first section of such a file"}
	case last == ".ds_store":
		return &answer{first: 8, shows: func(a probe.Answer) bool { return bytes.Equal(begin(a, 8), dsStore) }, reads: "8 bytes, which are the same in all such files"}
	case last == "phpinfo.php" || last == "info.php" || last == "phpinfo":
		return &answer{first: 4 << 10, page: true, shows: func(a probe.Answer) bool { return phpPage.Match(a.Body) }, reads: "up to 4 KiB, for the title of the page; none of it is kept"}
	case strings.HasSuffix(strings.ToLower(path), "/actuator/env"):
		return &answer{first: 20, shows: func(a probe.Answer) bool { return bytes.HasPrefix(begin(a, 20), []byte(`{"activeProfiles":[`)) }, reads: "20 bytes, which name the first member of the answer"}
	}
	return nil
}

func begin(a probe.Answer, n int) []byte { return a.Body[:min(len(a.Body), n)] }

// judge recognises the file by its content. Where the control path has the same content, the site shows it for everything.
func (k *answer) judge(a, control probe.Answer) observed.FacetResult {
	switch {
	case !given(a) || !k.shows(a):
		return observed.FacetResult{}
	case given(control) && k.shows(control):
		return probe.Unsure(observed.ReasonSoft404)
	}
	return probe.Open()
}

func given(a probe.Answer) bool {
	return a.Status == http.StatusPartialContent || a.Status == http.StatusOK
}

// whole are the names of files that no site publishes on purpose.
var whole = map[string]bool{
	".env": true, ".ds_store": true, ".htpasswd": true, ".htaccess": true, ".npmrc": true, ".pgpass": true, ".netrc": true, ".my.cnf": true,
	".bash_history": true, ".git-credentials": true, ".dockerconfigjson": true, "id_rsa": true, "id_ed25519": true, "phpinfo.php": true,
	"web.config.bak": true, "wp-config.php.bak": true, "heapdump": true,
}

// endings are the endings of copies and backups.
var endings = [...]string{
	".bak", ".old", ".orig", ".save", ".swp", ".sql", ".sql.gz", ".sql.bz2", ".sql.xz", ".sql.zip", ".dump", ".pem", ".key", ".kdbx", ".sqlite", ".sqlite3",
}

// folders are those in which nothing is meant for visitors.
var folders = map[string]bool{
	".git": true, ".svn": true, ".hg": true, ".aws": true, ".ssh": true, ".idea": true, ".vscode": true,
}

// backup matches archives that call themselves a backup.
var backup = pattern.New(`^[^/]*(backup|dump|\bdb\b|database)[^/]*\.(zip|tar|tgz|tar\.gz|tar\.bz2|tar\.xz|7z|rar|gz)$`)

// telling reports whether the path alone shows that the file was not meant for visitors.
func telling(path string) bool {
	low := strings.ToLower(path)
	segments := strings.Split(low, "/")
	last := segments[len(segments)-1]
	for _, s := range segments[:len(segments)-1] {
		if folders[s] && (last != "" || s == ".git") {
			return true
		}
	}
	if last == ".git" || whole[last] || strings.HasPrefix(last, ".env.") || strings.HasSuffix(low, "/actuator/env") || backup.MatchString(last) {
		return true
	}
	for _, end := range endings {
		if strings.HasSuffix(last, end) && last != end {
			return true
		}
	}
	return false
}
