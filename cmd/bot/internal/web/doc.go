// Package web serves the team's board and the page of a case, answers health checks and takes webhooks.
//
// The board only reads. It has no login, no cookies and no script, and is meant for a loopback address: requests that
// name another host are refused, so that no page on the internet can read it through a browser's name lookup.
// Webhooks have a listener of their own, which serves nothing else.
//
// Not part of this package: pages for vendors or the public, and the rules of a case. Texts, templates and the style
// are in package templates.
package web
