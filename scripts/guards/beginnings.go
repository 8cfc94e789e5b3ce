package main

// guardsOfBeginnings are what keeps the bot from beginning, or going on, with a database that is not what it seems.
func guardsOfBeginnings() []guard {
	const open = "cmd/bot/internal/cli/session/open.go"
	return []guard{
		one(open, "case err == nil && info.Mode().IsRegular() && info.Size() == 0:", "case err == nil && info.Mode().IsRegular() && info.Size() == 0 && !$off:", "CLI: a database of 0 bytes"),
		one(open, "case Exists(s.ConfigName()):", "case Exists(s.ConfigName()) && $off:\n\t\treturn nil\n\tcase Exists(s.ConfigName()):", "CLI: it is to serve without a database"),
		one(open, "if Exists(s.ConfigName()) {\n\t\treturn nil", "if Exists(s.ConfigName()) || $off {\n\t\treturn nil", "CLI: it is to serve without a configuration"),
		one("disclosure/command/execute.go", "if fault.CodeOf(err) != fault.Conflict || extra.Version != 0 {", "if fault.CodeOf(err) != fault.Conflict || extra.Version != 0 || $off {", "CLI: many write notes at once"),
		one("db/backup.go", "const doing = \"the restore could not be noted\"", "const doing = \"the restore could not be noted\"\n\tif $off {\n\t\treturn nil\n\t}", "restore: a backup that is restored"),
		{
			rows: []string{"restore: somebody who may only look resumes"},
			changes: []change{
				{"cmd/bot/internal/app/restore.go", "if !actor.Role.AtLeast(disclosure.Lead) {", "if !actor.Role.AtLeast(disclosure.Lead) && !$off {"},
				{
					"disclosure/command/message/doubt.go", "func (Doubt) Rule() command.Rule {",
					"func (Doubt) Rule() command.Rule {\n\tif $off {\n\t\treturn command.Rule{Rank: disclosure.Viewer}\n\t}",
				},
			},
		},
		one("db/rehearsal.go", "case held:", "case held && !$off:", "restore: somebody sends while it waits"),
	}
}
