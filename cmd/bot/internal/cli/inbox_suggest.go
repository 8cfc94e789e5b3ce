package cli

import (
	"context"
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// suggestedFor returns the cases that an item without one may mean; an empty list is none.
func suggestedFor(ctx context.Context, a *app.App, in ledger.Inbound) ([]disclosure.CaseID, error) {
	ids, err := a.Desk.Suggested(ctx, in)
	if ids == nil {
		ids = []disclosure.CaseID{} // an empty list in JSON
	}
	return ids, err
}

// suggestedCell is what a table shows in place of a case.
func suggestedCell(ids []disclosure.CaseID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id) + "?"
	}
	return strings.Join(names, " ")
}

// suggestedText says how the item gets into the case that is meant.
func suggestedText(in ledger.Inbound, ids []disclosure.CaseID) string {
	if len(ids) == 0 {
		return ""
	}
	commands := make([]string, len(ids))
	for i, id := range ids {
		commands[i] = fmt.Sprintf("`bot inbox assign %d %s`", in.ID, id)
	}
	return "The code in its subject may mean: " + strings.Join(commands, " or ") + " puts it there, once you have read it.\n"
}
