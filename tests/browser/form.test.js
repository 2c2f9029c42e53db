// The form of a request says what would happen while it is filled in: live with product and term, and the same without
// JavaScript in two steps. And the page on which every rule is explained.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

let demo;
let browser;
let mia;
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  mia = await windowFor(browser);
  await signIn(mia, demo, "mia.berg");
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

function promised() {
  const made = {};
  made.promise = new Promise((resolve) => { made.resolve = resolve; });
  return made;
}

async function openForm(page, part) {
  await page.goto(`${demo.url}/?q=${part}`);
  await page.getByRole("link", { name: /Ask for/ }).first().click();
  await page.getByRole("heading", { name: "What would happen" }).waitFor();
}

test("the form changes live with product and term", async () => {
  await openForm(mia, "VISIOCLIENT");
  const before = mia.locator("#live-before");
  assert.ok(!(await mia.getByRole("button", { name: "What would happen" }).isVisible()), "nothing is left to press");
  assert.match(await before.innerText(), /Jonas Lind \(your manager\)/);
  assert.match(await before.innerText(), /90 days/);
  await mia.getByLabel(/^Why is it needed/).fill("Typed before anything changed.");
  await mia.getByText("1 year", { exact: true }).click();
  await before.getByText("1 year").waitFor();
  const addresses = [];
  mia.on("request", (request) => addresses.push(request.url()));
  await mia.getByLabel("Product").focus();
  await mia.getByLabel("Product").selectOption({ label: "Microsoft 365 E5" });
  await mia.getByRole("heading", { name: "Ask for Microsoft 365 E5" }).waitFor();
  const words = await before.innerText();
  assert.match(words, /Jonas Lind \(your manager\)[^]*2 of Henrik Falk, Marta Quist, Sofia Lange/);
  assert.match(words, /Rule e5-two-signatures/);
  assert.match(words, /€57\.60 a month/);
  assert.match(words, /free of 12/);
  assert.match(words, /Microsoft 365 E3 already contains/);
  assert.match(words, /Microsoft 365 E3 stays/);
  assert.match(await mia.locator("#live-said").innerText(), /^Microsoft 365 E5: €57\.60 a month, 1 year\. To be signed by/);
  assert.equal(await mia.getByLabel(/^Why is it needed/).inputValue(), "Typed before anything changed.");
  assert.equal(await mia.title(), "Ask for Microsoft 365 E5 · Countersign");
  assert.ok(await mia.getByLabel("Product").evaluate((field) => field === document.activeElement), "the focus stays");
  await scan(mia, "form, live, another product");
  const previews = addresses.filter((address) => address.includes("preview"));
  assert.ok(previews.length > 0 && previews.every((address) => address.endsWith("/request/preview")), "what is typed is in no address");
});

test("what can not be sent as it is says so in place of who would sign", async () => {
  const before = mia.locator("#live-before");
  await mia.getByLabel("on a date, as the last day").check();
  await before.getByText("Write a day like").waitFor();
  assert.doesNotMatch(await before.innerText(), /Jonas Lind/);
  assert.match(await before.innerText(), /Known once the days are chosen\./);
  await mia.locator("#term").getByText("90 days", { exact: true }).click();
  await before.getByText(/Jonas Lind \(your manager\)/).waitFor();
  // She has it, by a group.
  await mia.getByLabel("Product").selectOption({ label: "Microsoft 365 E3" });
  await before.getByText("This person has the product already").waitFor();
  await scan(mia, "form of what one has");
});

test("while the service can not be asked, what stands there is said to be old", async () => {
  const stale = mia.locator("[data-stale]");
  await mia.route("**/preview", (route) => route.abort());
  await mia.locator("#term").getByText("30 days", { exact: true }).click();
  await stale.waitFor({ state: "visible" });
  await scan(mia, "form, out of date");
  await mia.unroute("**/preview");
  await mia.locator("#term").getByText("90 days", { exact: true }).click();
  await stale.waitFor({ state: "hidden" });
});

