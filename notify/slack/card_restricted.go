package slack

import (
	"context"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// emptyCard takes everything off the card of a case that a channel may not see, because it is restricted. A case without a card gets none.
func (a *App) emptyCard(ctx context.Context, id disclosure.CaseID) ledger.Delivery {
	a.cards.Lock() // a card may be on its way to be posted
	defer a.cards.Unlock()
	at, exists, err := a.cardOf(ctx, id)
	switch {
	case err != nil:
		return a.local(err)
	case !exists:
		return ledger.Delivery{Kind: ledger.Sent, Receipt: "the case is restricted: it has no card"}
	}
	return a.replaceCard(ctx, at, bare(restrictedCard))
}

// restrictedCard is all that is left of the card of a restricted case.
const restrictedCard = "This case is restricted. Whoever may see it finds it with " + commandName + " show, and on the command line."

// onCard is a sentence about the card of a case. A restricted one has none, and says so.
func onCard(k *disclosure.Case, sentence string) string {
	if !k.Circle.Restricted() {
		return sentence
	}
	return "The case is restricted and has no card: " + commandName + " show " + safe(string(k.ID)) + " shows it to you."
}
