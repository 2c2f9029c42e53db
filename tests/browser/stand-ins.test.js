// Those who stand in, and what was given at once: as people do it, with and without a mistake.

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
  for (const name of ["jonas.lind", "mia.berg", "hanna.moe", "ada.novak", "viktor.sand", "otto.keller"]) {
    const page = await windowFor(browser);
    await signIn(page, demo, name);
    people[name.split(".")[0]] = page;
  }
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("somebody signs for somebody else, until it is ended", async () => {
  const { jonas, hanna } = people;
  await jonas.goto(`${demo.url}/approvals`);
  await jonas.getByRole("link", { name: "Let somebody else sign" }).click();
  await jonas.getByRole("heading", { name: "Somebody signs for me" }).waitFor();
  await scan(jonas, "delegation");
  await jonas.getByLabel("Who signs?").fill("han");
  await jonas.getByRole("button", { name: /Search/ }).click();
  await jonas.getByText("Whom it may mean").waitFor();
  await scan(jonas, "delegation with people to choose from");
  await jonas.getByRole("radio", { name: /hanna\.moe@/ }).check();
  await jonas.getByRole("button", { name: "Let them sign" }).click();
  await jonas.locator(".summary", { hasText: "Say which day is the last." }).waitFor();
  await scan(jonas, "delegation with an error");
  assert.ok(await jonas.getByRole("radio", { name: /hanna\.moe@/ }).isChecked());
  await jonas.getByLabel("Last day").fill(inDays(7));
  await jonas.getByRole("button", { name: "Let them sign" }).click();
  await jonas.getByText("Done: it runs from now on, and both were told.").waitFor();
  await jonas.getByRole("heading", { name: "Hanna Moe for Jonas Lind" }).waitFor();
  await scan(jonas, "a delegation that runs");
  await hanna.goto(`${demo.url}/delegation`);
  await hanna.getByRole("button", { name: /End it now/ }).click();
  await hanna.getByText("Ended: what waits is signed by whoever it waited for before.").waitFor();
  await hanna.getByText("Ended by Hanna Moe").waitFor();
});

test("administrators see who signs for whom, and what has come to them", async () => {
  const { ada } = people;
  await ada.goto(`${demo.url}/admin/delegations`);
  await ada.getByRole("heading", { name: "Luca Ferri for Omar Haddad" }).waitFor();
  await scan(ada, "delegations of everybody");
  await ada.goto(`${demo.url}/approvals`);
  await ada.getByText(/^overdue/).first().waitFor();
  await scan(ada, "a queue with something overdue");
});

test("a licence is given at once, and somebody else reviews it", async () => {
  const { ada, otto } = people;
  await ada.goto(`${demo.url}/admin/break-glass`);
  await ada.getByRole("heading", { name: "Break glass" }).waitFor();
  await scan(ada, "break glass");
  await ada.getByRole("button", { name: "Look at it first" }).click();
  await ada.locator(".summary", { hasText: "Choose a product." }).waitFor();
  await scan(ada, "break glass with errors");
  await ada.getByLabel("Who gets it?").fill("hanna.moe");
  await ada.getByLabel("Product").selectOption({ label: "Visio Plan 2" });
  await ada.getByLabel("For how many days?").fill("14");
  await ada.getByLabel("Why can it not wait?").fill("The plan of the hall has to be with the builders in an hour.");
  await ada.getByRole("button", { name: "Look at it first" }).click();
  await ada.getByRole("heading", { name: "Visio Plan 2 for Hanna Moe" }).waitFor();
  await scan(ada, "what would be given at once");
  await ada.getByRole("button", { name: "Give it now" }).click();
  await ada.getByText("Given at once by an administrator").waitFor();
  await scan(ada, "what was given at once");
  await ada.goto(`${demo.url}/audit/exceptions`);
  await ada.getByText("You gave it: somebody else reviews it.").waitFor();
  await scan(ada, "exceptions");
  await otto.goto(`${demo.url}/audit/exceptions`);
  const row = otto.locator("li", { hasText: "builders" });
  await row.getByRole("button", { name: /Reviewed/ }).click();
  await otto.getByText("Say why, in 3 to 500 characters").waitFor();
  await scan(otto, "a review without a note");
  await row.getByLabel("What you found").fill("The builders confirmed it.");
  await row.getByRole("button", { name: /Reviewed/ }).click();
  await otto.getByText("Reviewed by Otto Keller").waitFor();
});
