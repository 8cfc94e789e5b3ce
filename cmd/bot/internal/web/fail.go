package web

import (
	"context"
	"errors"
	"net/http"

	"daylight/disclosure/fault"
)

// statusOf is the one place where the codes of the domain become statuses of HTTP.
func statusOf(code fault.Code) int {
	switch code {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Refused:
		return http.StatusUnprocessableEntity
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
		return http.StatusInternalServerError
	default:
		return http.StatusInternalServerError
	}
}

// fail answers with an error page. It shows errors that are meant for people; a defect goes to the log only.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the client has gone
	}
	code := fault.CodeOf(err)
	status := statusOf(code)
	heading, message := http.StatusText(status), "The log of the bot has the details."
	if e, ok := errors.AsType[*fault.Error](err); ok && code != fault.Internal {
		message = e.Message
	}
	switch status {
	case http.StatusNotFound:
		heading = "Not found"
	case http.StatusInternalServerError:
		heading = "This page could not be made"
	}
	if status >= http.StatusInternalServerError {
		s.log.ErrorContext(r.Context(), "a page could not be made", "path", r.URL.Path, "code", string(code), "error", err)
	}
	s.refuse(w, r, status, heading, message)
}

// nowhere answers requests for paths that do not exist.
func (s *Server) nowhere(w http.ResponseWriter, r *http.Request) {
	s.refuse(w, r, http.StatusNotFound, "Not found", "There is no such page.")
}

type errorPage struct {
	page
	Heading, Message string
}

// refuse answers with a page that says what is wrong.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, heading, message string) {
	body, err := s.pages.render("error", errorPage{page: s.newPage(heading), Heading: heading, Message: message})
	if err != nil {
		s.log.ErrorContext(r.Context(), "the page of an error could not be made", "error", err)
		http.Error(w, heading, status)
		return
	}
	s.writeHTML(w, r, status, body)
}
