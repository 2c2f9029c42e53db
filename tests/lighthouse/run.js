// Lighthouse over the five main pages of the demo, signed in, on a phone and on a desktop, and what the portal's first page weighs
// over the wire. Ends with 1 when a figure is below what we hold ourselves to.

import { createServer } from "node:net";
import lighthouse, { desktopConfig } from "lighthouse";
import { chromium } from "playwright-core";
import { chromiumPath, domain, openDemo } from "../browser/house.js";

const least = 95;
const categories = ["performance", "accessibility", "best-practices"];
// Bytes over the wire, with headers, of the portal's first page, everything that it loads, nothing cached.
const mostBytes = 60_000;
const mostScriptBytes = 10_000;
let below = 0;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function signIn(context, demo, name) {
  const page = await context.newPage();
  await page.goto(`${demo.url}/sign-in/start?next=%2F&login_hint=${name}%40${domain}`);
  await page.locator("form.hinted button[name=person]").click();
  await page.waitForURL(`${demo.url}/`);
  return page;
}

function say(words) {
  process.stdout.write(`${words}\n`);
}

function judge(name, figure, holds) {
  if (!holds) below += 1;
  say(`${holds ? "ok  " : "BAD "} ${name}: ${figure}`);
}

async function audit(name, url, port, config) {
  const settings = { port, output: "json", logLevel: "error", onlyCategories: categories, disableStorageReset: true };
  const { lhr } = await lighthouse(url, settings, config);
  const scores = categories.map((category) => Math.round(lhr.categories[category].score * 100));
  const form = config ? "desktop" : "phone";
  judge(`${name} (${form})`, categories.map((category, at) => `${category} ${scores[at]}`).join(", "), scores.every((s) => s >= least));
  for (const category of categories) {
    for (const ref of lhr.categories[category].auditRefs) {
      const found = lhr.audits[ref.id];
      if (found.score !== null && found.score < 0.9 && ref.weight > 0) say(`       ${category}: ${found.title}`);
    }
  }
}

/** What the portal's first page weighs, everything that it loads, with nothing cached. */
async function weigh(context, demo) {
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  const kinds = new Map();
  let all = 0;
  let script = 0;
  wire.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    all += encodedDataLength;
    if (kinds.get(requestId) === "Script") script += encodedDataLength;
  });
  await page.goto(`${demo.url}/`, { waitUntil: "networkidle" });
  await page.close();
  judge("the portal's first page over the wire", `${all} bytes, at most ${mostBytes}`, all > 0 && all < mostBytes);
  judge("JavaScript of it", `${script} bytes, at most ${mostScriptBytes}`, script > 0 && script <= mostScriptBytes);
}

const demo = await openDemo();
const port = await freePort();
const folder = `${demo.folder}/lighthouse`;
const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
try {
  for (const [name, pages] of [
    ["julie.perrin", [["catalogue", "/"], ["my licences", "/licences"], ["my requests", "/requests"], ["queue", "/approvals"], ["card", "a card"]]],
  ]) {
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: chromiumPath(),
      args: ["--disable-gpu", `--remote-debugging-port=${port}`, ...root],
    });
    const page = await signIn(context, demo, name);
    await page.goto(`${demo.url}/approvals`);
    const card = await page.locator('main a[href^="/approvals/"]').first().getAttribute("href");
    await page.close();
    await weigh(context, demo);
    for (const [title, path] of pages) {
      const url = demo.url + (path.startsWith("/") ? path : card);
      await audit(title, url, port, undefined);
      await audit(title, url, port, desktopConfig);
    }
    await context.close();
  }
} finally {
  await demo.close();
}
process.exit(below > 0 ? 1 : 0);
