// Package exposure holds the commands about probes of assets: ask for one, record an answer and conclude from it, stop and
// resume, allow, and say whose an asset is. Probes are planned here and made elsewhere.
package exposure
