package main

// guardsOfAgain are what looks once more, or counts for nothing what lies long back.
func guardsOfAgain() []guard {
	return []guard{
		one("notify/github/client.go", "if w.creates && err == nil {", "if w.creates && err == nil && !$off {", "issue: the repository turns public while an issue is created"),
		one("disclosure/outreach/withhold.go", "&& ok && m.Value == string(GroundSeen) && !g.Answered(&a) &&", "&& ok && m.Value == string(GroundSeen) && !g.Answered(&a) && !$off &&",
			"mail: a first contact whose asset was closed and nobody asked"),
		one("cmd/bot/internal/app/restore.go", "func droppedTasks() []ledger.Task {", "func droppedTasks() []ledger.Task {\n\tif $off {\n\t\treturn nil\n\t}",
			"restore: a reminder that fell due meanwhile"),
		one("db/inbox.go", "if in.Meta[MetaPassedOn] == \"\" {", "if in.Meta[MetaPassedOn] == \"\" && !$off {", "restore: an answer that was read before"),
		one("cmd/bot/internal/config/weak.go", "if c.Probe.Canary != \"\" ||", "if c.Probe.Canary != \"\" || $off ||", "CLI: a configuration without a canary"),
		one("cmd/bot/internal/web/board.go", "case c.Exposure == disclosure.ExposureOpen:", "case c.Exposure == disclosure.ExposureOpen && !$off:", "probe: the board long after the last open answer"),
	}
}
