// The policy is changed by two: a draft is sent and replayed, another administrator puts it in force, and it is rolled back.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
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

/** The policy in force, with a route before all others by which an administrator signs for Visio. */
function changed() {
  const text = readFileSync(join(demo.folder, "policy.toml"), "utf8");
  const route = '[[route]]\nid = "visio-by-an-administrator"\nproducts = ["VISIOCLIENT"]\nwhen = \'beneficiary.department == "Marketing"\'\nstages = [{ who = "role:Administrator" }]\n\n';
  return text.replace("[[route]]\n", `${route}[[route]]\n`);
}

function file(text) {
  const path = join(demo.folder, "changed.toml");
  writeFileSync(path, text);
  return path;
}

async function send(page, text, why) {
  await page.goto(`${demo.url}/admin/policy`);
  await page.getByLabel("What changes, and why").first().fill(why);
  await page.getByLabel("The policy file").setInputFiles(file(text));
  await page.getByRole("button", { name: "Submit the file" }).click();
}

const accept = (page) => page.on("dialog", (dialog) => dialog.accept());

test("a draft is sent and replayed, another administrator puts it in force, and it is rolled back", async () => {
  const ada = await windowFor(browser);
  const viktor = await windowFor(browser);
  for (const page of [ada, viktor]) accept(page);
  await signIn(ada, demo, "ada.novak");
  await signIn(viktor, demo, "viktor.sand");
  await ada.goto(`${demo.url}/admin/policy`);
  await scan(ada, "policy");

  // Mistakes are told where they are, and what was typed stays.
  await send(ada, changed().replace("products = [", "produkts = ["), "An administrator signs for Visio.");
  await ada.locator("#mistakes").getByText("produkts").first().waitFor();
  assert.match(await ada.locator("#mistakes").innerText(), /changed\.toml:\d+:\d+/);
  assert.equal(await ada.getByLabel("What changes, and why").first().inputValue(), "An administrator signs for Visio.");
  await scan(ada, "policy, a file with mistakes");

  await send(ada, changed(), "An administrator signs for Visio.");
  await ada.getByText("You submitted this draft.").first().waitFor();
  const draft = ada.url();
  assert.equal(await ada.getByRole("button", { name: "Put in force" }).count(), 0);
  await ada.locator(".lines .added").first().waitFor();
  await scan(ada, "a draft of one's own");

  // What its examples do not notice, and what it would have decided.
  const held = ada.locator("section", { has: ada.getByRole("heading", { name: "What its examples notice" }) });
  await held.getByText("No example exercises visio-by-an-administrator.").waitFor();
  await held.getByText("visio-by-an-administrator could be left out").waitFor();
  await ada.getByText("It was not replayed over past requests yet.").waitFor();
  await ada.getByRole("button", { name: "Replay the last 90 days" }).click();
  await ada.locator(".badge.large", { hasText: "Done" }).waitFor();
  await ada.getByRole("navigation", { name: "Changes" }).getByRole("link", { name: /Other signers/ }).waitFor();
  await scan(ada, "the replay of a draft that waits");
  await ada.getByRole("link", { name: "Back to the draft" }).click();
  assert.equal(ada.url(), draft);
  await ada.getByRole("link", { name: "See what changes" }).waitFor();

  await viktor.goto(`${demo.url}/admin/policy`);
  await viktor.locator("tr", { hasText: "Ada Novak" }).getByRole("link").click();
  assert.equal(viktor.url(), draft);
  await viktor.getByText("visio-by-an-administrator").first().waitFor();
  await viktor.locator("details.fold summary").first().click();
  await scan(viktor, "a draft that waits");
  await viktor.getByRole("button", { name: "Put in force" }).click();
  await viktor.getByText("Say why, in 3 to 500 characters").waitFor();
  await scan(viktor, "a draft, and no reason");
  await viktor.getByLabel("Why it is right").fill("Agreed with the owners.");
  await viktor.getByRole("button", { name: "Put in force" }).click();
  await viktor.getByText("The draft is in force now.").waitFor();
  await viktor.getByText("Put in force by Viktor Sand").waitFor();
  await scan(viktor, "a draft in force");
  await viktor.goto(`${demo.url}/admin/policy`);
  await viktor.getByRole("heading", { name: "visio-by-an-administrator" }).waitFor();

  // The way back, from the register.
  await viktor.getByRole("link", { name: "Every version" }).click();
  await scan(viktor, "every version");
  await viktor.locator("li", { hasText: "Was in force" }).getByRole("heading").getByRole("link").click();
  await scan(viktor, "a version that was in force");
  const [download] = await Promise.all([
    viktor.waitForEvent("download"),
    viktor.getByRole("link", { name: "Download it" }).click(),
  ]);
  assert.equal(readFileSync(await download.path(), "utf8"), readFileSync(join(demo.folder, "policy.toml"), "utf8"));
  await viktor.getByLabel("Why").fill("The owners changed their mind.");
  await viktor.getByRole("button", { name: "Submit the roll back" }).click();
  await viktor.getByRole("heading", { name: "Back to an earlier policy" }).waitFor();
  const back = viktor.url();
  await ada.goto(back);
  await ada.getByLabel("Why it is right").fill("They did.");
  await ada.getByRole("button", { name: "Put in force" }).click();
  await ada.getByText("The draft is in force now.").waitFor();
  await ada.goto(`${demo.url}/admin/policy`);
  await ada.getByText("The file is the version in force.").waitFor();
  assert.equal(await ada.getByRole("heading", { name: "visio-by-an-administrator" }).count(), 0);
});

