// Package ways finds out how a project on GitHub wants to be told of a weakness: whether it takes private reports, what its
// SECURITY.md says, what its repository is like. It reads, chooses nothing, and writes to nobody. It also makes the private
// repository in which a vendor is told, where no way of their own exists. It knows no case.
package ways
