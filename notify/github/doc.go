// Package github is the issue channel: it opens an issue in a private tracking repository of a vendor, answers in it,
// closes it once a closure is verified, and reads what the vendor writes there.
//
// What lives here:
//
//   - the gate in front of every write: nothing with details goes to a repository that is not known to be private
//     ([MayWrite]);
//   - the sender of issues and comments, which finds an earlier attempt by a hidden marker instead of repeating it
//     ([Channel.Send], [Channel.Reconcile], [Channel.Run]);
//   - the receiver: signed webhooks and polling, both stored before they are understood ([Channel.WebhookHandler],
//     [Channel.Poll]);
//   - the pure parts: what a comment means ([Reader.Interpret]), what happens in a case that has to be said in its
//     issue ([React]).
//
// What does not live here: the texts of first contacts (templates), the decision what a claim does to a case
// (disclosure), the job loop (disclosure/engine), the HTTP server (cmd/bot).
//
// # One comment, one event
//
// The same comment comes in twice: by webhook and by polling. Deduplication has two stages.
//
//  1. A webhook delivery is stored as it came under github/<delivery id>. That is the receipt for the other side;
//     a second delivery with this id is a duplicate.
//  2. When the delivery is understood, what it carries becomes an [Item] with a key of its own, made from the thing
//     and its version: github/comment/<comment id>/<updated_at>. Polling makes the same item with the same key and
//     stores it directly. Whoever comes second finds the key taken.
//
// Only items become commands. A crash between the stages repeats the first one, which then finds the item in place.
package github
