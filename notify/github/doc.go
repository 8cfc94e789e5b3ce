// Package github is the issue channel: it opens an issue in a private tracking repository of a vendor, answers in it,
// closes it once a closure is verified, and reads what the vendor writes there.
//
// This package holds:
//
//   - the gate in front of every write: nothing with details goes to a repository that is not known to be private
//     ([MayWrite]);
//   - whose a repository is: one party reads there, and nothing is written for another ([Channel.Belongs]);
//   - what is known of who can read a repository; a change is told to the cases like a webhook (access.go);
//   - who speaks for the party: nobody, unless the configuration says so (standing.go);
//   - the sender of issues and comments, which finds an earlier attempt by a hidden marker instead of repeating it
//     ([Channel.Send], [Channel.Find], [Channel.Run]);
//   - the receiver: signed webhooks and polling, both stored before they are parsed ([Channel.WebhookHandler],
//     [Channel.Poll]);
//   - the pure parts: what a comment means ([Reader.Interpret]), which events of a case are reported in its
//     issue ([React]).
//
// Not part of this package: the texts of first contacts (templates), the effect of a claim on a case (disclosure), the
// job loop (disclosure/engine), the HTTP server (cmd/bot).
//
// # One comment, one event
//
// The same comment comes in twice: by webhook and by polling. Deduplication has two stages.
//
//  1. A webhook delivery is stored unchanged under github/<delivery id> before it is acknowledged. A second delivery
//     with this id is a duplicate.
//  2. When the delivery is parsed, its content becomes an [Item] with a key of its own, made from the object and its
//     version: github/comment/<comment id>/<updated_at>. Polling makes the same item with the same key and
//     stores it directly. The second one finds the key taken.
//
// Only items become commands. A crash between the stages repeats the first one, which then finds the item in place.
package github