test("without JavaScript the draft that waits from the beginning is put in force, and by whom is told", async () => {
  const ada = await windowFor(browser, { javaScriptEnabled: false });
  await signIn(ada, demo, "ada.novak");
  await ada.goto(`${demo.url}/admin/policy`);
  await ada.locator("tr", { hasText: "Viktor Sand" }).getByRole("link").click();
  await ada.getByText("project-two-signatures").first().waitFor();
  await ada.getByLabel("Why it is right").fill("As the audit asked.");
  await ada.getByRole("button", { name: "Put in force" }).click();
  await ada.getByText("Put in force by Ada Novak").waitFor();
});

test("a request that waits and that a new version denies is told to whoever asked and whoever was to sign", async () => {
  const people = {};
  for (const name of ["mia.berg", "jonas.lind", "ada.novak", "viktor.sand"]) {
    people[name.split(".")[0]] = await windowFor(browser);
    await signIn(people[name.split(".")[0]], demo, name);
  }
  accept(people.viktor);
  await people.mia.goto(`${demo.url}/?q=VISIOCLIENT`);
  await people.mia.getByRole("link", { name: /Ask for/ }).first().click();
  await people.mia.getByLabel(/^Why is it needed/).fill("Charts for the packaging line.");
  await people.mia.getByRole("button", { name: "Send request" }).click();
  await people.mia.getByText("Waiting for Jonas Lind since").waitFor();

  await people.ada.goto(`${demo.url}/admin/policy/versions`);
  const text = readFileSync(join(demo.folder, "policy.toml"), "utf8");
  const denies = `${text}\n[[guard]]\nid = "visio-is-over"\nproducts = ["VISIOCLIENT"]\nwhen = 'beneficiary.department == "Design"'\ndeny = "Design draws with other tools now."\n`;
  await send(people.ada, denies, "Design has other tools.");
  await people.viktor.goto(people.ada.url());
  await people.viktor.getByLabel("Why it is right").fill("They have.");
  await people.viktor.getByRole("button", { name: "Put in force" }).click();
  await people.viktor.getByText("The draft is in force now.").waitFor();

  // Her page is open and looks by itself.
  await people.mia.locator(".badge", { hasText: "Denied: the policy changed" }).waitFor();
  await people.mia.getByText("Design draws with other tools now.").waitFor();
  await scan(people.mia, "a request that a new version denied");
  await people.jonas.goto(`${demo.url}/approvals`);
  await people.jonas.getByRole("heading", { name: "No longer to be signed" }).waitFor();
  await scan(people.jonas, "approvals, one no longer to be signed");
  await people.viktor.reload();
  await people.viktor.getByText(/1 waiting request was denied by this version/).waitFor();
});
