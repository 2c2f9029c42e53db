// The approver's queue: by keys, several at once, from card to card, and all of it without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

let demo;
let browser;
let julie;
before(async () => {
  demo = await openDemo({ undoSeconds: 30 });
  browser = await openBrowser();
  julie = await windowFor(browser);
  await signIn(julie, demo, "julie.perrin");
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

const queue = (page, query = "") => page.goto(`${demo.url}/approvals${query}`);
const ticked = (page) => page.locator(".queue input[name=item]:checked").count();
const here = (page) => page.locator(".queue tr.here th a").getAttribute("href");

test("the queue says what is unusual, and its address what is looked at", async () => {
  await queue(julie);
  const all = await julie.locator(".queue tbody tr").count();
  assert.ok(all >= 16, `${all} in the queue of the demo`);
  await julie.locator(".badge.waiting", { hasText: /^due (today|tomorrow)/ }).first().waitFor();
  await julie.locator(".queue .waits", { hasText: "waits for an answer" }).waitFor();
  await scan(julie, "the queue");
  await julie.getByLabel("Person or product").fill("visio");
  await julie.getByLabel("Sort by").selectOption("-person");
  await julie.getByRole("button", { name: "Show" }).click();
  await julie.waitForURL(/q=visio.*sort=-person/);
  assert.ok((await julie.locator(".queue tbody tr").count()) < all);
  await queue(julie, "?q=lotus");
  await julie.getByText("Nothing like that waits for you").waitFor();
  await scan(julie, "the queue, nothing like that");
});

test("keys go through the queue and its cards", async () => {
  await queue(julie, "?q=visio");
  const hrefs = await julie.locator(".queue th a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  await julie.keyboard.press("j");
  assert.equal(await here(julie), hrefs[0]);
  await julie.keyboard.press("j");
  await julie.keyboard.press("x");
  assert.equal(await here(julie), hrefs[1]);
  assert.equal(await ticked(julie), 1);
  await julie.keyboard.press("k");
  assert.equal(await here(julie), hrefs[0]);
  await julie.keyboard.press("?");
  await julie.locator("dialog#keys").getByText("show these").waitFor();
  await scan(julie, "the keys");
  await julie.keyboard.press("x");
  await julie.keyboard.press("Escape");
  assert.equal(await ticked(julie), 1, "a key did something behind the dialog");
  await julie.keyboard.press("/");
  await julie.keyboard.type("jx");
  assert.equal(await julie.getByLabel("Person or product").inputValue(), "jx");
  assert.equal(await ticked(julie), 1, "a letter that is typed is no command");
  await julie.locator(".queue th a").first().focus();
  await julie.keyboard.press("Control+a");
  assert.match(julie.url(), /approvals\?q=visio$/);
  await julie.keyboard.press("Enter");
  await julie.locator(".around", { hasText: `1 of ${hrefs.length}` }).waitFor();
  await julie.keyboard.press("j");
  await julie.locator(".around", { hasText: `2 of ${hrefs.length}` }).waitFor();
  await scan(julie, "a card of several");
  await julie.keyboard.press("d");
  assert.equal(await julie.evaluate(() => document.activeElement.id), "reason");
  await julie.keyboard.press("a");
  assert.equal(await julie.locator("#reason").inputValue(), "a");
  await julie.locator("#reason").fill("");
  await julie.locator("#reason").blur();
  await julie.keyboard.press("i");
  assert.equal(await julie.evaluate(() => document.activeElement.id), "question");
  await julie.locator("#question").blur();
  await julie.keyboard.press("a");
  // The next of the list, with what was done and a way back.
  await julie.locator(".done", { hasText: "You approved Visio Plan 2" }).waitFor();
  await julie.locator(".around", { hasText: `2 of ${hrefs.length - 1}` }).waitFor();
  await scan(julie, "a card after another was signed");
  await julie.getByRole("button", { name: "Undo" }).click();
  await julie.getByText("Your answer is taken back").waitFor();
});

test("several are signed at once, and each says what became of it", async () => {
  await queue(julie, "?q=visio");
  const count = await julie.locator(".queue tbody tr").count();
  await julie.getByRole("link", { name: "Select all without an exception" }).click();
  assert.equal(await ticked(julie), count);
  await julie.locator(".queue th a").first().focus();
  await julie.keyboard.press("a");
  await julie.getByRole("heading", { name: "Sign several" }).waitFor();
  await scan(julie, "several, before they are signed");
  await julie.getByRole("button", { name: /^Deny/ }).click();
  await julie.getByText("Say why").waitFor();
  await scan(julie, "several, without a reason");
  await julie.getByRole("button", { name: /^Approve/ }).click();
  await julie.getByText(`You approved ${count} requests.`).waitFor();
  await scan(julie, "what became of several");
  await julie.reload();
  await julie.getByRole("button", { name: /^Undo/ }).first().click();
  await julie.getByText("taken back", { exact: true }).waitFor();
});

test("what is ticked stays ticked when the page looks again by itself", async () => {
  await queue(julie);
  const box = julie.locator(".queue input[name=item]").last();
  await box.check();
  await box.blur();
  const before = await julie.locator(".queue tbody tr").count();
  const other = await windowFor(browser);
  await signIn(other, demo, "julie.perrin");
  await queue(other);
  await other.locator(".queue th a").first().click();
  await other.getByRole("button", { name: "Approve", exact: true }).click();
  await other.locator(".done").waitFor();
  await julie.locator(".queue tbody tr").nth(before - 1).waitFor({ state: "detached" });
  assert.equal(await ticked(julie), 1);
  await other.context().close();
});

test("without scripts all of it is there, but for the keys", async () => {
  const page = await windowFor(browser, { javaScriptEnabled: false });
  await signIn(page, demo, "julie.perrin");
  await queue(page, "?q=mobility");
  await page.getByRole("link", { name: "Select all without an exception" }).click();
  await page.waitForURL(/select=all/);
  const count = await ticked(page);
  assert.ok(count > 1);
  await page.getByRole("button", { name: "Review selected" }).click();
  await page.getByLabel("Reason for denying").fill("Phones stay in the shops.");
  await page.getByRole("button", { name: /^Deny/ }).click();
  await page.getByText(`You denied ${count} requests.`).waitFor();
  await page.getByRole("link", { name: "← Approvals" }).click();
  await page.getByRole("link", { name: "Refresh" }).waitFor();
  await page.context().close();
});

test("keys can be switched off", async () => {
  await julie.goto(`${demo.url}/settings`);
  await julie.getByLabel("Keys in the approver's queue").uncheck();
  await scan(julie, "settings");
  await julie.getByRole("button", { name: "Save", exact: true }).click();
  await julie.getByText("Saved.").waitFor();
  await queue(julie);
  for (const key of ["j", "x", "a", "?", "/"]) await julie.keyboard.press(key);
  assert.equal(await julie.locator(".queue tr.here").count(), 0);
  assert.equal(await ticked(julie), 0);
  assert.equal(await julie.locator("dialog").count(), 0);
  assert.equal(await julie.evaluate(() => document.activeElement.tagName), "BODY");
  // On every page: "/" goes to the search field no more.
  await julie.goto(demo.url);
  await julie.getByRole("searchbox").first().waitFor();
  await julie.keyboard.press("/");
  assert.equal(await julie.evaluate(() => document.activeElement.tagName), "BODY");
});
