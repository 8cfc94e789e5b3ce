package target

import (
	"strings"

	"daylight/disclosure/fault"
)

// tool is a program whose command line people paste, and how its arguments name a target.
type tool struct {
	// scheme of the target that host and port make; "" where the arguments hold whole addresses.
	scheme string
	// host, port, path and the secrets are flags. A flag of secret means that the command signs in.
	host, port, path, secret []string
	// valued are further flags that take a value.
	valued []string
	// bare says that the first argument without a flag is the host, or an address.
	bare bool
	// words are arguments that name what the tool does.
	words []string
	build func(a arguments) string // nil joins scheme, host, port and path
}

// arguments are what of a command line matters.
type arguments struct {
	host, port, path string
	rest             []string
}

var tools = map[string]tool{
	"aws": {
		valued: []string{"--region", "--profile", "--endpoint-url", "--output", "--max-items", "--page-size", "--prefix", "--delimiter", "--query", "--max-keys"},
		host:   []string{"--bucket"}, path: []string{"--key"}, words: []string{"s3", "s3api", "ls", "cp", "sync", "mv", "list-objects", "list-objects-v2", "get-object", "head-bucket", "head-object", "get-bucket-acl"},
		build: func(a arguments) string {
			if a.host != "" {
				return "s3://" + a.host + "/" + a.path
			}
			return a.first("s3://", "arn:")
		},
	},
	"gsutil": {valued: []string{"-o", "-u"}, build: func(a arguments) string { return a.first("gs://") }},
	"gcloud": {build: func(a arguments) string { return a.first("gs://") }},
	"s3cmd":  {valued: []string{"--host", "--host-bucket"}, secret: []string{"--access_key", "--secret_key"}, build: func(a arguments) string { return a.first("s3://") }},
	"az": {
		host: []string{"--account-name", "-n"}, path: []string{"--container-name", "-c"}, secret: []string{"--account-key", "--sas-token", "--connection-string"}, valued: []string{"--output", "-o"},
		build: func(a arguments) string {
			if a.host == "" || a.path == "" {
				return ""
			}
			return "https://" + a.host + ".blob.core.windows.net/" + a.path + "/"
		},
	},
	"curl": {
		valued: []string{"-H", "--header", "-X", "--request", "-d", "--data", "-o", "--output", "-A", "--user-agent", "-m", "--max-time", "-e", "--referer", "-r", "--range", "-w", "--write-out", "--connect-timeout"},
		secret: []string{"-u", "--user", "-b", "--cookie", "--oauth2-bearer", "-E", "--cert"}, bare: true,
	},
	"wget":            {valued: []string{"-O", "-o", "-P", "-U", "--header", "--user-agent"}, secret: []string{"--user", "--password", "--http-password"}, bare: true},
	"http":            {bare: true, secret: []string{"-a", "--auth"}, words: []string{"GET", "HEAD"}},
	"nc":              {scheme: "", bare: true, valued: []string{"-w", "-p"}, build: hostThenPort},
	"ncat":            {bare: true, valued: []string{"-w", "-p"}, build: hostThenPort},
	"telnet":          {bare: true, build: hostThenPort},
	"redis-cli":       {scheme: "redis", host: []string{"-h"}, port: []string{"-p"}, secret: []string{"-a", "--pass", "--user"}, valued: []string{"-n", "-u"}},
	"mysql":           {scheme: "mysql", host: []string{"-h", "--host"}, port: []string{"-P", "--port"}, secret: []string{"-p", "--password"}, valued: []string{"-u", "--user", "-D", "--database", "-e"}},
	"mariadb":         {scheme: "mysql", host: []string{"-h", "--host"}, port: []string{"-P", "--port"}, secret: []string{"-p", "--password"}, valued: []string{"-u", "--user", "-D", "--database", "-e"}},
	"psql":            {scheme: "postgres", host: []string{"-h", "--host"}, port: []string{"-p", "--port"}, path: []string{"-d", "--dbname"}, valued: []string{"-U", "--username", "-c"}},
	"mongo":           {scheme: "mongodb", host: []string{"--host"}, port: []string{"--port"}, secret: []string{"-p", "--password", "-u", "--username"}, valued: []string{"--eval"}, bare: true},
	"mongosh":         {scheme: "mongodb", host: []string{"--host"}, port: []string{"--port"}, secret: []string{"-p", "--password", "-u", "--username"}, valued: []string{"--eval"}, bare: true},
	"mosquitto_sub":   {scheme: "mqtt", host: []string{"-h", "--host"}, port: []string{"-p", "--port"}, secret: []string{"-u", "-P", "--username", "--pw"}, valued: []string{"-t", "--topic", "-C", "-q", "-i"}},
	"ftp":             {scheme: "ftp", bare: true},
	"lftp":            {scheme: "ftp", bare: true, secret: []string{"-u"}, valued: []string{"-e", "-p"}},
	"smbclient":       {secret: []string{"-U", "--user"}, valued: []string{"-p", "-c", "-m"}, build: smbShare},
	"rsync":           {valued: []string{"-e"}, secret: []string{"--password-file"}, bare: true},
	"ldapsearch":      {host: []string{"-H"}, path: []string{"-b"}, secret: []string{"-w", "-D", "-W"}, valued: []string{"-s", "-p"}, build: func(a arguments) string { return strings.TrimSuffix(a.host, "/") + "/" + a.path }},
	"etcdctl":         {scheme: "http", host: []string{"--endpoints", "--endpoint"}, secret: []string{"--user", "--cert"}},
	"zkcli.sh":        {scheme: "zookeeper", host: []string{"-server"}},
	"kubectl":         {host: []string{"--server", "-s"}, secret: []string{"--token", "--kubeconfig"}, valued: []string{"-n"}},
	"docker":          {host: []string{"-H", "--host"}},
	"showmount":       {build: func(arguments) string { return "" }},
	"mount":           {valued: []string{"-t", "-o"}, build: func(a arguments) string { return a.first("nfs://", "//", ":/") }},
	"memcached-tool":  {scheme: "memcached", bare: true},
	"elasticdump":     {bare: true, host: []string{"--input"}, valued: []string{"--output", "--type"}},
	"openssl":         {scheme: "tls", host: []string{"-connect"}, words: []string{"s_client"}, valued: []string{"-servername"}},
	"dig":             {valued: []string{"-t"}, build: func(arguments) string { return "" }},
	"nmap":            {valued: []string{"-p", "--script"}, build: func(arguments) string { return "" }},
	"git-dumper":      {bare: true},
	"git":             {words: []string{"clone"}, bare: true},
	"docker-registry": {bare: true},
}

