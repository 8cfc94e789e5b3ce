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
	"daylight/disclosure/probe/ftp"
	"daylight/disclosure/probe/gcs"
	"daylight/disclosure/probe/httpfile"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/httpmatch"
	"daylight/disclosure/probe/influxdb"
	"daylight/disclosure/probe/kubernetes"
	"daylight/disclosure/probe/ldap"
	"daylight/disclosure/probe/memcached"
	"daylight/disclosure/probe/mongodb"
	"daylight/disclosure/probe/mqtt"
	"daylight/disclosure/probe/mysql"
	"daylight/disclosure/probe/nfs"
	"daylight/disclosure/probe/postgres"
	"daylight/disclosure/probe/rabbitmq"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/rsync"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/smb"
	"daylight/disclosure/probe/tcpexpect"
	"daylight/disclosure/probe/tcpport"
	"daylight/disclosure/probe/tlscert"
	"daylight/disclosure/probe/web"
	"daylight/disclosure/probe/zookeeper"
)

// ProbeKinds returns all kinds of probes, in the order in which they may claim an address of unknown kind. Web comes
// last, because it matches every address. own are definitions of the team, in addition to the built-in ones.
func ProbeKinds(own ...tcpexpect.Definition) []probe.Kind {
	// The built-in definitions are part of the program; the tests of their package prove that they parse.
	defs, _ := tcpexpect.Shipped()
	defs = append(defs, own...)
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
		ftp.New(),
		ldap.New(),
		memcached.New(),
		mongodb.New(),
		mqtt.New(),
		mysql.New(),
		mysql.NewLogin(),
		nfs.New(),
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
		rsync.New(),
		smb.New(),
		zookeeper.New(),
		tcpexpect.New(defs),
		tcpexpect.NewWeb(defs),
		tcpport.New(),
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
