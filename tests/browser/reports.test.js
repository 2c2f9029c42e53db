// The auditor's room: reports that stay as they were found, the dossier of a right with its proof, tokens for programs.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { ask, desk, openCard, state } from "./desk.js";
import { openBrowser, openDemo, windowFor } from "./house.js";
import { scan } from "./scan.js";

let demo;
let browser;
let people;
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  people = await desk(browser, demo, ["mia.berg", "jonas.lind", "ada.novak", "otto.keller"]);
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

/** Runs a report from its page, over what it offers. */
async function run(page, name) {
  await page.goto(`${demo.url}/audit/reports`);
  await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
  await page.getByRole("button", { name: "Run the report" }).click();
  await page.waitForURL(/\/audit\/runs\/[0-9a-f-]+$/);
}

test("a report is run from its page, and its file has the hash that the page shows", async () => {
  const { otto } = people;
  await otto.goto(`${demo.url}/audit/reports`);
  await scan(otto, "the list of reports");
  await run(otto, "Segregation of duties");
  await scan(otto, "a run");
  const hash = await otto.locator("code.sha256").innerText();
  const download = otto.waitForEvent("download");
  await otto.getByRole("link", { name: "JSON Lines (hashed)" }).click();
  const chunks = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
  assert.equal(createHash("sha256").update(Buffer.concat(chunks)).digest("hex"), hash);
});

test("every report runs, and its page can be read in both themes at both widths", async () => {
  const { otto } = people;
  await otto.goto(`${demo.url}/audit/reports`);
  const hrefs = await otto.locator('main a[href^="/audit/reports/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const reports = [...new Set(hrefs)];
  assert.ok(reports.length >= 8, `${reports}`);
  for (const report of reports) {
    await otto.goto(`${demo.url}${report}`);
    await scan(otto, report);
    await otto.getByRole("button", { name: "Run the report" }).click();
    await otto.waitForURL(/\/audit\/runs\/[0-9a-f-]+$/);
    await otto.getByText("SHA-256", { exact: true }).waitFor();
    await scan(otto, `a run of ${report}`);
  }
});

test("the dossier of a right passes, and each of its events has a proof that leads to a signed checkpoint", async () => {
  const { mia, jonas, otto } = people;
  const request = await ask(mia, demo, "VISIOCLIENT", "Charts for the packaging line.");
  await openCard(jonas, demo, /^Visio/);
  await jonas.getByRole("button", { name: "Approve", exact: true }).click();
  await mia.goto(request);
  await state(mia, "Active").waitFor();
  const dossier = `${demo.url}/audit/dossiers/${request.split("/").pop()}`;
  await otto.goto(dossier);
  // What was written a moment ago is sealed and signed a moment later.
  while ((await otto.getByText("not sealed yet").count()) > 0 || (await otto.locator("details.path").count()) === 0) await otto.reload();
  assert.equal(await otto.locator(".attributes tbody tr").count(), 9);
  assert.equal(await otto.locator(".attributes .badge.bad").count(), 0, await otto.locator(".attributes").innerText());
  await otto.getByRole("heading", { name: "The checkpoint to which the proofs lead" }).waitFor();
  await scan(otto, "a dossier");
  await otto.getByRole("link", { name: "Audit log" }).first().click();
  await otto.locator("main table").getByText("dossier.viewed").first().waitFor();
});

test("an administrator makes a token, sees it once, and a program reads a report with it", async () => {
  const { ada, otto } = people;
  await run(otto, "Exceptions");
  const address = otto.url();
  await ada.goto(`${demo.url}/admin/tokens`);
  await scan(ada, "the tokens");
  await ada.getByLabel("What is it for?").fill("Evidence collector");
  await ada.getByLabel("The log and the reports, as an auditor reads them").check();
  await ada.getByRole("button", { name: "Make the token" }).click();
  const token = (await ada.locator("main").innerText()).match(/cs_\S+/)[0];
  await scan(ada, "a token that was made");
  const read = (headers) => fetch(`${address}.jsonl`, { headers, redirect: "manual" });
  assert.equal((await read({ authorization: `Bearer ${token}` })).status, 200);
  assert.equal((await read({ authorization: `Bearer ${token}x` })).status, 401);
  await ada.goto(`${demo.url}/admin/tokens`);
  assert.ok(!(await ada.content()).includes(token), "the token is shown again");
});

test("on paper a report has all its rows and no controls", async () => {
  const { otto } = people;
  await run(otto, "Segregation of duties");
  await otto.goto(`${otto.url()}?print=all`);
  await otto.emulateMedia({ media: "print" });
  assert.equal(await otto.getByRole("navigation", { name: "Main" }).isVisible(), false);
  await otto.emulateMedia({ media: "screen" });
});
