package github

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure/fault"
)

// GitHub's limits, in characters.
const (
	maxTitle = 256
	maxBody  = 65536
)

// ComposeInput is an approved draft.
type ComposeInput struct {
	Address string // contact address: owner/repo
	Issue   string // owner/repo#number, where the message goes on in an issue that stands there already
	Subject string // title of a new issue
	Body    string // Markdown
	Random  io.Reader
}

// issueBody is the frozen form of an issue, and the body of the request that creates it. With an issue it is a comment there.
type issueBody struct {
	Issue string `json:"issue,omitempty"`
	Title string `json:"title,omitempty"`
	Body  string `json:"body"`
}

// Compose freezes an issue, or a comment, at its approval: the id is its marker, to is owner/repo, raw are the bytes of the request
// that creates an issue, or hold the comment. It makes no request. Errors have code Invalid and say what to change.
func Compose(in ComposeInput) (id, to string, raw []byte, err error) {
	owner, repo, ok := splitRepo(strings.TrimSpace(in.Address))
	if !ok {
		return "", "", nil, fault.Errorf(fault.Invalid, "%.150q is not a repository: write owner/repo", in.Address)
	}
	title := strings.TrimSpace(in.Subject)
	if in.Issue != "" {
		at, ok := ParseRef(in.Issue)
		if !ok || !strings.EqualFold(at.FullName(), owner+"/"+repo) {
			return "", "", nil, fault.Errorf(fault.Invalid, "%.150q is no issue of %s/%s", in.Issue, owner, repo)
		}
		title = "" // a comment has none
	}
	body := strings.TrimSpace(strings.ReplaceAll(in.Body, "\r\n", "\n"))
	switch {
	case title == "" && in.Issue == "":
		return "", "", nil, fault.Errorf(fault.Invalid, "the issue has no title: write a subject")
	case body == "":
		return "", "", nil, fault.Errorf(fault.Invalid, "the issue has no text")
	case !utf8.ValidString(title) || !utf8.ValidString(body):
		return "", "", nil, fault.Errorf(fault.Invalid, "the issue is not valid UTF-8 text")
	case utf8.RuneCountInString(title) > maxTitle:
		return "", "", nil, fault.Errorf(fault.Invalid, "the title has more than %d characters", maxTitle)
	case strings.ContainsFunc(title, unicode.IsControl) || strings.ContainsFunc(body, badControl):
		return "", "", nil, fault.Errorf(fault.Invalid, "the issue holds control characters: remove them")
	case markerIn(body) != "":
		// The text was copied from an old issue. With its marker we would mistake the old issue for this one.
		return "", "", nil, fault.Errorf(fault.Invalid, "the text holds the hidden marker of another issue: remove the last line")
	}
	if id, err = newMarker(in.Random); err != nil {
		return "", "", nil, err
	}
	body += "\n\n" + markerLine(id)
	if utf8.RuneCountInString(body) > maxBody {
		return "", "", nil, fault.Errorf(fault.Invalid, "the text has more than %d characters", maxBody)
	}
	if raw, err = encode(issueBody{Issue: in.Issue, Title: title, Body: body}); err != nil {
		return "", "", nil, err
	}
	return id, owner + "/" + repo, raw, nil
}

func badControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// encode writes JSON without escaping angle brackets, so that a person who looks at the frozen bytes can read them.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fault.Errorf(fault.Internal, "something could not be encoded: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
