// Package rabbitmq asks the management interface of RabbitMQ whether it lets in whoever knows the password of its
// manual (kind "rabbitmq", facet "management").
//
// It signs in as guest with the password guest, which is a login: the kind is opt-in. The one question asked after it
// is who we are. A user who is known but may not see this page is not shut out, since the queues themselves may
// still serve him; that answer is inconclusive.
package rabbitmq
