// Days: what I have with its end, a later end, giving back, a later first day; people who left or moved, and whoever looks after
// them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

let demo;
let browser;
const people = {};
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  for (const name of ["mia.berg", "jonas.lind", "emil.brandt", "hanna.moe", "ada.novak", "otto.keller"]) {
    const page = await windowFor(browser);
    await signIn(page, demo, name);
    people[name.split(".")[0]] = page;
  }
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

test("an end that is near is said where one looks, with the ways out", async () => {
  const { emil } = people;
  await emil.goto(`${demo.url}/`);
  const notice = emil.locator(".ends");
  await notice.getByText("Your Enterprise Mobility + Security E3 ends after").waitFor();
  const end = notice.locator("time");
  assert.match(await end.innerText(), /^\d+ \w+ 20\d\d$/);
  assert.match(await end.getAttribute("title"), /^20\d\d-\d\d-\d\d 00:00:00 \S+ \(\S+\)$/);
  await scan(emil, "catalogue with a near end");
  await notice.getByRole("link", { name: "Extend" }).click();
  await emil.getByRole("heading", { name: "Extend Enterprise Mobility + Security E3" }).waitFor();
  // The side follows the end that is chosen.
  const before = emil.locator("#live-before");
  await emil.getByLabel("on a date, as the last day").check();
  await before.getByText("Known once the days are chosen.").waitFor();
  await emil.getByText("90 days", { exact: true }).click();
  await before.getByText(/until .* → until/).waitFor();
  assert.match(await before.innerText(), /your manager\)\s+Rule /);
  await scan(emil, "extend");
  await emil.getByLabel("on a date, as the last day").check();
  await emil.getByRole("button", { name: "Ask for the extension" }).click();
  await emil.locator(".summary", { hasText: "Write a day like 2027-03-01." }).waitFor();
  await scan(emil, "extend with an error");
});

test("other plans of what one has are chosen with what would happen beside them", async () => {
  const { emil } = people;
  await emil.goto(`${demo.url}/licences`);
  await scan(emil, "my licences with plans");
  await emil.getByRole("link", { name: /^Change plans of Enterprise Mobility/ }).click();
  await emil.getByRole("heading", { name: "Change the plans of Enterprise Mobility + Security E3" }).waitFor();
  const before = emil.locator("#live-before");
  await before.getByText("Nobody: nothing would change.").waitFor();
  await scan(emil, "change plans");
  const tick = emil.locator("#plans input:not([disabled])").first();
  const title = await emil.locator("#plans label:has(input:not([disabled])) span").first().innerText();
  await tick.click();
  await before.locator("div", { hasText: "Switched off" }).getByText(title).waitFor();
  assert.match(await before.innerText(), /Term\s+stays as it is/);
  await tick.click();
  await before.getByText("Nobody: nothing would change.").waitFor();
  await emil.getByRole("button", { name: "Ask for these plans" }).click();
  await emil.locator(".summary", { hasText: "are on already" }).waitFor();
  await scan(emil, "change plans with an error");
});

test("an extension goes from the signature to the new end", async () => {
  const { otto, emil } = people;
  await emil.goto(`${demo.url}/approvals`);
  await emil.getByRole("link", { name: /Enterprise Mobility/ }).click();
  await emil.locator(".figures", { hasText: /until .* → until / }).waitFor();
  await emil.getByText("The end moves; the plans stay as they are.").waitFor();
  await scan(emil, "card of an extension");
  await emil.getByRole("button", { name: "Approve" }).click();
  await emil.locator(".done", { hasText: "You approved" }).waitFor();
  await otto.goto(`${demo.url}/requests`);
  await otto.getByRole("link", { name: /Enterprise Mobility/ }).first().click();
  await otto.locator(".badge.large", { hasText: "Extended" }).waitFor();
  const end = (await otto.locator(".steps").innerText()).match(/It is now until (\d+ \w+ \d+)\./)[1];
  await scan(otto, "extended");
  await otto.goto(`${demo.url}/licences`);
  await otto.getByText(`until ${end}`).waitFor();
});

test("what ends is given back before", async () => {
  const { emil } = people;
  await emil.goto(`${demo.url}/licences`);
  await scan(emil, "licences with a near end");
  await emil.locator(".ends").getByRole("link", { name: "Give back" }).click();
  await emil.getByRole("button", { name: "Give back" }).click();
  await emil.locator(".badge.large", { hasText: "Ended" }).waitFor();
  await emil.goto(`${demo.url}/licences`);
  assert.equal(await emil.locator(".ends").count(), 0);
});

