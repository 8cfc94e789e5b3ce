package session

import (
	"os"
	"os/user"
	"strconv"

	"daylight/cmd/bot/internal/app/desk"
)

// Login is who sits at this machine: the user of the process as the system knows it, whatever a variable says. Who became
// root by sudo stands beside it; for any other user such a variable is one that they could have set.
func (s *Session) Login() desk.Login {
	if s.login != "" {
		return desk.Login{Name: s.login}
	}
	return systemLogin(s.Getenv)
}

// systemLogin looks up the real user id. [user.Current] believes $USER where the system knows no name.
func systemLogin(getenv func(string) string) desk.Login {
	uid := os.Getuid()
	l := desk.Login{Name: "uid " + strconv.Itoa(uid)}
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		l.Name = u.Username
	}
	if uid != 0 || getenv("SUDO_UID") == "" {
		return l
	}
	if caller, err := user.LookupId(getenv("SUDO_UID")); err == nil {
		l.Sudo = caller.Username
	}
	return l
}

// LoggedInAs lets a test be somebody. The program itself never calls it.
func (s *Session) LoggedInAs(login string) { s.login = login }
