// Package timelinetest writes histories in short lines for tests. Tests alone import it.
package timelinetest