test("a right that begins later is shown and withdrawn; a first and a last day are asked for", async () => {
  const { hanna } = people;
  await hanna.goto(`${demo.url}/licences`);
  await hanna.getByRole("heading", { name: "Begins later" }).waitFor();
  await hanna.getByRole("link", { name: "Enterprise Mobility + Security E3" }).click();
  await hanna.locator(".badge.large", { hasText: "Approved, begins later" }).waitFor();
  await scan(hanna, "begins later");
  hanna.once("dialog", (dialog) => dialog.accept());
  await hanna.getByRole("button", { name: "Cancel request" }).click();
  await hanna.locator(".badge.large", { hasText: "Cancelled" }).waitFor();
  await hanna.goto(`${demo.url}/?q=EMS`);
  await hanna.getByRole("link", { name: /Ask for/ }).first().click();
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await hanna.getByLabel("on a date", { exact: true }).check();
  await hanna.getByLabel("First day").fill(day(30));
  await hanna.getByLabel("on a date, as the last day").check();
  await hanna.getByLabel("Last day", { exact: true }).fill(day(10));
  await hanna.getByRole("button", { name: "Send request" }).click();
  await hanna.locator(".summary", { hasText: "It cannot end before it begins" }).waitFor();
  assert.equal(await hanna.getByLabel("First day").inputValue(), day(30));
  await scan(hanna, "form with days that can not be");
  await hanna.getByLabel("Last day", { exact: true }).fill(day(60));
  await hanna.getByRole("button", { name: "Send request" }).click();
  await hanna.locator("aside", { hasText: /from .*, until / }).waitFor();
});

test("the manager reviews who moved", async () => {
  const { jonas } = people;
  await jonas.getByRole("link", { name: /^Reviews/ }).click();
  await jonas.getByText(/Department: .* → Sales/).waitFor();
  await scan(jonas, "reviews");
  await jonas.getByRole("button", { name: /^Keep/ }).click();
  await jonas.getByText("Say why it is still needed").waitFor();
  await scan(jonas, "reviews with an error");
  await jonas.getByLabel(/^Why it is still needed/).fill("Shows the designs to customers.");
  await jonas.getByRole("button", { name: /^Keep/ }).click();
  await jonas.getByText("1 licence kept.").waitFor();
  await jonas.getByText("Nothing waits for you").waitFor();
  await scan(jonas, "no reviews");
});

test("an administrator sees who left, what follows and how long it took, and ends one at once", async () => {
  const { ada } = people;
  await ada.getByRole("link", { name: /^Administration/ }).click();
  await ada.getByRole("link", { name: "Leavers" }).click();
  await ada.getByText("The account was disabled").waitFor();
  await ada.getByText("Ends after 7 days (rule leavers)").waitFor();
  await scan(ada, "leavers");
  await ada.getByRole("link", { name: "Waiting", exact: true }).click();
  await ada.locator("details summary", { hasText: "Decide" }).click();
  await ada.getByRole("button", { name: /^End it now/ }).click();
  await ada.getByText("Say why, in 3 to 500 characters").waitFor();
  await scan(ada, "leavers with an error");
  await ada.getByLabel("Reason").last().fill("The seat is needed today.");
  await ada.getByRole("button", { name: /^End it now/ }).click();
  await ada.getByText("Ended: the licence is removed at Microsoft in a moment.").waitFor();
  await ada.getByRole("link", { name: "Done", exact: true }).click();
  const removed = () => ada.getByText(/Removed .* after it was noticed/).waitFor({ timeout: 1_000 });
  for (let looks = 10; looks > 0 && !(await removed().then(() => true, () => false)); looks -= 1) await ada.reload();
  await ada.getByText("1 licence was removed in the last 30 days").waitFor();
});

test("somebody chooses a time zone", async () => {
  const { mia } = people;
  await mia.goto(`${demo.url}/`);
  await mia.getByRole("link", { name: /settings/ }).click();
  await scan(mia, "settings");
  await mia.getByLabel(/Your time zone/).fill("Pacific/Kiritimati");
  await mia.getByRole("button", { name: "Save" }).click();
  await mia.getByText("because you chose it").waitFor();
});
