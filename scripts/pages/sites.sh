#!/usr/bin/env bash
# Has Hugo and Jekyll build sites of pages in Markdown, and looks at what they made of them: each reads title and dates, and what looks like a
# template, a shortcode, front matter or a script in the text of a page is text.
#
#   scripts/pages/sites.sh PAGES     a folder with LOOK.LANG/index.md; what a builder that is not here would do is skipped
set -euo pipefail

PAGES="$1"
ROOT="$(cd "$(dirname "$0")/../.." && pwd)"
site="$(mktemp -d)"
trap 'rm -rf "$site"' EXIT
failed=0

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; failed=1; }
need() { command -v "$1" >/dev/null || "$ROOT/scripts/packages.sh" "$2" || { say "SKIPPED: $1 is not here, so it builds no site of our pages"; return 1; }; }

# front FILE KEY prints a value of the front matter as we wrote it, without its quotation marks.
front() { sed -n '2,/^---$/p' "$1" | sed -n "s/^$2: \"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p"; }

# looks NAME SOURCE BUILT compares a built page with its source. A builder writes its reading into the first lines: TITLE, DATE, LASTMOD, then BODY.
looks() {
  local name="$1" source="$2" built="$3" key
  [ -f "$built" ] || { fail "$name: no page was built"; return; }
  for key in date lastmod; do # what we do not say a builder fills as it likes
    [ -n "$(front "$source" "$key")" ] || continue
    [ "$(sed -n "s/^${key^^}: //p" "$built" | head -1)" = "$(front "$source" "$key")" ] || fail "$name: $key is $(sed -n "s/^${key^^}: //p" "$built" | head -1), not $(front "$source" "$key")"
  done
  case "$name" in
    *hostile*)
      grep -q '^TITLE: .*---.*title: x.*{{ 7 }} {% raw %}' "$built" || fail "$name: the title is $(grep -m1 '^TITLE' "$built")"
      for text in 'include secret.html %' 'site.time }' 'figure src=' 'title: Taken' '.Site.Title' 'endraw %'; do
        grep -qF "$text" "$built" || fail "$name: the text \"$text\" is gone, so something ran it"
      done
      grep -qiE '<script|onclick="|href="javascript|<img[^>]*evil|<h[1-6][^>]*>title: Taken|<figure' "$built" && fail "$name: a trap is live: $(grep -iE '<script|onclick="|href="javascript|<img[^>]*evil|<figure' "$built" | head -2)"
      ;;
    *) [ "$(sed -n 's/^TITLE: //p' "$built" | head -1)" = "$(front "$source" title)" ] || fail "$name: the title is $(grep -m1 '^TITLE' "$built")" ;;
  esac
  [ "$(grep -c '<table' "$built")" -gt 0 ] || fail "$name: no table was made"
}

hugo_site() {
  need hugo hugo || return 0
  mkdir -p "$site/hugo/layouts/_default"
  printf 'baseURL = "https://site.example/"\ntitle = "SECRET"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n' | tee "$site/hugo/config.toml" >"$site/hugo/hugo.toml"
  printf 'TITLE: {{ .Title | safeHTML }}\nDATE: {{ if not .Date.IsZero }}{{ .Date.Format "2006-01-02" }}{{ end }}\nLASTMOD: {{ with .Params.lastmod }}{{ . | time.Format "2006-01-02" }}{{ end }}\nBODY\n{{ .Content }}\n' >"$site/hugo/layouts/_default/single.html"
  echo '{{ range .Pages }}{{ .Permalink }}{{ end }}' | tee "$site/hugo/layouts/_default/list.html" >"$site/hugo/layouts/index.html"
  for page in "$PAGES"/*/; do
    mkdir -p "$site/hugo/content/$(basename "$page")/page"
    cp "$page/index.md" "$page/timeline.svg" "$site/hugo/content/$(basename "$page")/page/" 2>/dev/null || cp "$page/index.md" "$site/hugo/content/$(basename "$page")/page/"
  done
  (cd "$site/hugo" && hugo -d "$site/hugo-out" >"$site/hugo.log" 2>&1) || { fail "Hugo does not build: $(grep -i error "$site/hugo.log" | head -3)"; return 0; }
  for page in "$PAGES"/*/; do
    looks "Hugo, $(basename "$page")" "$page/index.md" "$site/hugo-out/$(basename "$page")/$(front "$page/index.md" slug)/index.html"
  done
  grep -rq SECRET "$site/hugo-out" --include=index.html && fail "Hugo: a page shows the title of the site"
  say "Hugo $(hugo version | sed 's/.* v\([0-9.]*\).*/\1/'): $(find "$site/hugo-out" -path '*dl-*' -name index.html | wc -l) pages built"
}

jekyll_site() {
  need jekyll jekyll || return 0
  mkdir -p "$site/jekyll/_layouts" "$site/jekyll/_includes"
  echo 'SECRET' | tee "$site/jekyll/_includes/secret.html" >"$site/jekyll/_includes/x"
  printf 'title: SECRET\ndefaults: [{scope: {path: ""}, values: {layout: plain}}]\n' >"$site/jekyll/_config.yml"
  printf 'TITLE: {{ page.title }}\nDATE: {%% if page.date %%}{{ page.date | date: "%%Y-%%m-%%d" }}{%% endif %%}\nLASTMOD: {%% if page.lastmod %%}{{ page.lastmod | date: "%%Y-%%m-%%d" }}{%% endif %%}\nBODY\n{{ content }}\n' >"$site/jekyll/_layouts/plain.html"
  for page in "$PAGES"/*/; do
    mkdir -p "$site/jekyll/$(basename "$page")"
    cp "$page/index.md" "$site/jekyll/$(basename "$page")/"
  done
  (cd "$site/jekyll" && JEKYLL_NO_BUNDLER_REQUIRE=1 LANG=C.UTF-8 jekyll build -q -d "$site/jekyll-out" >"$site/jekyll.log" 2>&1) || { fail "Jekyll does not build: $(tail -5 "$site/jekyll.log")"; return 0; }
  for page in "$PAGES"/*/; do
    looks "Jekyll, $(basename "$page")" "$page/index.md" "$site/jekyll-out/$(basename "$page")/index.html"
  done
  grep -rq SECRET "$site/jekyll-out" && fail "Jekyll: a page shows what it includes"
  say "Jekyll $(jekyll --version | sed 's/[^0-9.]//g'): $(find "$site/jekyll-out" -name index.html | wc -l) pages built"
}

hugo_site
jekyll_site
exit "$failed"
