package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

const healthTimeout = 5 * time.Second

// Health is the answer of one part of the bot. Detail is read by operators and never holds a secret.
type Health struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

// healthz answers 200 when every part is well and 503 otherwise.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTimeout)
	defer cancel()
	answer := struct {
		Status  string   `json:"status"` // ok, failing
		Version string   `json:"version"`
		Checks  []Health `json:"checks"`
	}{Status: "ok", Version: s.version, Checks: []Health{}}
	status := http.StatusOK
	if s.health != nil {
		answer.Checks = append(answer.Checks, s.health(ctx)...)
	}
	for _, c := range answer.Checks {
		if !c.OK {
			answer.Status, status = "failing", http.StatusServiceUnavailable
		}
	}
	s.writeJSON(w, r, status, answer)
}

// writeJSON writes a value as JSON with a line end.
func (s *Server) writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	s.write(w, r, status, append(b, '\n'))
}
