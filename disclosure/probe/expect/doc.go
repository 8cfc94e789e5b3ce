// Package expect judges answers by what a person wrote down about how open and closed look ([disclosure.Expect]). Only
// kinds with configurable verdicts use it. All other kinds know their answers, and refuse such a configuration.
//
// Open and closed are two separate clauses. An answer that meets neither is inconclusive: "it no longer looks open" is not
// "it was closed", because a firewall's page, a maintenance page and a broken server do not look open either.
package expect
