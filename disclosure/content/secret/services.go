package secret

import "daylight/disclosure/pattern"

// runForms are keys without a hint: they are looked for in every long run.
var runForms = []form{
	{"platform token", long, nil, pattern.New(`^(?:[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|SK[0-9a-f]{32})$`)},
}

// serviceForms are the keys of widely used services: what is found in exposed places again and again.
var serviceForms = []form{
	{"AWS access key id", long, []string{"akia", "asia", "aroa", "aida", "abia", "acca"}, pattern.New(`\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[0-9A-Z]{16}\b`)},
	{"AWS secret key", long, []string{"aws"}, pattern.New(`(?i)aws.{0,30}(?:secret|key).{0,20}?[=:"'\s](?P<v>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|=?$)`)},
	{"AWS session token", long, []string{"fwogzxivyxdz", "iqojb3jpz2lu", "fqogzxivyxdz"}, pattern.New(`\b(?:FwoGZXIvYXdz|IQoJb3JpZ2lu|FQoGZXIvYXdz)[A-Za-z0-9+/%]{16,}`)},
	{"Google key", long, []string{"aiza", "ya29.", "gocspx-", "1//0"}, pattern.New(`\bAIza[0-9A-Za-z_-]{30,}|\bya29\.[0-9A-Za-z_-]{20,}|\bGOCSPX-[0-9A-Za-z_-]{20,}|\b1//0[0-9A-Za-z_-]{30,}`)},
	{"Google service key", long, []string{"private_key_id"}, pattern.New(`"private_key_id"\s*:\s*"(?P<v>[0-9a-f]{16,})"`)},
	{"Azure secret", long, []string{"8q~", "7q~"}, pattern.New(`(?:^|[^A-Za-z0-9_~.-])(?P<v>[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{28,34})`)},
	{"GitHub token", long, []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"}, pattern.New(`\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})`)},
	{"GitLab token", long, []string{"glpat-", "gldt-", "glrt-", "glptt-", "glft-", "glsoat-", "glcbt-", "glagent-", "gloas-", "gr1348941"}, pattern.New(`\bgl(?:pat|dt|rt|ptt|ft|soat|cbt|agent|oas|imt)-[A-Za-z0-9_-]{16,}|\bGR1348941[A-Za-z0-9_-]{16,}`)},
	{"Bitbucket token", long, []string{"atbb", "atctt3", "atatt3"}, pattern.New(`\bATBB[A-Za-z0-9]{24,}|\bAT(?:CTT|ATT)3[A-Za-z0-9_=-]{30,}`)},
	{"Slack token", long, []string{"xox", "xapp-"}, pattern.New(`\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{8,}`)},
	{"address of a webhook", long, []string{"hooks.slack.com", "/api/webhooks/", "webhook.office.com", "hooks.zapier.com", "maker.ifttt.com"}, pattern.New(`(?i)hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{10,}|discord(?:app)?\.com/api/webhooks/\d{10,}/[A-Za-z0-9_-]{16,}|webhook\.office\.com/webhookb2/[A-Za-z0-9@/_-]{20,}|hooks\.zapier\.com/hooks/catch/\d+/[a-z0-9]{5,}|maker\.ifttt\.com/trigger/[^\s/]+/(?:json/)?with/key/[A-Za-z0-9_-]{10,}`)},
	{"Telegram token", long, []string{":aa"}, pattern.New(`(?:\bbot|\b)\d{8,10}:AA[A-Za-z0-9_-]{32,34}\b`)},
	{"payment key", long, []string{"_live_", "_test_", "whsec_"}, pattern.New(`\b[srp]k_(?:live|test)_[0-9A-Za-z]{10,}|\bwhsec_[0-9A-Za-z+/]{20,}|\b(?:live|test)_[0-9A-Za-z]{30,}`)},
	{"payment key", long, []string{"sq0", "eaaa", "access_token$", "rzp_", "flwseck"}, pattern.New(`\bsq0[a-z]{3}-[0-9A-Za-z_-]{22,}|\bEAAA[A-Za-z0-9_-]{50,}|\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}|\brzp_(?:live|test)_[A-Za-z0-9]{14}|\bFLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}`)},
	{"mail service key", long, []string{"sg.", "key-", "xkeysib-", "-us", "md-", "re_"}, pattern.New(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bkey-[0-9a-f]{32}\b|\bxkeysib-[0-9a-f]{40,}-[A-Za-z0-9]{10,}|\b[0-9a-f]{32}-us\d{1,2}\b|\bmd-[A-Za-z0-9_-]{22}\b|\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}`)},
	{"Twilio key", long, []string{"twilio"}, pattern.New(`(?i)twilio[^\n]{0,40}?(?:token|secret)[^\n]{0,10}?\b(?P<v>[0-9a-f]{32})\b`)},
	{"package registry token", long, []string{"npm_", "pypi-", "rubygems_", "oy2", "cio", "_authtoken", "dckr_"}, pattern.New(`\bnpm_[A-Za-z0-9]{30,}|\bpypi-[A-Za-z0-9_-]{30,}|\brubygems_[0-9a-f]{40,}|\boy2[a-z0-9]{43}\b|\bcio[A-Za-z0-9]{32}\b|:_authToken=(?P<v>[A-Za-z0-9-]{20,})|\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}`)},
	{"registry login", long, []string{`"auth"`}, pattern.New(`"auth"\s*:\s*"(?P<v>[A-Za-z0-9+/]{8,}=*)"`)},
	{"model service key", long, []string{"sk-", "hf_", "gsk_", "r8_", "pplx-", "xai-"}, pattern.New(`\bsk-[A-Za-z0-9_-]{24,}|\bhf_[A-Za-z0-9]{30,}|\bgsk_[A-Za-z0-9]{40,}|\br8_[A-Za-z0-9]{36,}|\bpplx-[A-Za-z0-9]{40,}|\bxai-[A-Za-z0-9]{60,}`)},
	{"shop key", long, []string{"shpat_", "shpss_", "shpca_", "shppa_"}, pattern.New(`\bshp(?:at|ss|ca|pa)_[0-9a-fA-F]{30,}`)},
	{"cloud key", long, []string{"dop_v1_", "doo_v1_", "dor_v1_", "ltai", "akid", "hrku-", "fm1", "fm2", "fo1_", "v1.0-"}, pattern.New(`\bdo[opr]_v1_[0-9a-f]{40,}|\bLTAI[A-Za-z0-9]{12,24}\b|\bAKID[A-Za-z0-9]{24,}\b|\bHRKU-[A-Za-z0-9_-]{30,}|\b(?:FlyV1 )?fm[12][ar]?_[A-Za-z0-9+/=,_-]{60,}|\bfo1_[A-Za-z0-9_-]{40,}|\bv1\.0-[0-9a-f]{24}-[0-9a-f]{80,}`)},
	{"Heroku key", long, []string{"heroku"}, pattern.New(`(?i)heroku[^\n]{0,40}?\b(?P<v>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b`)},
	{
		"platform token", long,
		[]string{"dapi", "hvs.", "hvb.", ".atlasv1.", "glsa_", "glc_", "nrak-", "sntrys_", "sntryu_", "pul-", "tskey-", "phx_"},
		pattern.New(`\bdapi[0-9a-f]{32}\b|\bhv[sb]\.[A-Za-z0-9_-]{24,}|\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}|\bglsa_[A-Za-z0-9]{32}_[0-9a-f]{8}\b|\bglc_[A-Za-z0-9+/]{32,}|\bNRAK-[A-Z0-9]{27}\b|\bsntry[su]_[A-Za-z0-9+/=_]{40,}|\bpul-[0-9a-f]{40}\b|\btskey-[a-z]+-[A-Za-z0-9]+-[A-Za-z0-9]{16,}|\bphx_[A-Za-z0-9]{40,}`),
	},
	{
		"platform token", long,
		[]string{"lin_api_", "ntn_", "secret_", "figd_", "dp.pt", "dp.st", "dp.ct", "dp.sa", "shippo_", "sl.", "duffel_", "rnd_", "nfp_"},
		pattern.New(`\blin_api_[A-Za-z0-9]{32,}|\bntn_[A-Za-z0-9]{40,}|\bsecret_[A-Za-z0-9]{43}\b|\bfigd_[A-Za-z0-9_-]{36,}|\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,}|\bshippo_(?:live|test)_[0-9a-f]{40}|\bsl\.[A-Za-z0-9_-]{60,}|\bduffel_(?:live|test)_[A-Za-z0-9_=-]{40,}|\brnd_[A-Za-z0-9]{28,}|\bnfp_[A-Za-z0-9]{36,}`),
	},
	{"social network token", long, []string{"eaac", "aaaaaaaaaaaaaaaaaaaa", "igqv"}, pattern.New(`\bEAAC[A-Za-z0-9]{40,}|\bAAAAAAAAAAAAAAAAAAAA[A-Za-z0-9%]{30,}|\bIGQV[A-Za-z0-9_-]{40,}`)},
	{"key of a map or search service", long, []string{"pk.eyj", "sk.eyj", "algolia"}, pattern.New(`\b[ps]k\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{16,}|(?i)algolia[^\n]{0,30}?\b(?P<v>[0-9a-f]{32})\b`)},
}
