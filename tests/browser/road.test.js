// The whole road in a real browser: an employee asks, the manager signs, Graph assigns, the auditor reads.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { openBrowser, openDemo, plansOff, program, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

const VISIO = "c5928f49-12ba-48f7-ada3-0d743a3601d5";
const VISIO_WEB = "2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f";
const ONEDRIVE_BASIC = "da792a53-cbc0-4184-a10d-e544dd34b3c1";

let demo;
let browser;
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

test("the demo says whom to be, and that it is well", async (t) => {
  t.diagnostic(`ready after ${Math.round(demo.readyAfter)} ms`);
  for (const name of ["mia.berg", "jonas.lind", "otto.keller", "ada.novak"]) assert.ok(demo.said.includes(name));
  for (const path of ["/healthz", "/readyz"]) assert.equal((await fetch(demo.url + path)).status, 200);
});

test("an employee asks, the manager signs, the licence is active, the log shows it", async () => {
  const page = await windowFor(browser);
  await page.goto(demo.url);
  await scan(page, "sign-in");
  await page.goto(`${demo.url}/sign-in/start?next=%2F`);
  await scan(page, "the tenant's sign-in");
  await signIn(page, demo, "mia.berg");
  await scan(page, "catalogue");
  await page.getByRole("searchbox").fill("no such thing");
  await page.getByRole("button", { name: "Search" }).click();
  await scan(page, "catalogue, nothing found");
  await page.getByRole("searchbox").fill("diagrams");
  await page.getByRole("button", { name: "Search" }).click();
  assert.equal(await page.getByRole("link", { name: /Ask for/ }).count(), 1);
  await page.getByRole("link", { name: /Ask for/ }).click();
  await page.waitForURL(`${demo.url}/products/${VISIO}/request`);
  await scan(page, "form");

  // Everything switched off is refused, with what was typed still there.
  await page.getByLabel(/^Why is it needed/).fill("Charts for the packaging line.");
  const plans = page.locator("input[name=plans]:not([disabled])");
  for (const plan of await plans.all()) await plan.uncheck();
  await page.getByRole("button", { name: "Send request" }).click();
  await page.getByText("Choose at least one plan").first().waitFor();
  assert.equal(await page.getByLabel(/^Why is it needed/).inputValue(), "Charts for the packaging line.");
  await scan(page, "form with an error");
  for (const plan of await plans.all()) {
    if ((await plan.getAttribute("value")) !== VISIO_WEB) await plan.check();
  }
  await page.getByRole("button", { name: "Send request" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]+$/);
  const request = page.url();
  await page.getByText("Waiting for Jonas Lind since").waitFor();
  await scan(page, "request that waits");
  await page.goto(`${demo.url}/requests`);
  await scan(page, "my requests");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();

  await signIn(page, demo, "jonas.lind");
  await page.getByRole("link", { name: /Approvals/ }).click();
  await scan(page, "approvals");
  await page.locator("main a[href^='/approvals/']").first().click();
  await page.getByText("You sign as manager of Mia Berg.").waitFor();
  const card = page.url();
  await scan(page, "approval");
  const mia = await windowFor(browser);
  await signIn(mia, demo, "mia.berg");
  await mia.goto(request);
  const clicked = performance.now();
  await page.getByRole("button", { name: "Approve" }).click();
  // Her page is open and looks by itself; she does nothing.
  await mia.locator(".badge", { hasText: "Active" }).waitFor();
  const took = performance.now() - clicked;
  await page.locator(".done", { hasText: "You approved Visio Plan 2 for Mia Berg." }).waitFor();
  await page.goto(card);
  await page.getByText("You approved this").waitFor();
  await scan(page, "approval that is signed");
  await scan(mia, "active request");
  await page.goto(`${demo.url}/approvals`);
  await scan(page, "approvals, nothing waits");
  console.log(`active ${Math.round(took)} ms after the click`);

  assert.deepEqual(await plansOff(demo, "mia.berg", VISIO), [VISIO_WEB, ONEDRIVE_BASIC].sort());

  const otto = await windowFor(browser);
  await signIn(otto, demo, "otto.keller");
  const id = request.split("/").pop();
  await otto.goto(`${demo.url}/audit?request=${id}`);
  const kinds = await otto.locator("main table").innerText();
  for (const kind of [
    "request.submitted",
    "request.decided",
    "stage.opened",
    "signature.given",
    "grant.approved",
    "graph.call_planned",
    "graph.call_answered",
    "grant.active",
  ]) {
    assert.ok(kinds.includes(kind), `${kind} is not in the log: ${kinds}`);
  }
  await otto.goto(`${demo.url}/audit`);
  await scan(otto, "audit log");
  const [file] = await Promise.all([
    otto.waitForEvent("download"),
    otto.getByRole("link", { name: "Download as CSV" }).click(),
  ]);
  const csv = readFileSync(await file.path(), "utf8");
  assert.ok(csv.startsWith("seq,id,at,kind,") && csv.includes(id));
  assert.equal((await otto.goto(`${demo.url}/admin/policy`)).status(), 403);
  await scan(otto, "403");
  assert.equal((await otto.goto(`${demo.url}/nothing`)).status(), 404);
  await scan(otto, "404");
});

test("the administrator reads the policy in force", async () => {
  const ada = await windowFor(browser);
  await signIn(ada, demo, "ada.novak");
  await ada.goto(`${demo.url}/admin/policy`);
  await ada.getByText("e5-two-signatures").first().waitFor();
  await scan(ada, "policy");
});

test("without JavaScript one asks and cancels", async () => {
  const page = await windowFor(browser, { javaScriptEnabled: false });
  await signIn(page, demo, "mia.berg");
  await page.goto(`${demo.url}/?q=POWER_BI_PRO`);
  await page.getByRole("link", { name: /Ask for/ }).first().click();
  await page.getByRole("button", { name: "Send request" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await page.getByRole("button", { name: "Cancel request" }).click();
  await page.locator(".badge", { hasText: "Cancelled" }).waitFor();
});

test("the audit log verifies", async () => {
  const folder = existsSync(join(demo.folder, "socket")) ? join(demo.folder, "socket") : null;
  assert.ok(folder, "the demo's Postgres has its socket in the data folder");
  const env = {
    ...process.env,
    COUNTERSIGN_DATABASE_URL: `postgres:///countersign?host=${folder}&user=countersign_owner`,
  };
  const { stdout } = await promisify(execFile)(program, ["audit", "verify"], { env });
  assert.match(stdout, /Every row fits its seal/);
  assert.match(stdout, /^[1-9]\d* events sealed/m);
});
