package secret

import "strings"

// kind says what a word announces.
type kind int

const (
	none     kind = iota
	password      // a value of any form
	key           // a value that nobody made up by hand
	pin           // a few digits
	login         // a name and a password
)

// announcing are the words that announce a secret, in the languages of pages and some more. Words that end with one of endings do so too.
var announcing = map[string]kind{
	"password": password, "passwords": password, "passwd": password, "pwd": password, "pwds": password, "passphrase": password, "passphrases": password, "passcode": pin,
	"pw": password, "pass": password, "psw": password, "pswd": password, "passw": password, "userpass": password, "passwrd": password, "pword": password,
	"passwort": password, "passworts": password, "passwörter": password, "passwörtern": password, "passwoerter": password, "kennwort": password, "kennworts": password,
	"kennwörter": password, "losungswort": password, "zugangscode": pin, "zugangscodes": pin,
	"mdp": password, "motdepasse": password, "passe": password, "passes": password,
	"contraseña": password, "contraseñas": password, "contrasena": password, "contrasenas": password, "contrasenya": password, "clave": password, "claves": password,
	"ordine": password, "parola": password,
	"senha": password, "senhas": password,
	"wachtwoord": password, "wachtwoorden": password, "toegangscode": pin,
	"hasło": password, "haslo": password, "hasła": password, "hasłem": password, "hasla": password,
	"lösenord": password, "heslo": password, "adgangskode": password, "salasana": password, "пароль": password, "пароля": password,
	"secret": key, "secrets": key, "token": key, "tokens": key, "apikey": key, "apikeys": key, "secretkey": key, "accesskey": key, "authkey": key, "privatekey": key, "authtoken": key, "accesstoken": key,
	"key": key, "keys": key, "schlüssel": key, "schluessel": key, "clé": key, "cle": key, "clés": key, "llave": key, "chiave": key, "chiavi": key, "chave": key, "chaves": key, "sleutel": key, "klucz": key, "klucza": key,
	"jeton": key, "geheimnis": key, "segreto": key, "secreto": key, "segredo": key, "geheim": key, "sekret": key, "salt": key, "signature": none,
	"pin": pin, "pins": pin, "puk": pin, "pincode": pin, "otp": pin,
	"credentials": login, "credential": login, "creds": login, "logins": login, "login": login, "zugangsdaten": login, "anmeldedaten": login, "logindaten": login, "identifiants": login,
	"credenciales": login, "credenziali": login, "credenciais": login, "inloggegevens": login, "logowania": login, "auth": login, "account": login, "accounts": login,
}

// endings are those words in compounds, by their last letter: most words are settled by that alone.
var endings = map[byte][]ending{
	'd': {{"password", password}, {"wachtwoord", password}, {"passwd", password}, {"pwd", password}},
	't': {{"passwort", password}, {"kennwort", password}, {"secret", key}},
	'e': {{"passphrase", password}},
	'l': {{"schlüssel", key}, {"sleutel", key}},
	'n': {{"token", key}},
	'y': {{"apikey", key}},
}

type ending struct {
	word string
	kind kind
}

// plainPass are words that end like a short form of "password".
var plainPass = map[string]bool{
	"bypass": true, "compass": true, "encompass": true, "trespass": true, "surpass": true, "overpass": true, "underpass": true, "keepass": true, "lastpass": true, "reisepass": true, "impfpass": true, "engpass": true,
	"gitpass": true, "multipass": true,
}

// kindOf says what the word at i announces.
func (t *reader) kindOf(i int) kind {
	w := strings.TrimRight(t.at(i), "0123456789")
	k, known := announcing[w]
	if !known && w != "" {
		for _, end := range endings[w[len(w)-1]] {
			if len(w) > len(end.word) && strings.HasSuffix(w, end.word) {
				k = end.kind
			}
		}
	}
	if k == none && strings.HasSuffix(w, "pass") && len(w) <= 10 && !plainPass[w] {
		k = password
	}
	switch w {
	case "passe", "passes": // mot de passe, palavra-passe
		if before := t.at(i - 1); before != "de" && before != "palavra" && before != "palavras" {
			return none
		}
	case "ordine": // parola d'ordine
		if t.at(i-1) != "d" {
			return none
		}
	case "parola": // "parola" alone is a word like any other, but with a sign behind it
		if t.at(i+1) == "d" || t.at(i-1) != "" && strings.TrimSpace(t.gap(i-1)) == "" {
			return none
		}
	case "passwd":
		if t.at(i-1) == "etc" { // the file
			return none
		}
	case "logowania":
		if t.at(i-1) != "dane" {
			return none
		}
	}
	return k
}

// qualifiers stand between the word and its sign: "clé d'accès :", "password (admin):".
var qualifiers = map[string]bool{
	"api": true, "de": true, "d": true, "do": true, "da": true, "di": true, "del": true, "accès": true, "acces": true, "acceso": true, "acesso": true, "accesso": true, "secrète": true, "secreta": true,
	"segreta": true, "privada": true, "privata": true, "hash": true, "value": true, "field": true, "admin": true, "root": true, "user": true, "db": true, "database": true, "id": true, "for": true, "ssh": true, "wifi": true,
	"ftp": true, "vpn": true, "sql": true, "smtp": true, "is": true, "dostępu": true, "dostepu": true, "string": true, "str": true, "text": true, "plain": true, "default": true, "confirmation": true, "confirm": true,
	"old": true, "new": true, "current": true, "aes": true, "encryption": true,
}

// copulas say what a password is, in a sentence.
var copulas = map[string]bool{
	"is": true, "was": true, "are": true, "were": true, "being": true, "be": true, "equals": true, "reads": true, "read": true,
	"ist": true, "war": true, "lautet": true, "lautete": true, "sind": true, "waren": true, "lauteten": true,
	"est": true, "était": true, "etait": true, "sont": true, "étaient": true,
	"es": true, "era": true, "son": true, "eran": true, "fue": true,
	"è": true, "erano": true, "sono": true,
	"é": true, "são": true, "eram": true, "foi": true,
	"luidt": true, "luidde": true, "zijn": true,
	"to": true, "brzmi": true, "brzmiało": true, "jest": true, "było": true, "byl": true, "je": true, "är": true, "это": true,
	"like": true, "wie": true, "comme": true, "como": true, "come": true, "zoals": true, "jak": true, "namely": true, "nämlich": true,
}
