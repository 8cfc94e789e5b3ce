package byhand

import (
	"net/url"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
	"daylight/templates"
)

// examples are addresses of kinds with a way of their own to ask; the requests are those of their plans.
func examples() map[string]probe.Step {
	get := func(address string) probe.Step {
		u, _ := url.Parse(address)
		return probe.Step{Method: "GET", URL: u}
	}
	head := func(address string) probe.Step { s := get(address); s.Method = "HEAD"; return s }
	with := func(s probe.Step, name, value string) probe.Step { s.Header = map[string]string{name: value}; return s }
	etcd := with(get("http://db.example.org:2379/v3/kv/range"), "Content-Type", "application/json")
	etcd.Method, etcd.Payload = "POST", []byte(`{"key":"AA==","range_end":"AA==","count_only":true}`)
	return map[string]probe.Step{
		"s3":              get("https://example-bucket.s3.eu-west-3.amazonaws.com/?list-type=2&max-keys=0"),
		"azure":           with(head("https://example.blob.core.windows.net/container?restype=container"), "X-Ms-Version", "2019-12-12"),
		"gcs":             get("https://storage.googleapis.com/storage/v1/b/example-bucket/o?maxResults=1&fields=kind"),
		"firebase":        get("https://example-default-rtdb.firebaseio.com/__probe_example.json"),
		"elasticsearch":   get("http://db.example.org:9200/_all/_count?filter_path=count"),
		"couchdb":         get("http://db.example.org:5984/_all_dbs?limit=0"),
		"influxdb":        get("http://db.example.org:8086/query?db=daylight_example&q=SHOW%20MEASUREMENTS%20LIMIT%201"),
		"clickhouse":      get("http://db.example.org:8123/?query=SELECT%201"),
		"etcd":            etcd,
		"docker_registry": get("http://registry.example.org:5000/v2/"),
		"docker_api":      get("http://docker.example.org:2375/_ping"),
		"kubernetes":      with(get("https://cluster.example.org:6443/api/v1/namespaces?labelSelector=daylight%3Dexample&limit=1"), "Accept", "application/json"),
		"rabbitmq":        with(get("http://mq.example.org:15672/api/whoami"), "Authorization", "Basic Z3Vlc3Q6Z3Vlc3Q="),
		"http":            get("https://www.example.org/export/"), "http_match": get("https://www.example.org/export/"),
		"http_expect": get("http://board.example.org:3000/api/org"), "http_file": get("https://www.example.org/.git/HEAD"),
		"http_listing": get("https://www.example.org/files/"),
	}
}

// Example is the command of a kind with an address that is nobody's, and for a kind without one, why there is none.
func Example(kind string) (l templates.Look, why string) {
	r, ok := Of(kind)
	if !ok || r.None != "" {
		return templates.Look{}, r.None
	}
	ports := map[string]string{
		"redis": "6379", "memcached": "11211", "zookeeper": "2181", "rsync": "873", "ftp": "21", "tcp_port": "9000", "mongodb": "27017", "postgres": "5432",
		"mysql": "3306", "ldap": "389", "smb": "445", "nfs": "2049", "mqtt": "1883",
	}
	paths := map[string]string{"rsync": "/backup", "postgres": "/app", "ldap": "/dc=example,dc=org", "smb": "/share", "nfs": "/export"}
	says := map[string]string{"memcached": "version\r\n", "zookeeper": "srvr", "rsync": "@RSYNCD: 31.0\nbackup\n"}
	step, web := examples()[kind]
	a := disclosure.Asset{Kind: kind}
	step.Facet = r.Facet
	if web {
		a.Target = step.URL.String()
	} else {
		step = probe.Step{Facet: r.Facet, Address: "db.example.org:" + ports[kind], Request: []byte(says[kind])}
		a.Target = strings.ReplaceAll(kind, "_", "") + "://" + step.Address + paths[kind]
	}
	return For(&a, &probe.Plan{Kind: kind, Target: a.Target, Steps: []probe.Step{step}}), ""
}
