package app

import (
	"slices"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/azure"
	"daylight/disclosure/probe/clickhouse"
	"daylight/disclosure/probe/couchdb"
	"daylight/disclosure/probe/dangling"
	"daylight/disclosure/probe/dockerapi"
	"daylight/disclosure/probe/dockerregistry"
	"daylight/disclosure/probe/elasticsearch"
	"daylight/disclosure/probe/etcd"
	"daylight/disclosure/probe/firebase"
	"daylight/disclosure/probe/gcs"
	"daylight/disclosure/probe/httpfile"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/httpmatch"
	"daylight/disclosure/probe/influxdb"
	"daylight/disclosure/probe/kubernetes"
	"daylight/disclosure/probe/memcached"
	"daylight/disclosure/probe/postgres"
	"daylight/disclosure/probe/rabbitmq"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/tlscert"
	"daylight/disclosure/probe/web"
)

// ProbeKinds returns all the ways to ask an asset, in the order in which they may claim an address whose kind nobody
// named. Web comes last: every address looks like one of its own.
func ProbeKinds() []probe.Kind {
	return []probe.Kind{
		s3.New(),
		azure.New(),
		clickhouse.New(),
		couchdb.New(),
		elasticsearch.New(),
		etcd.New(),
		firebase.New(),
		gcs.New(),
		influxdb.New(),
		memcached.New(),
		postgres.New(),
		redis.New(),
		dockerapi.New(),
		dockerregistry.New(),
		kubernetes.New(),
		rabbitmq.New(),
		tlscert.New(),
		dangling.New(),
		httpfile.New(),
		httplisting.New(),
		httpmatch.New(),
		web.New(),
	}
}

// ProbeKindNames returns their names, sorted.
func ProbeKindNames() []string {
	var names []string
	for _, k := range ProbeKinds() {
		names = append(names, k.Name())
	}
	slices.Sort(names)
	return names
}
