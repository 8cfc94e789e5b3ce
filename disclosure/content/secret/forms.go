package secret

import (
	"strings"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// form is the form of a kind of credential. Its pattern runs only around its hints, which are in lower case and
// have three bytes at least; a group whose name begins
// with v is the secret, else the whole match is.
type form struct {
	what  string
	needs string // what else has to stand near the hint: a text, or a long run
	hints []string
	form  *pattern.Pattern
}

// long says that a form needs a run of sixteen characters without a space.
const long = "\x00long"

// hexadecimal says that a form needs thirty-two hexadecimal digits in a row.
const hexadecimal = "\x00hex"

// A pattern looks this far before and behind a hint. A longer secret is found by its beginning.
const before, behind = 120, 360

// forms finds what is a credential by its form.
func (t *reader) forms() []hit.Hit {
	return t.matched(t.windows(tables()), taken)
}

// matched runs patterns in their windows; leave says which finds are none.
func (t *reader) matched(all []windows, leave func(string) bool) []hit.Hit {
	var out []hit.Hit
	for _, in := range all {
		for _, w := range in.parts {
			if t.holds(w, in.of.needs) {
				out = append(out, in.of.find(t.text, w, leave)...)
			}
		}
	}
	return out
}

// holds reports whether a part of the text has what a form needs.
func (t *reader) holds(w word, needs string) bool {
	switch needs {
	case long:
		return t.hasRun(w)
	case hexadecimal:
		return touches(t.digests, w)
	}
	return strings.Contains(t.text[w.start:w.end], needs)
}

func (f *form) find(text string, w word, leave func(string) bool) []hit.Hit {
	var out []hit.Hit
	names := f.form.SubexpNames()
	for _, m := range f.form.FindAllStringSubmatchIndex(text[w.start:w.end], -1) {
		start, end := m[0], m[1]
		for g, name := range names {
			if strings.HasPrefix(name, "v") && m[2*g] >= 0 && m[2*g+1] > m[2*g] {
				start, end = m[2*g], m[2*g+1]
			}
		}
		if start == end || leave(text[w.start+start:w.start+end]) {
			continue
		}
		out = append(out, hit.Hit{Start: w.start + start, End: w.start + end, What: f.what, Lifts: liftsForm})
	}
	return out
}

// keyForms are private keys and tokens that no single service owns.
var keyForms = []form{
	{"private key", "", []string{"private key", "putty-user-key", "age-secret-key-", "begin pgp"}, pattern.New(`(?i)-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[0-9A-Z]{20,}`)},
	{"private key", long, []string{"b3blbnnzac1rzxktdje"}, pattern.New(`b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/]{8,}`)},
	{"private key", long, []string{`"kty"`}, pattern.New(`"d"\s*:\s*"(?P<v>[A-Za-z0-9_-]{30,})"`)},
	{"signed token", long, []string{"eyj"}, pattern.New(`\beyJ[A-Za-z0-9_-]{8,}\.(?:eyJ)?[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`)},
	{"authorization header", long, []string{"bearer", "authorization", "proxy-auth"}, pattern.New(`(?i)\bauthorization["']?\s*[:=]\s*["']?(?:basic|bearer|token|digest|negotiate|ntlm|apikey)\s+(?P<v>[A-Za-z0-9._~+/=-]{8,})|\bbearer\s+(?P<v2>[A-Za-z0-9._~+/-]{20,}=*)`)},
	{"header with a key", long, []string{"x-api-key", "x-auth", "x-access", "x-amz-security", "private-token", "x-vault", "apikey:", "ocp-apim"}, pattern.New(`(?i)\b(?:x-api-key|x-auth-(?:token|key)|x-access-token|x-amz-security-token|private-token|x-vault-token|apikey|ocp-apim-subscription-key)["']?\s*[:=]\s*["']?(?P<v>[A-Za-z0-9._~+/-]{12,}=*)`)},
	{"one-time password secret", long, []string{"otpauth"}, pattern.New(`(?i)otpauth(?:-migration)?://[^\s"'<>]{0,120}?(?:secret|data)=(?P<v>[A-Za-z0-9%+/=]{8,})`)},
	{
		"one-time password secret", "",
		[]string{"2fa", "totp", "mfa", "otp", "authenticator", "two-factor", "two factor", "zwei-faktor", "double authentification", "dos pasos", "due fattori", "dwuskładnik", "doble factor", "dois fatores", "tweestaps"},
		pattern.New(`\b(?P<v>(?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{1,4}|(?:[A-Z]{1,24}[2-7][A-Z2-7]{8,64}|[a-z]{1,24}[2-7][a-z2-7]{15,64}))(?:=|\b)`),
	},
	{"signed address", long, []string{"x-amz-signature", "x-goog-signature", "sig=", "signature="}, pattern.New(`(?i)(?:x-amz-signature|x-goog-signature|[?&;]sig|[?&;]signature)=(?P<v>[A-Za-z0-9%/+_-]{20,}=*)`)},
}

// hashForms are passwords that were hashed: they are guessed, and often the same for years.
var hashForms = []form{
	{"hash of a password", long, []string{"$2a$", "$2b$", "$2y$"}, pattern.New(`\$2[aby]\$\d\d\$[./A-Za-z0-9]{22,53}`)},
	{"hash of a password", long, []string{"$argon2", "$scrypt$", "$pbkdf2", "pbkdf2_sha", "pbkdf2:", "scrypt:"}, pattern.New(`\$argon2(?:id|i|d)\$[A-Za-z0-9+/=,$.]{20,}|\$scrypt\$[A-Za-z0-9+/=,$.]{20,}|\$pbkdf2[a-z0-9-]{0,12}\$[A-Za-z0-9+/=,$.]{20,}|\bpbkdf2_sha(?:1|256|512)\$\d+\$[A-Za-z0-9+/=$.]{16,}|\b(?:pbkdf2|scrypt):[a-z0-9:]{3,24}\$[A-Za-z0-9$]{16,}`)},
	{"hash of a password", long, []string{"$1$", "$5$", "$6$", "$y$", "$7$", "$apr1$", "$p$", "$h$", "$s$"}, pattern.New(`\$(?:1|5|6|y|7|apr1)\$(?:rounds=\d+\$)?[./A-Za-z0-9$]{10,120}|\$[PHS]\$[./A-Za-z0-9]{20,60}`)},
	{"hash of a password", long, []string{"{ssha", "{sha", "{md5}", "{smd5}", "{crypt}", "{bcrypt}", "{pbkdf2"}, pattern.New(`(?i)\{(?:SSHA\d*|SHA\d*|MD5|SMD5|CRYPT|BCRYPT|PBKDF2[A-Z0-9-]*)\}(?P<v>[A-Za-z0-9+/$.]{16,}=*)`)},
	{"hash of a password", long, []string{"scram-sha-"}, pattern.New(`SCRAM-SHA-(?:1|256)\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=:]+`)},
	{"hash of a password", hexadecimal, []string{"aad3b435b51404ee", ":::"}, pattern.New(`(?i)\baad3b435b51404ee[0-9a-f]{0,16}(?::[0-9a-f]{32})?|\b[0-9a-f]{32}:(?P<v>[0-9a-f]{32}):::`)},
	{
		"hash of a password", hexadecimal,
		[]string{"ntlm", "nt hash", "nthash", "lmhash", "netntlm", "password", "passwort", "kennwort", "passwd", "passe", "contraseñ", "senha", "wachtwoord", "hasł", "pwd"},
		pattern.New(`(?i)(?:ntlm(?:v2)?|\bnt|\blm|pass\w*|kennwort\w*|\bpwd|passe|contraseñas?|senhas?|wachtwoord\w*|hasł[oa])[-_ ]?(?:hash(?:es|ed)?|digest|md5|sha-?\d*|\([a-z0-9 -]{2,12}\))?["']?[^0-9a-z]{1,4}(?:[a-z(à-ž]{1,12}[^0-9a-z]{1,3}){0,4}(?:md5|sha-?\d+)?[^0-9a-z]{0,3}(?P<v>[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{128})(?:[^0-9a-z]|$)`),
	},
	{"hash of a password", long, []string{"md5", "mysql_native", "identified"}, pattern.New(`\bmd5(?P<v>[0-9a-f]{32})\b|(?i)(?:mysql_native_password|identified by password|identified with)[^\n]{0,40}?'(?P<v2>\*[0-9A-F]{40})`)},
	{"hash of a password", long, []string{":$1$", ":$5$", ":$6$", ":$y$", ":$2"}, pattern.New(`(?m)\b[a-z_][a-z0-9_-]{0,31}:(?P<v>\$[a-z0-9]{1,6}\$[^:\s]{8,200}):`)},
}

// placeForms are addresses and cookies that hold one.
var placeForms = []form{
	{"address with a password", "@", []string{"://"}, pattern.New(`(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@"'<>]{0,100}:(?P<v>[^\s/@"'<>]{1,200})@[^\s/@"'<>]`)},
	{"address with a password", "@", []string{"://"}, pattern.New(`(?i)\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|ftps?|sftp|smtps?|imaps?|ldaps?|mssql|sqlserver|oracle|clickhouse|nats|mqtts?|kafka|cassandra|neo4j|bolt)://[^\s/:@"'<>]{0,100}:(?P<v>[^\s@"'<>]{1,200})@[^\s/@"'<>]`)},
	{"address with a token", "@", []string{"://"}, pattern.New(`(?i)\bhttps?://(?P<v>[A-Za-z0-9_-]{24,120})(?::x-oauth-basic|:)?@[a-z0-9]`)},
	{"address with a password", "@", []string{"@tcp(", "@unix("}, pattern.New(`\b[A-Za-z0-9_.-]{1,40}:(?P<v>[^\s:@"']{1,100})@(?:tcp|unix)\(`)},
	{"address with a password", "@", []string{"jdbc:oracle", "sqlplus", "impdp", "expdp", "sqlldr"}, pattern.New(`(?i)(?:jdbc:oracle:(?:thin|oci8?):|(?:sqlplus|impdp|expdp|sqlldr)\s+(?:-[a-z]+\s+)*["']?)[A-Za-z0-9_$#.-]{1,40}/(?P<v>[^\s/@"'<>]{2,80})@`)},
	{"address with a password", "@", []string{"root:", "admin:", "administrator:", "postgres:", "ubuntu:", "deploy:", "ftpuser:", "oracle:", "elastic:", "guest:", "backup:"}, pattern.New(`(?i)(?:^|[\s("'` + "`" + `=])(?:ssh|ftp|smb|rdp|scp|sftp|rsync|telnet|root|admin|administrator|sa|postgres|user)?\s?(?:root|admin|administrator|sa|postgres|ubuntu|deploy|ftpuser|oracle|elastic|guest|backup):(?P<v>[^\s:@/"'<>]{3,60})@[a-z0-9-]+(?:\.[a-z0-9-]+)*`)},
	{"account key", "=", []string{"accountkey", "sharedaccess"}, pattern.New(`(?i)\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?P<v>[A-Za-z0-9+/%]{20,}=*)`)},
	{
		"cookie of a session", "=",
		[]string{"sess", "sid=", "logged_in", "aspxauth", "csrftoken=", "xsrf-token=", "remember_", "_token=", "auth_", "authtoken=", "authcookie=", ".aspnetcore"},
		pattern.New(`(?i)\b(?:phpsessid|jsessionid|asp\.net_sessionid|aspsessionid[a-z]{0,10}|\.?aspxauth|\.aspnetcore\.(?:cookies|session|identity\.application)|connect\.sid|laravel_session|ci_session|_?[a-z0-9]{0,20}[_-]?session(?:[_-]?(?:id|token|key))?|sessid|sessionid|session_id|wordpress_logged_in_[0-9a-f]{6,32}|wp-settings-auth|remember_(?:me|token|user_token|web_[0-9a-f]+)|auth_?(?:token|cookie|tkt)|user_session|sid|jsession|csrftoken|xsrf-token|access_token|id_token|refresh_token)=(?P<v>[A-Za-z0-9%._~+/:|-]{10,}=*)`),
	},
	{"cookie of a session", "=", []string{"cookie:", "cookie\":"}, pattern.New(`(?i)\b(?:set-)?cookie["']?:\s*["']?[^\n;="]{1,40}=(?P<v>[A-Za-z0-9%._~+/:|-]{16,}=*)`)},
}
