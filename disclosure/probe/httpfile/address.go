package httpfile

import (
	"maps"
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/target"
)

// gitHead is a file that every .git folder has and that holds no secret; gitConfig is the other one, whose first line says so too.
const (
	gitHead   = "/.git/HEAD"
	gitConfig = "/.git/config"
)

// address reads the address of a file. A .git folder as a whole is known by its HEAD; a file in it is asked for as it was pasted.
func address(raw string) (*url.URL, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" {
		return nil, fault.Errorf(fault.Invalid, "a file has no query; use kind http_match for this address")
	}
	if before, within, found := strings.Cut(u.Path+"/", "/.git/"); found && strings.Trim(within, "/") == "" {
		u.Path = before + gitHead
		u.RawPath = target.EscapePath(u.Path)
	}
	if strings.HasSuffix(u.Path, "/") {
		return nil, fault.Errorf(fault.Invalid, "this is the address of a folder; use kind http_listing, or name a file")
	}
	return u, nil
}

// inGit reports whether a path is that of HEAD in a .git folder.
func inGit(path string) bool { return strings.HasSuffix(path, gitHead) }

// others are the further files of a .git folder that are asked for, by facet: a rule that hides one file leaves the rest open.
func others(path string) map[string]string {
	before, within, found := strings.Cut(path, "/.git/")
	if !found || within == "" {
		return nil
	}
	out := map[string]string{FacetHead: before + gitHead, FacetConfig: before + gitConfig}
	maps.DeleteFunc(out, func(_, p string) bool { return p == path })
	return out
}

// beside returns the path up to its first hidden segment. Servers that deny hidden files deny everything below them too. A control
// in there would get the same denial, and could not be told from the file.
func beside(path string) string {
	if i := strings.Index(path, "/."); i >= 0 {
		return path[:i+len("/.")]
	}
	return path
}

// read returns the canonical target. Unless explicit, it claims only files that no site publishes on purpose.
func read(raw string, explicit bool) (target.Target, string, error) {
	if !explicit {
		u, err := target.ParseAddress(raw)
		if err != nil || u.RawQuery != "" || !telling(u.Path) {
			return target.Target{}, "", nil //nolint:nilerr // an address of another kind is not a mistake
		}
	}
	u, err := address(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	how := "file of a web site"
	if len(others(u.Path)) > 0 {
		how = "git folder of a web site"
	}
	return target.Target{Kind: "http_file", Target: u.String()}, how, nil
}