test("questions come with the product, people are suggested, and the answers are sent", async () => {
  await mia.getByLabel("Product").selectOption({ label: "Microsoft 365 F3" });
  await mia.getByLabel("At which site is it used?").waitFor();
  await scan(mia, "form with questions");
  await mia.getByRole("button", { name: "Send request" }).click();
  await mia.getByRole("link", { name: "Name a person." }).click();
  const lead = mia.getByLabel("Who leads the shift?");
  assert.ok(await lead.evaluate((field) => field === document.activeElement));
  await scan(mia, "form with questions, refused");
  await lead.pressSequentially("grace", { delay: 30 });
  await mia.locator("datalist option[value^='grace.adeyemi']").waitFor({ state: "attached" });
  assert.equal(await lead.inputValue(), "grace");
  assert.ok(await lead.evaluate((field) => field === document.activeElement), "the focus stays while one writes");
  // A reply that comes while one writes an answer takes nothing of it away; as in a field that suggests nothing.
  await lead.evaluate((field) => field.removeAttribute("data-suggest"));
  const gate = promised();
  const asked = promised();
  await mia.route("**/preview", async (route) => {
    asked.resolve();
    await gate.promise;
    await route.continue();
  });
  await mia.getByLabel("At which site is it used?").selectOption("Bergen shop");
  await asked.promise;
  await lead.fill("grace.adeyemi@haldenroe.example");
  const replied = mia.waitForEvent("requestfinished", (request) => request.url().endsWith("/preview"));
  gate.resolve();
  await replied;
  await mia.locator("#live-questions [data-suggest]").waitFor();
  assert.equal(await lead.inputValue(), "grace.adeyemi@haldenroe.example");
  await mia.unroute("**/preview");
  await mia.getByRole("button", { name: "Send request" }).click();
  await mia.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await mia.locator("aside.side").getByText("Bergen shop").waitFor();
  await scan(mia, "request with answers");
});

test("without JavaScript the same is said in two steps, and nothing typed is lost", async () => {
  const emil = await windowFor(browser, { javaScriptEnabled: false });
  await signIn(emil, demo, "emil.brandt");
  await openForm(emil, "VISIOCLIENT");
  await emil.getByLabel(/^Why is it needed/).fill("Typed before anything changed.");
  await emil.getByLabel("Product").selectOption({ label: "Microsoft 365 F3" });
  await emil.getByLabel("180 days").check({ force: true });
  await emil.getByRole("button", { name: "What would happen" }).click();
  await emil.getByRole("heading", { name: "Ask for Microsoft 365 F3" }).waitFor();
  const before = await emil.locator("#live-before").innerText();
  assert.match(before, /Sofia Lange \(your manager\)/);
  assert.match(before, /€2\.10 a month/);
  assert.match(before, /180 days/);
  assert.equal(await emil.getByLabel(/^Why is it needed/).inputValue(), "Typed before anything changed.");
  await emil.getByLabel("At which site is it used?").selectOption("Oslo warehouse");
  await emil.getByLabel("Who leads the shift?").fill("grace.adeyemi@haldenroe.example");
  await emil.getByRole("button", { name: "Send request" }).click();
  await emil.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await emil.locator(".badge.large", { hasText: "Waiting for approval" }).waitFor();
  await emil.context().close();
});

test("an administrator reads every rule of a decision, and only those that applied", async () => {
  const ada = await windowFor(browser);
  await signIn(ada, demo, "ada.novak");
  const address = mia.url();
  await ada.goto(address);
  await ada.getByRole("link", { name: "Every rule, and why" }).click();
  await ada.getByRole("heading", { name: "Why: Microsoft 365 F3 for Mia Berg" }).waitFor();
  const all = await ada.locator(".rules > li").count();
  await scan(ada, "every rule");
  await ada.getByRole("link", { name: /^Applied/ }).click();
  await ada.getByRole("heading", { name: "frontline-says-where" }).waitFor();
  assert.ok((await ada.locator(".rules > li").count()) < all);
  await ada.emulateMedia({ media: "print" });
  assert.ok(!(await ada.locator(".pills").isVisible()));
});
