// Package target reads what a person pastes and gives it one spelling, so that the same asset is always probed under the
// same name, budget and history.
//
// [Service] does this for kinds whose targets are servers, [ParseAddress] for kinds whose targets are pages. Both undo
// defanging, refuse credentials, and refuse spellings that two programs would read differently. An error never repeats
// what was pasted: there may be a password in it. Nothing here touches the network.
package target
