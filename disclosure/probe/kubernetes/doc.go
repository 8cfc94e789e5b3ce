// Package kubernetes probes whether a Kubernetes cluster serves strangers (kind "kubernetes"): its API server (facet "api") or
// the kubelet of a node (facet "kubelet"). The port of the target tells which of them it is, or the path /pods on another
// port.
//
// Rules differ from namespace to namespace and from one sort of object to the next. So a target that names a collection gets
// a facet for it ("namespace", or "resource" for a collection over all namespaces). A path that means anything else is
// refused, not dropped.
//
// The API server is asked for objects with a label that none has, so no name comes back. The kubelet has no such filter; of
// its answer only the first bytes are read, which name the type of the list. It answers 401 where anonymous access is off
// and 403 where it is on but not authorised. The version of a cluster is public by design and proves nothing.
package kubernetes
