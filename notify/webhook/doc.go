// Package webhook tells other chats what happened in a case: signed JSON, posted to one address, with what the card in Slack shows and
// not more. It says each notable event once; what may have been lost is posted again under the same id.
//
// It does not listen, decides nothing, and knows no case: what a message says comes from its [Port].
package webhook
