package secret

import (
	"strings"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// commandForms are passwords among the words of a command line. Whether it is one says taken, as for a value.
var commandForms = []form{
	{"password of a command", "", []string{"mysql", "mariadb", "sshpass"}, pattern.New(`\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|sshpass)\b[^\n|;]{0,120}?\s-p['"]?(?P<v>[^\s'"|;]{3,80})`)},
	{
		"password of a command", "",
		[]string{"sshpass", "redis-cli", "ldap", "mongo", "plink", "pscp", "docker login", "az login", "sqlcmd", "bcp ", "smbclient", "7z ", "7za", "zip ", "rar ", "net use", "winexe", "crackmapexec", "evil-winrm", "rabbitmq", "htpasswd"},
		pattern.New(`\b(?:sshpass|mongo|mongosh|mongodump|docker login|az login)\b[^\n|;]{0,120}?\s-p\s+['"]?(?P<v>[^\s'"|;-][^\s'"|;]{2,80})|\bredis-cli\b[^\n|;]{0,80}?\s-a\s+['"]?(?P<v2>[^\s'"|;]{3,80})|\bldap(?:search|modify|whoami)\b[^\n|;]{0,160}?\s-w\s+['"]?(?P<v3>[^\s'"|;]{3,80})|\b(?:plink|pscp)\b[^\n|;]{0,80}?\s-pw\s+['"]?(?P<v4>[^\s'"|;]{3,80})|\b(?:sqlcmd|bcp)\b[^\n|;]{0,120}?\s-P\s*['"]?(?P<v5>[^\s'"|;]{3,80})|\b(?:7za?|zip|unzip|rar|unrar)\b[^\n|;]{0,80}?\s-[pP]['"]?(?P<v6>[^\s'"|;]{3,80})|(?i:\bnet use\b)[^\n|;]{0,120}?\s/user:\S+\s+['"]?(?P<v7>[^\s'"|;/]{3,80})|\bsmbclient\b[^\n|;]{0,120}?\s-U\s+['"]?[^\s%'"]{1,60}%(?P<v8>[^\s'"|;]{3,80})|\bhtpasswd\b\s+-[a-zA-Z]*b[a-zA-Z]*\s+\S+\s+\S+\s+(?P<v9>[^\s'"|;]{3,80})`),
	},
	{"password of a command", "", []string{"curl", "wget", "http "}, pattern.New(`\b(?:curl|http|https)\b[^\n|;]{0,160}?\s(?:-u|--user|-a|--auth|--proxy-user)[\s=]?['"]?[^\s:'"]{1,60}:(?P<v>[^\s'"|;]{3,80})`)},
	{
		"password of a command", "",
		[]string{"--pass", "--pw", "--secret", "--token", "--api-key", "--apikey", "--auth", "--password", "--client-secret", "--access-key", "--http-password"},
		pattern.New(`\s--(?:[a-z]{1,16}-){0,3}(?:password|passwd|pass|passphrase|pw|secret|token|api-?key|access-key|secret-key|auth-token)[ =]\s?['"]?(?P<v>[^\s'"|;<>-][^\s'"|;<>]{3,120})`),
	},
	{"password of a command", "", []string{"psexec", "net user", "chpasswd", "convertto-securestring", "setx"}, pattern.New(`(?i)\bpsexec\b[^\n|;]{0,120}?\s-p\s+['"]?(?P<v>[^\s'"|;]{3,80})|\bnet user\s+\S{1,40}\s+['"]?(?P<v2>[^\s'"|;/]{4,80})|\becho\s+['"]?\w{1,32}:(?P<v3>[^\s'"|]{3,80})['"]?\s*\|\s*(?:sudo )?chpasswd|convertto-securestring\s+(?:-string\s+)?['"](?P<v4>[^'"\n]{3,80})['"]`)},
	{
		"password in code", "",
		[]string{"connect(", "login(", "auth=", "basicauth", "authenticate(", "identified by", "setpassword", "usernamepassword"},
		pattern.New(`(?i)\b(?:login|authenticate|basicauth|httpbasicauth|setbasicauth|usernamepasswordcredentials)\(\s*["'][^"'\n]{1,60}["']\s*,\s*["'](?P<v>[^"'\n]{3,80})["']|\bauth=\(\s*["'][^"'\n]{1,60}["']\s*,\s*["'](?P<v2>[^"'\n]{3,80})["']|\bidentified\s+by\s+["'](?P<v3>[^"'\n]{3,80})["']|\bmysqli?_connect\(\s*["'][^"'\n]{0,60}["']\s*,\s*["'][^"'\n]{0,60}["']\s*,\s*["'](?P<v4>[^"'\n]{3,80})["']|\bsetpassword\(\s*["'](?P<v5>[^"'\n]{3,80})["']`),
	},
}

// commands finds passwords in lines of a shell and in calls of a program.
func (t *reader) commands() []hit.Hit {
	return t.matched(t.windows(commandTable()), func(s string) bool { return taken(s) || strings.HasPrefix(s, "-") || codeName(s) })
}
