// Package kubernetes asks a Kubernetes cluster whether it serves strangers (kind "kubernetes"): its API server (facet
// "api") or the kubelet of a node (facet "kubelet"). Which of them a target is, its port says, or the path /pods on
// another port.
//
// Rules differ from one namespace and one sort of object to the next, so where the address names a collection, that one is
// asked for too (facet "namespace", or "resource" for one of all namespaces). A path that means anything else is refused
// rather than left out.
//
// The API server is asked for namespaces with a label that none has, so that no name comes back. The kubelet knows no
// such filter; of its answer the first bytes are read, which name the type of the list. The version of a cluster is
// public by design and proves nothing.
package kubernetes
