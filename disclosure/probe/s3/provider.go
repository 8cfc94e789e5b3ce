package s3

import (
	"strings"

	"daylight/disclosure/pattern"
)

// provider is a service whose host names contain bucket and region.
type provider struct {
	name   string
	prefix string // of the endpoint's host, before the region
	suffix string // after the region, with its leading dot
	global string // endpoint without a region, "" where there is none
}

// providers are tried in order. The first two are the partitions of Amazon, which have further spellings.
var providers = [...]provider{
	{name: "Amazon S3", prefix: "s3.", suffix: ".amazonaws.com", global: "s3.amazonaws.com"},
	{name: "Amazon S3 (China)", prefix: "s3.", suffix: ".amazonaws.com.cn", global: "s3.cn-north-1.amazonaws.com.cn"},
	{name: "DigitalOcean Spaces", suffix: ".digitaloceanspaces.com"},
	{name: "Wasabi", prefix: "s3.", suffix: ".wasabisys.com", global: "s3.wasabisys.com"},
	{name: "Backblaze B2", prefix: "s3.", suffix: ".backblazeb2.com"},
	{name: "Alibaba Cloud OSS", prefix: "oss-", suffix: ".aliyuncs.com"},
	{name: "Tencent Cloud COS", prefix: "cos.", suffix: ".myqcloud.com"},
	{name: "Tencent Cloud COS", prefix: "cos.", suffix: ".tencentcos.cn"},
	{name: "Cloudflare R2 (EU)", suffix: ".eu.r2.cloudflarestorage.com"},
	{name: "Cloudflare R2", suffix: ".r2.cloudflarestorage.com"},
	{name: "Huawei Cloud OBS", prefix: "obs.", suffix: ".myhuaweicloud.com"},
	{name: "Yandex Object Storage", prefix: "storage", suffix: ".yandexcloud.net", global: "storage.yandexcloud.net"},
	{name: "Vultr", suffix: ".vultrobjects.com"},
	{name: "IBM Cloud Object Storage", prefix: "s3.", suffix: ".cloud-object-storage.appdomain.cloud"},
	{name: "Exoscale", prefix: "sos-", suffix: ".exo.io"},
	{name: "IONOS", prefix: "s3-", suffix: ".ionoscloud.com"},
	{name: "Scaleway", prefix: "s3.", suffix: ".scw.cloud"},
	{name: "Linode", suffix: ".linodeobjects.com"},
	{name: "OVHcloud", prefix: "s3.", suffix: ".io.cloud.ovh.net"},
	{name: "OVHcloud", prefix: "s3.", suffix: ".perf.cloud.ovh.net"},
	{name: "OVHcloud", prefix: "s3.", suffix: ".cloud.ovh.net"},
	{name: "Hetzner", suffix: ".your-objectstorage.com"},
}

var (
	regionName = pattern.New(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	// awsHost is a host name without Amazon's suffix: bucket, service in its various spellings, region.
	awsHost   = pattern.New(`^(?:(.+)\.)?s3(?:-fips)?(?:\.dualstack)?(?:[.-]([a-z0-9-]+))?(?:\.dualstack)?$`)
	awsRegion = pattern.New(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)
)

func (p *provider) endpoint(region string) string {
	if region == "" && p.global != "" {
		return p.global
	}
	return p.prefix + region + p.suffix
}

func (p *provider) amazon() bool { return strings.HasPrefix(p.name, "Amazon") }

func (p *provider) hasRegion(region string) bool {
	if p.amazon() {
		return awsRegion.MatchString(region)
	}
	return regionName.MatchString(region)
}

// findProvider reads a host name. bucket is "" for the endpoint itself.
func findProvider(host string) (p *provider, region, bucket string, ok bool) {
	for i := range providers {
		p := &providers[i]
		front, found := strings.CutSuffix(host, p.suffix)
		if !found {
			continue
		}
		if p.amazon() {
			region, bucket, ok = readAmazon(front)
		} else {
			region, bucket, ok = p.read(host, front)
		}
		return p, region, bucket, ok
	}
	return nil, "", "", false
}

// readAmazon reads a host name of Amazon, without its suffix. Amazon has many spellings: with and without a region, with dots or
// hyphens, dual-stack, FIPS, accelerated, and for web sites.
func readAmazon(front string) (region, bucket string, ok bool) {
	if region, bucket, ok = readWebsite(front); ok {
		return region, bucket, true
	}
	m := awsHost.FindStringSubmatch(front)
	if m == nil {
		return "", "", false
	}
	bucket, region = m[1], m[2]
	switch {
	case region == "" || awsRegion.MatchString(region):
		return region, bucket, true
	case region == "external-1": // an old second name of the first region
		return "us-east-1", bucket, true
	case region == "accelerate": // a faster way in, the same bucket
		return "", bucket, bucket != ""
	}
	return "", "", false
}

// read reads a host name of any other provider. front is the host name without the suffix.
func (p *provider) read(host, front string) (region, bucket string, ok bool) {
	if p.global != "" && (host == p.global || strings.HasSuffix(host, "."+p.global)) {
		return "", strings.TrimSuffix(strings.TrimSuffix(host, p.global), "."), true
	}
	if p.name == "DigitalOcean Spaces" {
		front = strings.TrimSuffix(front, ".cdn") // the same bucket behind its cache
	}
	// front is "[bucket.]prefix region" without dots in the region.
	at := strings.LastIndexByte(front, '.') + 1
	region, front = front[at:], front[:at]
	var found bool
	if strings.HasSuffix(p.prefix, ".") || p.prefix == "" {
		front, found = strings.CutSuffix(front, p.prefix)
	} else {
		region, found = strings.CutPrefix(region, p.prefix) // both in one label, as in oss-cn-hangzhou
		region = strings.TrimSuffix(region, "-internal")    // the same bucket, from within the provider
	}
	bucket = strings.TrimSuffix(front, ".")
	if !found || !regionName.MatchString(region) || (front != "" && !strings.HasSuffix(front, ".")) {
		return "", "", false
	}
	return region, bucket, true
}
