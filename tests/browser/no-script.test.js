// The whole road with JavaScript off, from sign-in on: asked, looked at, a question and its answer, less than was asked, undone,
// signed, carried out, changed, given back; denied and appealed against; and what the log says of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { desksPolicy, state } from "./desk.js";
import { domain, openBrowser, openDemo, windowFor } from "./house.js";

/** Until something is carried out, in milliseconds. */
const PATIENCE_MS = 30_000;

let demo;
let browser;
const people = {};
before(async () => {
  demo = await openDemo({ undoSeconds: 10, policy: desksPolicy });
  browser = await openBrowser();
  for (const name of ["mia.berg", "jonas.lind", "clara.roe", "otto.keller"]) people[name.split(".")[0]] = await signsIn(name);
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

async function signsIn(name) {
  const page = await windowFor(browser, { javaScriptEnabled: false });
  await page.goto(demo.url);
  await page.getByRole("link", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("searchbox").fill(name);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("button", { name: new RegExp(`${name}@${domain}`) }).click();
  await page.waitForURL(`${demo.url}/`);
  return page;
}

const main = (page, name) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();

/** Presses "Reload" until the request is in this state. */
async function reloadsUntil(page, words) {
  for (const end = performance.now() + PATIENCE_MS; (await state(page, words).count()) === 0; ) {
    assert.ok(performance.now() < end, `it did not become ${words}`);
    await page.getByRole("link", { name: "Reload" }).click();
  }
}

/** Opens the one card of the queue whose name begins so. */
async function opens(page, name) {
  await main(page, /^Approvals/);
  await page.getByRole("link", { name: "Refresh", exact: true }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { name: "Your answer" }).waitFor();
}

test("asked, answered, signed with less, undone, signed, carried out", async () => {
  const { mia, jonas } = people;
  await mia.getByRole("searchbox").fill("diagarms");
  await mia.getByRole("button", { name: "Search" }).click();
  await mia.getByText("Nothing has “diagarms”. Near it").waitFor();
  await mia.getByRole("link", { name: /^Ask for it ?: Visio/ }).click();
  await mia.getByLabel(/^Why is it needed/).fill("Charts for the packaging line.");
  await mia.getByRole("button", { name: "What would happen" }).click();
  assert.match(await mia.locator("#live-before").innerText(), /Jonas Lind \(your manager\)/);
  await mia.getByRole("button", { name: "Send request" }).click();
  await reloadsUntil(mia, "Waiting for approval");

  await opens(jonas, /^Visio/);
  await jonas.getByText("Ask a question", { exact: true }).click();
  await jonas.getByRole("button", { name: "Ask", exact: true }).click();
  await jonas.getByText("Write what you want to know.").waitFor();
  await jonas.getByLabel("What you want to know").fill("Which line is it?");
  await jonas.getByRole("button", { name: "Ask", exact: true }).click();
  await jonas.getByRole("heading", { name: "You asked" }).waitFor();

  await reloadsUntil(mia, "Waiting for an answer");
  await mia.getByRole("button", { name: "Send answer" }).click();
  await mia.getByText("Write an answer.").waitFor();
  await mia.getByLabel("Your answer").fill("The new one.");
  await mia.getByRole("button", { name: "Send answer" }).click();
  await mia.getByText("Your answer was sent.").waitFor();

  await opens(jonas, /^Visio/);
  await jonas.getByText("The new one.").waitFor();
  await jonas.getByRole("button", { name: "Approve", exact: true }).click();
  await jonas.locator(".done", { hasText: "You approved Visio Plan 2" }).waitFor();
  await reloadsUntil(mia, "Approved");
  await jonas.getByRole("button", { name: "Undo" }).click();
  await jonas.getByText("Your answer is taken back").waitFor();
  await reloadsUntil(mia, "Waiting for approval");
  await jonas.getByText("Approve with a change", { exact: true }).click();
  await jonas.getByRole("button", { name: "Approve with this change" }).click();
  await jonas.getByText("Nothing is changed: choose a shorter term").waitFor();
  await jonas.getByLabel("For fewer days").fill("30");
  await jonas.getByRole("checkbox", { name: "Visio web app" }).check();
  await jonas.getByRole("button", { name: "Approve with this change" }).click();
  await jonas.locator(".done", { hasText: "with a change" }).waitFor();
  await reloadsUntil(mia, "Active");
  const side = await mia.locator("aside.side").innerText();
  assert.match(side, /30 days/);
  assert.match(side, /Visio web app/);
});

test("looked at, changed, extended and given back", async () => {
  const { mia, jonas } = people;
  await main(mia, "My licences");
  await mia.getByRole("link", { name: "Change plans of Visio Plan 2" }).click();
  await mia.getByRole("checkbox", { name: "Visio web app" }).check();
  await mia.getByRole("button", { name: "What would happen" }).click();
  assert.match(await mia.locator("#live-before").innerText(), /Switched on\s+Visio web app/);
  await mia.getByRole("button", { name: "Ask for these plans" }).click();
  await opens(jonas, /^Visio/);
  await jonas.getByRole("row", { name: /^Visio web app/ }).getByText("on", { exact: true }).waitFor();
  await jonas.getByRole("button", { name: "Approve", exact: true }).click();
  await jonas.locator(".done", { hasText: "You approved" }).waitFor();
  await reloadsUntil(mia, "Plans changed");

  await main(mia, "My licences");
  await mia.getByRole("link", { name: "Extend Visio Plan 2" }).click();
  await mia.getByLabel("180 days").check({ force: true });
  await mia.getByRole("button", { name: "What would happen" }).click();
  assert.match(await mia.locator("#live-before").innerText(), /until .* → until/);
  await main(mia, "My licences");
  await mia.getByRole("link", { name: "Give back Visio Plan 2" }).click();
  await mia.getByRole("button", { name: "Give back" }).click();
  await reloadsUntil(mia, "Ended");
});

test("denied with a reason, asked again, appealed against, and cancelled", async () => {
  const { mia, jonas, clara } = people;
  await main(mia, "Catalogue");
  await mia.getByRole("link", { name: /^Ask for it ?: Power BI Pro/ }).click();
  await mia.getByRole("button", { name: "Send request" }).click();
  await mia.getByText("You can have those reminded who are to sign").waitFor();
  await opens(jonas, /^Power BI/);
  await jonas.getByRole("button", { name: "Deny", exact: true }).click();
  await jonas.locator("#reason-error").waitFor();
  await jonas.getByLabel("Reason for denying").fill("The team's dashboard has it.");
  await jonas.getByRole("button", { name: "Deny", exact: true }).click();
  await jonas.getByText("You denied Power BI Pro").waitFor();
  await reloadsUntil(mia, "Denied");
  await mia.getByText("The team's dashboard has it.").waitFor();
  await mia.getByRole("link", { name: "Ask again" }).waitFor();
  await mia.getByRole("button", { name: "Appeal" }).click();
  await mia.getByText("Say why it should be decided otherwise.").waitFor();
  await mia.getByLabel("Why it should be decided otherwise").fill("It lacks the half of the figures.");
  await mia.getByRole("button", { name: "Appeal" }).click();
  await opens(clara, /^Power BI/);
  await clara.getByText("It lacks the half of the figures.").waitFor();
  await clara.getByRole("button", { name: "Approve", exact: true }).click();
  await clara.locator(".done", { hasText: "You approved" }).waitFor();
  await reloadsUntil(mia, "Waiting for a seat");
  await mia.getByRole("button", { name: "Cancel request" }).click();
  await state(mia, "Cancelled").waitFor();
});

test("somebody else signs for a time, and how one is told is chosen", async () => {
  const { jonas } = people;
  await jonas.goto(`${demo.url}/approvals`);
  await jonas.getByRole("link", { name: "Let somebody else sign" }).click();
  await jonas.getByLabel("Who signs?").fill("hanna.moe");
  await jonas.getByLabel("Last day").fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10));
  await jonas.getByRole("button", { name: "Let them sign" }).click();
  await jonas.getByText("Done: it runs from now on, and both were told.").waitFor();
  await jonas.getByRole("button", { name: "End it now" }).click();
  await jonas.getByText("Ended: what waits is signed").waitFor();
  await jonas.getByRole("link", { name: /^Signed in as/ }).click();
  await jonas.getByRole("radio", { name: /^No mail/ }).check();
  await jonas.getByRole("button", { name: "Save how you are told" }).click();
  await jonas.getByText("Saved. It counts from the next thing that happens.").waitFor();
  await jonas.getByRole("link", { name: "Help", exact: true }).click();
  await jonas.getByRole("link", { name: "Signing" }).click();
  await jonas.getByText("How you clear your queue").waitFor();
});

test("the log has all of it, and one signs out", async () => {
  const { otto } = people;
  await main(otto, /^Audit/);
  for (const kind of ["signature.taken_back", "inquiry.asked", "inquiry.answered", "request.narrowed", "request.appealed", "grant.active", "request.cancelled", "delegation.made"]) {
    await otto.goto(`${demo.url}/audit?kind=${kind}`);
    await otto.locator("main table").getByText(kind).first().waitFor();
  }
  await otto.getByRole("button", { name: "Sign out" }).click();
  await otto.getByText("You are signed out.").waitFor();
});
