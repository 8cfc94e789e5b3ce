package app

import (
	"slices"
	"sync"

	"daylight/disclosure/probe"
	"daylight/disclosure/probe/azure"
	"daylight/disclosure/probe/couchdb"
	"daylight/disclosure/probe/dangling"
	"daylight/disclosure/probe/elasticsearch"
	"daylight/disclosure/probe/firebase"
	"daylight/disclosure/probe/ftp"
	"daylight/disclosure/probe/gcs"
	"daylight/disclosure/probe/httpfile"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/httpmatch"
	"daylight/disclosure/probe/kubernetes"
	"daylight/disclosure/probe/ldap"
	"daylight/disclosure/probe/memcached"
	"daylight/disclosure/probe/mongodb"
	"daylight/disclosure/probe/mqtt"
	"daylight/disclosure/probe/mysql"
	"daylight/disclosure/probe/nfs"
	"daylight/disclosure/probe/postgres"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/rsync"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/smb"
	"daylight/disclosure/probe/tcpexpect"
	"daylight/disclosure/probe/tcpport"
	"daylight/disclosure/probe/tlscert"
	"daylight/disclosure/probe/web"
)

// ProbeKinds returns all kinds of probes, in the order in which they may claim an address of unknown kind. Web comes
// last, because it matches every address. own are definitions of the team, in addition to the built-in ones.
func ProbeKinds(own ...tcpexpect.Definition) []probe.Kind {
	// The built-in definitions are part of the program; the tests of their package prove that they parse.
	defs, _ := tcpexpect.Shipped()
	tables, _ := tcpexpect.Kinds()
	defs = append(defs, own...)
	return []probe.Kind{
		s3.New(),
		azure.New(),
		tables["clickhouse"],
		couchdb.New(),
		elasticsearch.New(),
		tables["etcd"],
		firebase.New(),
		gcs.New(),
		tables["influxdb"],
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
		tables["docker_api"],
		tables["docker_registry"],
		kubernetes.New(),
		tables["rabbitmq"],
		tlscert.New(),
		dangling.New(),
		httpfile.New(),
		httplisting.New(),
		httpmatch.New(),
		rsync.New(),
		smb.New(),
		tables["zookeeper"],
		tcpexpect.New(defs),
		tcpexpect.NewWeb(defs),
		tcpport.New(),
		web.New(),
	}
}

// ProbeKindNames returns their names, sorted.
func ProbeKindNames() []string { return slices.Clone(kindNames()) }

var kindNames = sync.OnceValue(func() []string { //nolint:gochecknoglobals // part of the program, worked out once
	var names []string
	for _, k := range ProbeKinds() {
		names = append(names, k.Name())
	}
	slices.Sort(names)
	return names
})
