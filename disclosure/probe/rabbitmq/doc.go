// Package rabbitmq probes whether the management interface of RabbitMQ accepts the password that its manual publishes (kind
// "rabbitmq", facet "management").
//
// It signs in as guest with the password guest. That is a login, so the kind is opt-in: two people have to agree to it. The
// one request that it sends asks who we are. A user that exists but may not see this page is not locked out, because the
// queues themselves may still serve it; that answer is inconclusive.
package rabbitmq
