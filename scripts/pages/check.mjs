// Looks at pages in a real browser: axe on each, in light and dark, on a narrow and a wide screen, and whether anything reaches over an edge.
//
//   node check.mjs MODULES PAGES [--all] [--pictures DIR]
//
// Without --all the most common looks are looked at in each language, every other one in a single language, and the four ways take turns.
import { createRequire } from "node:module";
import { readdirSync, readFileSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, pages, ...rest] = process.argv.slice(2);
const all = rest.includes("--all");
const pictures = rest.includes("--pictures") ? rest[rest.indexOf("--pictures") + 1] : "";
const need = createRequire(join(resolve(modules), "package.json"));
const { chromium } = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const ways = [];
for (const colorScheme of ["light", "dark"]) for (const width of [320, 1280]) ways.push({ colorScheme, width });

// A label of a picture that leaves the picture, or a line of text that leaves its page.
const over = () => {
  const out = [];
  if (document.documentElement.scrollWidth > innerWidth) out.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const svg of document.querySelectorAll("svg")) {
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    for (const text of svg.querySelectorAll("text")) {
      const t = text.getBoundingClientRect();
      if (t.right > box.right + 1 || t.left < box.left - 1) out.push(`"${text.textContent}" reaches ${Math.round(Math.max(t.right - box.right, box.left - t.left))} px over its picture`);
    }
  }
  return out;
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
let looked = 0;
let failed = 0;
const fail = (what) => {
  failed++;
  console.error(what);
};
try {
  const names = readdirSync(pages).filter((n) => n !== "site").sort();
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (e) => fail(`a script failed: ${e}`));
  page.on("dialog", (d) => { fail(`a script ran: ${d.message()}`); d.dismiss(); });
  page.on("request", (r) => { if (!/^(file|data):/.test(r.url())) fail(`a page asks for ${r.url()}`); });
  const kinds = [...new Set(names.map((n) => n.split(".")[0]))];
  const langs = [...new Set(names.map((n) => n.split(".")[1]))];
  for (const name of names) {
    const kind = kinds.indexOf(name.split(".")[0]);
    const lang = langs.indexOf(name.split(".")[1]);
    const common = ["full", "limited", "corrected", "withdrawn"].includes(kinds[kind]);
    if (!all && !common && lang !== kind % langs.length) continue;
    const turn = (Math.floor(kind / langs.length) + lang) % ways.length;
    let fresh = true;
    for (const way of all ? ways : [ways[turn]]) {
      await page.setViewportSize({ width: way.width, height: 900 });
      await page.emulateMedia({ colorScheme: way.colorScheme, reducedMotion: "reduce" });
      if (fresh) {
        await page.goto(pathToFileURL(join(resolve(pages), name, "index.html")).href);
        await page.evaluate(axe);
        fresh = false;
      }
      const where = `${name}, ${way.colorScheme}, ${way.width} px`;
      const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"], preload: false, iframes: false }), tags);
      for (const v of violations) fail(`${where}: ${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(" | ")}`);
      for (const o of await page.evaluate(over)) fail(`${where}: ${o}`);
      looked++;
    }
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      for (const [kind, width, colorScheme, media] of [["light", 1280, "light", "screen"], ["dark", 1280, "dark", "screen"], ["narrow", 390, "light", "screen"], ["print", 794, "light", "print"]]) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, media });
        await page.screenshot({ path: join(pictures, `${name}.${kind}.png`), fullPage: true });
      }
      await page.emulateMedia({ media: "screen" });
    }
  }
} finally {
  await browser.close();
}
if (looked < 30) fail(`only ${looked} pages were looked at: the check is blind`);
console.log(`axe ${need("axe-core/package.json").version}: ${looked} looks at ${pages}, ${failed} faults`);
process.exit(failed ? 1 : 0);
