// Package publish holds the commands that approve a publication and put it on record. The gate is in package gate.
package publish
