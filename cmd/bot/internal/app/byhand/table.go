package byhand

import (
	"maps"
	"slices"
	"strconv"
)

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func itoa(n int) string { return strconv.Itoa(n) }

// rows are the commands by kind.
func rows() map[string]Row {
	return map[string]Row{
		"s3":       {Facet: "list", Open: []string{"<ListBucketResult"}, Closed: []string{"AccessDenied", "NoSuchBucket", "HTTP 401"}},
		"azure":    {Facet: "container", Open: []string{"HTTP 200"}, Closed: []string{"HTTP 409", "HTTP 401", "HTTP 404"}},
		"gcs":      {Facet: "list", Open: []string{"storage#objects"}, Closed: []string{"HTTP 401", "HTTP 403", "HTTP 404"}},
		"firebase": {Open: []string{"HTTP 200"}, Closed: []string{"Permission denied", "HTTP 401", "HTTP 423"}},
		"elasticsearch": {
			Facet: "data", Trust: true, Open: []string{`"count"`}, Closed: []string{"HTTP 401", "HTTP 403", refused},
		},
		"couchdb":         {Facet: "list", Trust: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", refused}},
		"influxdb":        {Trust: true, Open: []string{`"results"`}, Closed: []string{"HTTP 401", refused}},
		"clickhouse":      {Trust: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403", "HTTP 516", refused}},
		"etcd":            {Trust: true, Open: []string{`"header"`}, Closed: []string{"user name is empty", "certificate", refused}},
		"docker_registry": {Trust: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403", refused}},
		"docker_api":      {Trust: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "certificate", refused}},
		"kubernetes":      {Trust: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403", refused}},
		"rabbitmq":        {Trust: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", refused}},
		"http":            {Status: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403", "HTTP 404"}},
		"http_match":      {Status: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403", "HTTP 404"}},
		"http_expect":     {Status: true, Trust: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403"}},
		"http_file":       {Status: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403", "HTTP 404"}},
		"http_listing":    {Status: true, Open: []string{"HTTP 200"}, Closed: []string{"HTTP 401", "HTTP 403", "HTTP 404"}},
		"redis":           {Command: `(printf 'PING\r\n'; sleep 2) | curl -sS -m 20 telnet://{address}`, Open: []string{"+PONG"}, Closed: []string{"-NOAUTH", "-DENIED", refused}},
		"memcached":       {Open: []string{"VERSION"}, Closed: []string{"unauthenticated", refused}},
		"zookeeper":       {Open: []string{"version"}, Closed: []string{refused}},
		"rsync":           {Open: []string{"@RSYNCD: OK"}, Closed: []string{"@RSYNCD: AUTHREQD", "@ERROR", refused}},
		"ftp":             {Command: `curl -sSv -m 20 -I ftp://{address}/ 2>&1 | grep -E '^< [25]30|^curl:'`, Open: []string{"< 230"}, Closed: []string{"< 530", refused}},
		"tcp_expect":      {None: "what it answers is known to the definition of the team alone"},
		"tcp_port":        {Command: `curl -sSv -m 5 telnet://{address} </dev/null 2>&1 | grep -E 'Connected|^curl:'`, Open: []string{"Connected to"}, Closed: []string{refused, "timed out"}},
		"tls_cert": {
			Command: `openssl s_client -connect {address} -servername {host} </dev/null 2>/dev/null | openssl x509 -noout -serial -dates -pubkey | openssl pkey -pubin -outform der 2>/dev/null | openssl dgst -sha256`,
			Tool:    "openssl", None: "what was found of the certificate decides, which the key of the asset says",
		},
		"dns_dangling": {None: "who may claim the place is known to its provider"},
		"mongodb": {
			Command: `mongosh --quiet --eval 'print("OPEN", db.adminCommand({getLog: "startupWarnings"}).ok)' mongodb://{address}/`, Tool: "mongosh",
			Open: []string{"OPEN 1"}, Closed: []string{"requires authentication", "Unauthorized", "ECONNREFUSED"},
		},
		"postgres": {
			Command: `psql -w -Atc "select 'OPEN'" 'host={host} port={port} user={user} dbname={db} connect_timeout=10'`, Tool: "psql",
			Open: []string{"OPEN"}, Closed: []string{"no password supplied", "password authentication failed", "no pg_hba.conf entry", "refused"},
		},
		"mysql": {
			Command: `mysql -h {host} -P {port} -u nobody --connect-timeout=10 -e 'select 1'`, Tool: "mysql",
			Open: []string{"Access denied for user"}, Closed: []string{"is not allowed to connect", "Can't connect"},
		},
		"mysql_login": {None: "it signs in as the user of the finding, which takes the consent of the team"},
		"ldap": {
			Command: `ldapsearch -x -LLL -o nettimeout=10 -H ldap://{address} -s base -b '{path}' 1.1`, Tool: "ldapsearch",
			Open: []string{"dn:"}, Closed: []string{"Insufficient access", "Invalid credentials", "authentication", "Can't contact"},
		},
		"smb": {Command: `smbclient -N -p {port} //{host}/{path} -c exit && echo OPEN`, Tool: "smbclient", Open: []string{"OPEN"}, Closed: []string{"ACCESS_DENIED", "LOGON_FAILURE", "refused"}},
		"nfs": {
			Command: `sudo mount -t nfs4 -o ro,soft,timeo=50,port={port} {host}:/{path} /mnt && echo OPEN && sudo umount /mnt`, Tool: "mount.nfs4",
			Open: []string{"OPEN"}, Closed: []string{"access denied", "refused", "No such file"},
		},
		"mqtt": {
			Command: `mosquitto_sub -h {host} -p {port} -t '$SYS/broker/version' -C 1 -W 10`, Tool: "mosquitto_sub",
			Open: []string{"version"}, Closed: []string{"not authorised", "Not authorized", "refused"},
		},
	}
}
