package person

import "strings"

// Did says who did something and what shows it, after the verb: "by bob in Slack", "by bob, signed with bob's key", "by the
// login ada", "by bob, said by the login ada". Every surface words it with this.
func (p Person) Did() string {
	name := strings.TrimSpace(p.Name)
	if name == "" {
		name = "somebody"
	}
	switch p.Hand.Proof {
	case BySlack:
		return "by " + name + " in Slack"
	case ByGitHub:
		return "by " + name + " in a review on GitHub"
	case ByKey:
		return "by " + name + ", signed with " + name + "'s key"
	case ByLogin:
		if name == p.Hand.Login {
			return "by the login " + name
		}
		return "by " + name + " as the login " + p.Hand.Login
	case ByWord:
	}
	switch {
	case p.Hand.Via == Engine:
		return "by Daylight itself"
	case p.Hand.Via == Mail || p.Hand.Via == Issue || p.Hand.Via == Report || p.Hand.Via == Chat || p.Hand.Via == Web:
		return p.Hand.Via.from() // nobody of the team brought it
	case p.Hand.Login != "":
		return "by " + name + ", said by the login " + p.Hand.Login
	case p.Hand.Via == "":
		return "by " + name + ", by name only" // an older record
	}
	return "by " + name + ", by name only, " + p.Hand.Via.from()
}

// from says by which way something came in, as the end of a sentence.
func (v Via) from() string {
	switch v {
	case CLI:
		return "on the command line"
	case Slack:
		return "in Slack"
	case Issue:
		return "in an issue"
	case Report:
		return "in a private report"
	case Mail:
		return "by mail"
	case Chat:
		return "in a chat"
	case Web:
		return "on a web page"
	case GitHub:
		return "on GitHub"
	case Engine:
		return "by Daylight itself"
	default:
		return "by a way that is not known"
	}
}