// fromCommand reads a command line. how is "" for text that begins with no known tool.
func fromCommand(text string) (address, how string, err error) {
	words := fields(strings.TrimPrefix(strings.TrimPrefix(text, "$ "), "sudo "))
	if len(words) < 2 || !isTool(words[0]) {
		return text, "", nil
	}
	name := strings.ToLower(words[0])
	t := tools[name]
	a, err := t.read(words[1:])
	if err != nil {
		return "", "", err
	}
	build := t.build
	if build == nil {
		build = t.join
	}
	if address = build(a); address == "" {
		return "", "", fault.Errorf(fault.Invalid, "this command names no target that can be read from it; write the address alone, such as nfs://host/export or https://example.com/path")
	}
	return address, "the target of a command of " + name, nil
}

func isTool(word string) bool {
	_, known := tools[strings.ToLower(word)]
	return known
}

// read sorts the arguments by the flags of the tool.
func (t tool) read(words []string) (arguments, error) {
	var a arguments
	for i := 0; i < len(words); i++ {
		flag, value, glued := cutFlag(words[i])
		switch {
		case !strings.HasPrefix(flag, "-"):
			if !contains(t.words, words[i]) {
				a.rest = append(a.rest, words[i])
			}
			continue
		case contains(t.secret, flag), len(flag) > 2 && flag[1] != '-' && contains(t.secret, flag[:2]) && !contains(t.host, flag) && !contains(t.valued, flag):
			return a, fault.Errorf(fault.Invalid, "the command signs in; write the address without user and password, a probe never signs in")
		}
		to := t.slot(&a, flag)
		if to == nil && !contains(t.valued, flag) {
			continue
		}
		if !glued && i+1 < len(words) {
			i++
			value = words[i]
		}
		if to != nil {
			*to = value
		}
	}
	return a, nil
}

// slot is where the value of a flag belongs, nil for one that does not matter.
func (t tool) slot(a *arguments, flag string) *string {
	switch {
	case contains(t.host, flag):
		return &a.host
	case contains(t.port, flag):
		return &a.port
	case contains(t.path, flag):
		return &a.path
	}
	return nil
}

// join makes the address of host, port and path.
func (t tool) join(a arguments) string {
	host := a.host
	if host == "" && (t.bare || t.scheme != "") {
		for _, w := range a.rest {
			if strings.ContainsAny(w, ".:/") {
				host = w
				break
			}
		}
	}
	switch {
	case host == "" || t.scheme == "" || strings.Contains(host, "://"):
		return host
	case a.port != "":
		host += ":" + a.port
	}
	if a.path != "" {
		host += "/" + a.path
	}
	return t.scheme + "://" + host
}

// first is the first argument with one of the marks.
func (a arguments) first(marks ...string) string {
	for _, w := range a.rest {
		for _, m := range marks {
			if strings.HasPrefix(w, m) || m == ":/" && strings.Contains(w, m) {
				return w
			}
		}
	}
	return ""
}

func hostThenPort(a arguments) string {
	if len(a.rest) != 2 {
		return ""
	}
	return a.rest[0] + ":" + a.rest[1]
}

func smbShare(a arguments) string {
	share := strings.ReplaceAll(a.first("//", `\\`), `\`, "/")
	if share == "" {
		return ""
	}
	return "smb:" + share
}

func cutFlag(w string) (flag, value string, glued bool) {
	if strings.HasPrefix(w, "--") {
		return strings.Cut(w, "=")
	}
	return w, "", false
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

// fields splits a command line at spaces, with quotes around a word taken off.
func fields(text string) []string {
	var out []string
	var word strings.Builder
	var quote rune
	inside := false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, inside = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if inside {
				out = append(out, word.String())
				word.Reset()
				inside = false
			}
		default:
			word.WriteRune(r)
			inside = true
		}
	}
	if inside {
		out = append(out, word.String())
	}
	return out
}
