// What a person finds in the demo without doing anything, and what they can do about it: waiting for a seat, new plans,
// licences by several ways, stuck work.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

const E3 = "05e9a617-0261-4cee-bb44-138d3ef5d965";

let demo;
let browser;
const people = {};
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  for (const name of ["mia.berg", "jonas.lind", "ada.novak", "lena.frost"]) {
    const page = await windowFor(browser);
    await signIn(page, demo, name);
    people[name.split(".")[0]] = page;
  }
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

test("whoever waits for a seat reads the place and cancels; the next moves up", async () => {
  const { jonas, ada } = people;
  await ada.goto(`${demo.url}/admin/seats`);
  assert.deepEqual(await ada.locator(".line a").allInnerTexts(), ["Emil Brandt", "Jonas Lind"]);
  await scan(ada, "seats");
  await jonas.goto(`${demo.url}/requests`);
  await jonas.getByRole("link", { name: /Project/ }).click();
  await jonas.getByText("Waiting for a seat: 2nd of 2").waitFor();
  await jonas.getByText("All 3 seats of Planner and Project Plan 3 are taken").waitFor();
  await scan(jonas, "waiting for a seat");
  jonas.once("dialog", (dialog) => dialog.accept());
  await jonas.getByRole("button", { name: "Cancel request" }).click();
  await jonas.locator(".badge.large", { hasText: "Cancelled" }).waitFor();
  await ada.goto(`${demo.url}/admin/seats`);
  assert.deepEqual(await ada.locator(".line a").allInnerTexts(), ["Emil Brandt"]);
});

test("seats are held back by the keyboard alone, and what is wrong is said at the form", async () => {
  const { ada } = people;
  await ada.goto(`${demo.url}/admin/seats`);
  const summary = ada.getByText(/Hold seats back of Visio/);
  await summary.focus();
  await ada.keyboard.press("Enter");
  await ada.keyboard.press("Tab");
  await ada.keyboard.press("Control+a");
  await ada.keyboard.type("a dozen");
  await ada.keyboard.press("Enter");
  await ada.getByText("Write a whole number").waitFor();
  await scan(ada, "seats with an error");
  await ada.locator("details[open] input[name=seats]").fill("2");
  await ada.keyboard.press("Enter");
  await ada.getByText("Visio Plan 2: 2 seats held back now; it was 0.").waitFor();
  await scan(ada, "seats held back");
});

test("a new plan stays off until it is classified", async () => {
  const { ada, mia } = people;
  await mia.goto(`${demo.url}/?q=POWER_BI_PRO`);
  await mia.getByRole("link", { name: /Ask for/ }).first().click();
  await mia.locator(".why", { hasText: "New, not classified yet: off." }).waitFor();
  await scan(mia, "form with a new plan");
  await ada.goto(`${demo.url}/admin/plans`);
  await ada.getByText("3 people have Power BI Pro without a grant").waitFor();
  await scan(ada, "new plans");
  await ada.getByRole("button", { name: /Classify/ }).click();
  await ada.getByText("Choose what is to become of the plan.").waitFor();
  await ada.getByLabel(/Offer and switch on for 1 person/).check();
  await ada.getByRole("button", { name: /Classify/ }).click();
  await ada.getByText("Say why, in 3 to 500 characters").waitFor();
  await scan(ada, "new plans with an error");
  await ada.getByLabel("Reason").fill("It is wanted.");
  await ada.getByRole("button", { name: /Classify/ }).click();
  await ada.getByText("it is being switched on for 1 person").waitFor();
  await scan(ada, "new plans, classified");
  await mia.reload();
  await mia.getByLabel("Purview Discovery").waitFor();
  assert.ok(await mia.getByLabel("Purview Discovery").isEnabled());
});

test("what one has stands there by each of its ways, and only what was granted can be given back", async () => {
  const { jonas, mia, lena } = people;
  await jonas.goto(`${demo.url}/licences`);
  const e3 = jonas.locator(".licences > li", { hasText: "Microsoft 365 E3" });
  assert.match(await e3.innerText(), /Through the group “Licence: Microsoft 365 E3”/);
  assert.match(await e3.innerText(), /Given directly, not by Countersign/);
  assert.match(await e3.innerText(), /Sway is off directly\. That has no effect/);
  assert.equal(await e3.getByRole("link", { name: /Give back/ }).count(), 0);
  await scan(jonas, "licences by two ways");
  await lena.goto(`${demo.url}/licences`);
  await lena.getByText("You have no licence").waitFor();
  await scan(lena, "no licences");
  assert.equal((await mia.goto(`${demo.url}/licences/${E3}/give-back`)).status(), 403);
  await mia.getByText("through the group “Licence: Microsoft 365 E3”").waitFor();
  await mia.goto(`${demo.url}/licences`);
  await mia.getByRole("link", { name: /Give back Enterprise/ }).click();
  await scan(mia, "give back");
  await mia.getByRole("button", { name: "Give back" }).click();
  await mia.locator(".badge.large", { hasText: "Ended" }).waitFor();
  await scan(mia, "given back");
  await mia.goto(`${demo.url}/licences`);
  await mia.getByText(/given back, removed/).waitFor();
  await scan(mia, "licences, one ended");
});

test("stuck work is found by step and person, tried again, and closed with a reason", async () => {
  const { ada, lena } = people;
  await ada.goto(`${demo.url}/admin/attention?q=lena`);
  await ada.getByText("The person has no valid usage location").waitFor();
  assert.equal(await ada.locator(".troubles > li").count(), 1);
  await ada.goto(`${demo.url}/admin/attention`);
  await ada.getByRole("link", { name: /Waiting for a seat/ }).click();
  await ada.getByText("The product has no free seat.").first().waitFor();
  await ada.getByRole("link", { name: /^All/ }).click();
  await scan(ada, "needs attention");
  await ada.getByRole("button", { name: /Try again.*Visio/ }).click();
  await ada.getByText("It is being tried again.").waitFor();
  // The worker finds the same again.
  await ada.goto(`${demo.url}/admin/attention?q=lena`);
  await waitFor(async () => {
    await ada.reload();
    return (await ada.locator(".troubles > li").count()) === 1;
  });
  await ada.locator(".giving-up summary").click();
  await ada.getByRole("button", { name: /^Close/ }).click();
  await ada.getByText("Say why, in 3 to 500 characters").waitFor();
  await scan(ada, "needs attention with an error");
  const form = ada.locator(".giving-up[open]");
  await form.getByLabel("Reason for closing").fill("She left the company.");
  await form.getByRole("button").click();
  await ada.getByText("It is closed.").waitFor();
  await ada.goto(`${demo.url}/admin/attention?q=lena`);
  await ada.getByText("Nothing stands still for “lena”").waitFor();
  await scan(ada, "needs attention, nothing found");
  await lena.goto(`${demo.url}/requests`);
  await lena.getByRole("link", { name: /Visio/ }).click();
  await lena.getByText("“She left the company.”").waitFor();
  await scan(lena, "request that was closed");
});

async function waitFor(fact) {
  const deadline = performance.now() + 30_000;
  while (!(await fact())) assert.ok(performance.now() < deadline, "it never came");
}
