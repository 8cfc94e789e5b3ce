package app_test

import (
	"strings"
	"testing"

	"daylight/notify/slack"
)

// messages are what people write into a channel, and what it has to be read as. hidden may not stand in the title.
var messages = []struct{ text, kind, target, title, hidden string }{
	// English
	{"Open S3 bucket with patient files: s3://example-bucket", "s3", "s3://example-bucket", "Open S3 bucket with patient files", "example-bucket"},
	{"*Redis without a password* at 198.51.100.7:6379!", "redis", "198.51.100.7:6379", "Redis without a password", "198.51"},
	{"Elasticsearch open to anybody, see <http://search.example.com:9200/_cat/indices|search.example.com:9200>", "elasticsearch", "http://search.example.com:9200/_cat/indices", "Elasticsearch open to anybody", "search.example"},
	{"exposed .git on hxxps://shop[.]example[.]com/.git/config, has a token", "http_file", "hxxps://shop[.]example[.]com/.git/config", "exposed .git on", "shop"},
	{"found via https://www.shodan.io/host/198.51.100.7 - MongoDB on tcp/198.51.100.7:27017 with invoices", "mongodb", "tcp/198.51.100.7:27017", "MongoDB", "198.51"},
	{"the bucket: patient-files-2020 is open", "s3", "s3://patient-files-2020", "is open", "patient-files-2020"},
	{"`aws s3 ls s3://example-bucket --no-sign-request` works for anyone", "s3", "aws s3 ls s3://example-bucket --no-sign-request", "works for anyone", "example-bucket"},
	{"please write to bob@example.org about the invoices", "", "", "please write to bob@example.org about the invoices", ""},
	{"Azure container is public (https://account1.blob.core.windows.net/export/), thousands of scans", "azure", "https://account1.blob.core.windows.net/export/", "Azure container is public", "account1"},
	// German
	{"Offener S3-Bucket mit Patientenakten: https://example-bucket.s3.eu-west-3.amazonaws.com/", "s3", "https://example-bucket.s3.eu-west-3.amazonaws.com/", "Offener S3-Bucket mit Patientenakten", "example-bucket"},
	{"Kibana ohne Anmeldung unter http://stats.example.com:5601", "http_expect", "http://stats.example.com:5601", "Kibana ohne Anmeldung unter", "stats.example"},
	{"Auf ftp://anonymous@files.example.com liegen Rechnungen", "ftp", "ftp://anonymous@files.example.com", "liegen Rechnungen", "files.example"},
	{"NFS-Freigabe files.example.com:/srv/export ist für alle lesbar", "nfs", "files.example.com:/srv/export", "ist für alle lesbar", "srv/export"},
	{"Die Datenbank db.example.com:5432 lässt jeden ohne Passwort hinein.", "postgres", "db.example.com:5432", "lässt jeden ohne Passwort hinein", "db.example"},
	{"Verzeichnis „https://files.example.com/export/“ ist offen, die Firma ist https://example.com", "http_listing", "https://files.example.com/export/", "ist offen", "files.example"},
	{"Wer kennt den Eigentümer? Nichts Technisches bisher.", "", "", "Wer kennt den Eigentümer? Nichts Technisches bisher.", ""},
	{"SMB-Freigabe \\\\files.example.com\\public ohne Passwort", "smb", "\\\\files.example.com\\public", "ohne Passwort", "files.example"},
	// French
	{"Compartiment ouvert : gs://example-bucket/scans (dossiers médicaux)", "gcs", "gs://example-bucket/scans", "Compartiment ouvert", "example-bucket"},
	{"Serveur Redis accessible sans mot de passe : redis-cli -h 198.51.100.7 -p 6380", "redis", "", "Serveur Redis accessible sans mot de passe", "198.51"},
	{"Base CouchDB ouverte, http://db.example.com:5984/patients", "couchdb", "http://db.example.com:5984/patients", "Base CouchDB ouverte", "db.example"},
	{"Le fichier https://example.com/backup.zip est téléchargeable par tous.", "http_file", "https://example.com/backup.zip", "est téléchargeable par tous", "backup.zip"},
	{"Firebase sans règles : https://example.firebaseio.com/users.json", "firebase", "https://example.firebaseio.com/users.json", "Firebase sans règles", "firebaseio"},
	{"Voir https://web.archive.org/web/2020/https://files.example.com/", "", "", "", "files.example"},
	{"Annuaire LDAP lisible : ldap://ldap.example.com/dc=example,dc=org", "ldap", "ldap://ldap.example.com/dc=example,dc=org", "Annuaire LDAP lisible", "ldap.example"},
	{"docker registry 198.51.100.7:5000 ouvert", "docker_registry", "198.51.100.7:5000", "docker registry", "198.51"},
}

// TestAMessageBecomesAFinding holds that Slack reads by the table of all ways in, and puts no target into a title.
func TestAMessageBecomesAFinding(t *testing.T) {
	t.Parallel()
	p := prober(t)
	for _, tt := range messages {
		got := slack.Detect(p.Find, tt.text)
		if got.Kind != tt.kind || tt.target != "" && got.Target != tt.target || (tt.kind == "") != (got.Target == "") {
			t.Errorf("%q is read as %q %q, want %q %q", tt.text, got.Kind, got.Target, tt.kind, tt.target)
		}
		if !strings.Contains(got.Title, tt.title) {
			t.Errorf("%q has the title %q, want %q in it", tt.text, got.Title, tt.title)
		}
		if tt.hidden != "" && strings.Contains(strings.ToLower(got.Title), tt.hidden) {
			t.Errorf("the title %q leads to the target", got.Title)
		}
	}
	if len(messages) < 24 {
		t.Errorf("only %d messages", len(messages))
	}
}
