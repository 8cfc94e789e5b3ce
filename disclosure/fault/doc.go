// Package fault holds the errors that people read: a code that surfaces map to exit codes and statuses, and a message that
// says what is wrong and what to do. It knows nothing of the domain.
package fault
