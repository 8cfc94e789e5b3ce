package app_test

import (
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

func prober(t *testing.T) *probe.Prober {
	t.Helper()
	p, err := probe.New(probe.Options{Kinds: app.ProbeKinds(), Clock: func() time.Time { return time.Time{} }})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAddressIsReadAsTheKindThatItIsSurelyOf(t *testing.T) {
	t.Parallel()
	p := prober(t)
	for raw, want := range map[string]string{
		"redis://db.example.com": "redis", "db.example.com:6379": "redis", "rediss://db.example.com": "redis",
		"postgresql://db.example.com/shop": "postgres", "db.example.com:5432": "postgres", "[2001:db8::7]:5432": "postgres",
		"mongodb://db.example.com/shop": "mongodb", "db.example.com:27017": "mongodb", "mongodb://db.example.com/?tls=true": "mongodb",
		"mysql://db.example.com": "mysql", "db.example.com:3306": "mysql", "mqtts://iot.example.com": "mqtt", "iot.example.com:1883": "mqtt",
		"ftp://files.example.com/pub": "ftp", "files.example.com:21": "ftp", "rsync://files.example.com/backup/2020": "rsync",
		"ldap://ldap.example.com/dc=example,dc=org": "ldap", "ldaps://ldap.example.com/dc=example,dc=org": "ldap",
		"smb://files.example.com/public": "smb", "nfs://files.example.com/srv/export": "nfs", "files.example.com:2049/srv/export": "nfs",
		"zk.example.com:2181": "zookeeper", "tcp://example.com:4711": "tcp_port",
		"db.example.com:11211": "memcached", "s3://bucket/key": "s3", "https://bucket.s3.amazonaws.com/": "s3",
		"https://account1.blob.core.windows.net/container/a.jpg": "azure", "db.example.com:8123": "clickhouse",
		"db.example.com:5984": "couchdb", "http://db.example.com:6984": "couchdb", "http://db.example.com:9200/_cat/indices": "elasticsearch",
		"db.example.com:2379": "etcd", "https://db.example.com:2379/v2/keys/": "http", "https://example.firebaseio.com/users.json": "firebase",
		"https://example.europe-west1.firebasedatabase.app/": "firebase", "gs://example-bucket/a.jpg": "gcs",
		"https://storage.googleapis.com/example-bucket/a.jpg":             "gcs",
		"https://console.cloud.google.com/storage/browser/example-bucket": "gcs", "db.example.com:8086": "influxdb",
		"db.example.com:2375": "docker_api", "https://db.example.com:2376": "docker_api", "db.example.com:5000": "docker_registry",
		"db.example.com:6443": "kubernetes", "db.example.com:10250": "kubernetes", "https://db.example.com:10250/pods": "kubernetes",
		"https://db.example.com:10250/logs/": "http", "https://db.example.com:6443/metrics": "http", "db.example.com:6443/api/v1/secrets": "kubernetes",
		"db.example.com:5984/patients": "couchdb", "http://db.example.com:9200/patients/_search": "elasticsearch",
		"http://db.example.com:5000/v2/patients/tags/list": "http",
		"db.example.com:15672":                             "rabbitmq", "tls://example.com": "tls_cert", "dns://shop.example.com": "dns_dangling",
		"https://example.com/.git/config": "http_file", "example.com/.env": "http_file", "https://example.com/a/dump.sql.gz": "http_file",
		"https://example.com/backup.zip": "http_file", "https://example.com:443": "http", "https://registry.example.com/": "http",
		"https://example.com/export/": "http_listing", "example.com": "http", "example.com:8080": "http",
	} {
		got, _, err := p.Canonical(raw, "")
		if err != nil || got.Kind != want {
			t.Errorf("%s is read as %+v, %v; want %s", raw, got, err, want)
			continue
		}
		again, _, err := p.Canonical(got.Target, "")
		if err != nil || again.Kind != got.Kind || again.Target != got.Target {
			t.Errorf("%s is read again as %+v, %v", got.Target, again, err)
		}
	}
	if _, _, err := p.Canonical("redis://root:SENTINEL@db.example.com", ""); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("credentials: %v", err)
	}
}

// TestEveryKindDescribesItself holds what `bot` shows of the kinds.
func TestEveryKindDescribesItself(t *testing.T) {
	t.Parallel()
	infos := prober(t).Describe()
	if len(infos) != len(app.ProbeKindNames()) {
		t.Errorf("%d descriptions of %d kinds", len(infos), len(app.ProbeKindNames()))
	}
	for _, i := range infos {
		if i.Name == "" || i.Version < 1 || i.Sends == "" || i.Reads == "" || i.Accepts == "" || len(i.Facets) == 0 {
			t.Errorf("%+v", i)
		}
	}
}
