// Several products for several people in one go, with and without JavaScript: from the catalogue through a draft and a file to
// what was sent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { domain, openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

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

async function theRoad(page, names, scans) {
  const look = async (name) => { if (scans) await scan(page, name); };
  await page.goto(demo.url);
  for (const name of names) await page.getByRole("checkbox", { name: new RegExp(`with ${name}$`) }).check();
  await look("catalogue with ticks");
  await page.getByRole("button", { name: "Ask for the ticked ones together" }).click();
  await page.getByRole("heading", { name: "Ask for several" }).waitFor();
  for (const name of names) assert.ok(await page.getByRole("checkbox", { name }).isChecked(), name);

  // Without anybody there is nothing to look at.
  await page.getByRole("button", { name: "What would happen" }).click();
  await page.getByRole("link", { name: "Choose at least one person." }).waitFor();
  await look("several, refused");
  await page.getByRole("checkbox", { name: /^Me/ }).check();
  await page.getByLabel(/^Why is it needed/).fill("The new team draws the plans of the data centre.");
  await page.getByRole("button", { name: "Add people from a file" }).click();
  const lines = ["upn", `nobody.at.all@${domain}`, `mia.berg@${domain}`, `mia.berg@${domain}`];
  const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
  await page.getByLabel("The file").setInputFiles(file);
  await page.getByRole("button", { name: "Look at the file" }).click();
  await page.getByText("Nobody in the directory is called so.").waitFor();
  await page.getByText("stands in line 3 already").waitFor();
  await look("people from a file, bad lines");
  await page.getByRole("button", { name: /^Take the good ones/ }).click();
  await page.getByText("Taken from the file: 1 person.").waitFor();
  assert.ok(await page.getByRole("checkbox", { name: /^Mia Berg/ }).isChecked());
  assert.equal(await page.getByLabel(/^Why is it needed/).inputValue(), "The new team draws the plans of the data centre.");
  await look("several, kept");

  // It waits on the list of one's requests.
  await page.getByRole("link", { name: "My requests" }).first().click();
  await page.getByRole("heading", { name: "Drafts" }).waitFor();
  await look("requests with a draft");
  await page.getByRole("link", { name: /for 2 people/ }).click();
  await page.getByRole("button", { name: "What would happen" }).click();
  await page.getByRole("heading", { name: "What would happen" }).waitFor();
  await look("what would happen with several");
  await page.getByRole("button", { name: /send the rest|^Send \d/ }).click();
  await page.getByRole("heading", { name: "Asked together" }).waitFor();
  await look("asked together");
  return page.locator("tbody tr").count();
}

test("the whole road with JavaScript", async () => {
  const jonas = await windowFor(browser);
  await signIn(jonas, demo, "jonas.lind");
  assert.equal(await theRoad(jonas, ["Visio Plan 2", "Microsoft Copilot for Microsoft 365"], true), 4);

  // One of them is changed while nobody has signed it.
  await jonas.getByRole("link", { name: "Microsoft Copilot for Microsoft 365 for Mia Berg" }).click();
  await jonas.getByRole("link", { name: "Asked together with 3 others" }).waitFor();
  await scan(jonas, "request that can be changed");
  await jonas.getByRole("link", { name: "Change it" }).click();
  await jonas.getByText("This takes the place of").waitFor();
  await jonas.locator("#term").getByText("30 days", { exact: true }).click();
  await scan(jonas, "form that changes");
  await jonas.getByRole("button", { name: "Send in its place" }).click();
  await jonas.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await jonas.getByText("30 days").first().waitFor();
});

test("the whole road without JavaScript", async () => {
  const page = await windowFor(browser, { javaScriptEnabled: false });
  await signIn(page, demo, "jonas.lind");
  assert.equal(await theRoad(page, ["Power BI Pro"], false), 2);
});
